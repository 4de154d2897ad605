from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "identity.methods.directory"
    label = "identity_methods_directory"
    verbose_name = _("庁内の認証基盤")

    def ready(self) -> None:
        from identity.methods.directory.method import DirectoryMethod  # noqa: PLC0415  needs the models
        from identity.methods.registry import register  # noqa: PLC0415

        register(DirectoryMethod())
