"""The adapter's environment. Without STRIPE_API_KEY the portal has no Stripe gateway."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Configuration(BaseSettings):
    """Field names are the variables' names in lower case."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False)

    stripe_api_key: Annotated[str, Field(pattern=r"^((sk|rk)_(test|live)_[0-9A-Za-z_]+)?$")] = ""
    stripe_webhook_secret: Annotated[str, Field(pattern=r"^(whsec_.+)?$")] = ""
    stripe_account: Annotated[str, Field(pattern=r"^(acct_[0-9A-Za-z]+)?$")] = ""
    stripe_api_base: Annotated[str, Field(pattern=r"^https?://[^/]+$")] = "https://api.stripe.com"
    stripe_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 8
    stripe_methods: Annotated[str, Field(pattern=r"^(card|wallet|konbini)(,(card|wallet|konbini))*$")] = (
        "card,wallet,konbini"
    )

    @property
    def is_set(self) -> bool:
        return bool(self.stripe_api_key)

    @property
    def is_live(self) -> bool:
        """Whether the key moves real money."""
        return "_live_" in self.stripe_api_key[:8]

    @model_validator(mode="after")
    def _secret_goes_with_key(self) -> Self:
        if self.stripe_api_key and not self.stripe_webhook_secret:
            raise ValueError("STRIPE_WEBHOOK_SECRET must be set together with STRIPE_API_KEY")
        return self
