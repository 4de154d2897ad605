"""Where and how people pay by hand. Without any of these the portal offers none of it."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Configuration(BaseSettings):
    """Field names are the variables' names in lower case."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False)

    payment_counter: str = ""  # where the counter is, and when it is open
    payment_bank_account: str = ""  # bank, branch, kind, number, holder
    payment_slip_sent_by: str = ""  # who sends the slip (納付書) of the accounting system
    payment_manual_days: Annotated[int, Field(ge=1, le=60)] = 14

    @property
    def is_set(self) -> bool:
        return bool(self.payment_counter or self.payment_bank_account or self.payment_slip_sent_by)
