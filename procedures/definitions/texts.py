"""Texts of a definition in up to six languages; Japanese is the source and always there."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator

Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^\S(?:.*\S)?$")]
"""One line without blanks at its ends."""

Prose = Annotated[str, Field(min_length=1, max_length=5000, pattern=r"\S")]
"""Text that is not blank, of one or more lines."""

LANGUAGES = ("ja", "ja-easy", "en", "zh-hans", "zh-hant", "ko")


class Model(BaseModel):
    """Frozen, no unknown keys, no coercion: what every part of a definition is."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, defer_build=True, validate_by_name=True, validate_by_alias=True
    )


class LocalizedText(Model):
    """A text with translations. A text in Japanese only may be written as a plain string, and is dumped as one."""

    ja: Prose
    ja_easy: Prose | None = Field(default=None, alias="ja-easy")
    en: Prose | None = None
    zh_hans: Prose | None = Field(default=None, alias="zh-hans")
    zh_hant: Prose | None = Field(default=None, alias="zh-hant")
    ko: Prose | None = None

    def in_language(self, language: str) -> str:
        """The text in a language of LANGUAGES, or in Japanese where there is no translation."""
        name = language.lower()
        text: str | None = getattr(self, name.replace("-", "_")) if name in LANGUAGES else None
        return text or self.ja

    def __str__(self) -> str:
        return self.ja

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"ja": value} if isinstance(value, str) else value

    @model_serializer(mode="plain")
    def _to_shortest(self) -> str | dict[str, str]:
        texts = {
            language: text for language in LANGUAGES if (text := getattr(self, language.replace("-", "_"))) is not None
        }
        return self.ja if len(texts) == 1 else texts


def text(value: str) -> LocalizedText:
    """A text in Japanese only."""
    return LocalizedText(ja=value)
