"""Steps of signing in that differ from allauth's."""

from typing import Any

from allauth.account.stages import EmailVerificationStage


class ConfirmAddressStage(EmailVerificationStage):
    """Confirms the address of an account; one that has none (the card alone) goes on."""

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is not None and not user.email and not self.login.email:
            return None, True
        response, goes_on = super().handle()
        return response, goes_on
