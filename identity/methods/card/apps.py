from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CardConfig(AppConfig):
    name = "identity.methods.card"
    label = "identity_methods_card"
    verbose_name = _("マイナンバーカードによる本人確認")

    def ready(self) -> None:
        from identity.methods.card.method import CardMethod  # noqa: PLC0415  needs the models
        from identity.methods.registry import register  # noqa: PLC0415

        register(CardMethod())
