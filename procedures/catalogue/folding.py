"""Folding of Japanese for search: what people type for the same word becomes the same string."""

import unicodedata

import jaconv

_SMALL_TO_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
# Variant forms that are met in the words of procedures and place names, to the form in common use.
_VARIANTS = str.maketrans(
    "髙﨑邊邉濱齋齊斎國學證轉廣澤嶋壽會區屆戶鄕樣", "高崎辺辺浜斉斉斉国学証転広沢島寿会区届戸郷様"
)
_LONG_MARKS = str.maketrans("ｰ―‐−–—－", "ーーーーーーー")


def fold(text: str) -> str:
    """Width, kana, small kana, variant forms, case and spaces folded: ﾋｯｺｼ, ひっこし and ヒッコシ become ヒツコシ."""
    plain = unicodedata.normalize("NFKC", text.translate(_VARIANTS)).translate(_VARIANTS)
    katakana = str(jaconv.hira2kata(plain.translate(_LONG_MARKS)))
    kept = (c for c in katakana.translate(_SMALL_TO_LARGE).lower() if c.isalnum() or c == "ー")
    return "".join(kept)


def fold_words(text: str) -> list[str]:
    """The folded words of a query, divided where the person left spaces."""
    return [folded for word in unicodedata.normalize("NFKC", text).split() if (folded := fold(word))]


def search_text(*, title: str, keywords: list[str], others: list[str]) -> str:
    """What `search.search` reads: the folded title first, then keywords, then everything else."""
    return " ".join(folded for part in [title, *keywords, *others] if (folded := fold(part)))
