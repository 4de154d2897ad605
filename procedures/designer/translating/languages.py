"""The languages into which procedures are translated, as staff call them."""

from django.utils.translation import gettext as _


def language_names() -> dict[str, str]:
    """In the order of LANGUAGES."""
    return {
        "ja-easy": _("やさしい日本語"),
        "en": _("英語"),
        "zh-hans": _("中国語（簡体字）"),
        "zh-hant": _("中国語（繁体字）"),
        "ko": _("韓国語"),
    }


def language_name(language: str) -> str:
    return language_names().get(language, language)


def html_language(language: str) -> str:
    """For the attribute `lang`."""
    return {"ja-easy": "ja", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(language, language)
