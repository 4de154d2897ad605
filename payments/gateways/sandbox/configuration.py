"""The adapter's environment. Where nothing is set the portal has no sandbox gateway."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Configuration(BaseSettings):
    """Field names are the variables' names in lower case."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False)

    sandbox_gateway_url: Annotated[str, Field(pattern=r"^(http://(127\.0\.0\.1|localhost):\d{1,5})?$")] = ""
    sandbox_gateway_key: str = ""
    sandbox_gateway_webhook_secret: str = ""
    sandbox_gateway_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 5

    @property
    def is_set(self) -> bool:
        return bool(self.sandbox_gateway_url and self.sandbox_gateway_key and self.sandbox_gateway_webhook_secret)
