"""Single letters that stand for words, and the words: what 機種依存文字 of the rooms of JIS X 0213 and NEC mean."""

from collections.abc import Mapping
from types import MappingProxyType

SPELT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "㈱": "株式会社",
        "㈲": "有限会社",
        "㈳": "社団法人",
        "㈶": "財団法人",
        "№": "番号",
        "℡": "電話",
        "㍻": "平成",
        "㍼": "昭和",
        "㍽": "大正",
        "㍾": "明治",
        "㋿": "令和",
        "㎡": "平方メートル",
        "㎥": "立方メートル",
        "㎞": "キロメートル",
        "㎝": "センチメートル",
        "㎜": "ミリメートル",
        "㎏": "キログラム",
        "㍍": "メートル",
        "㌔": "キロ",
        "㌢": "センチ",
        "㌘": "グラム",
        "㍑": "リットル",
        "㌃": "アール",
        "㌶": "ヘクタール",
        "㌫": "パーセント",
        "㌦": "ドル",
        "㍗": "ワット",
        "℃": "度",
    },
)
