"""Search in the catalogue: folded words, anywhere in title, keywords, life events and department; typos forgiven."""

import re
import unicodedata

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from procedures.catalogue.folding import fold_words
from procedures.catalogue.models import Procedure
from procedures.catalogue.queries import published

# Share of a word's three-letter pieces that must be found for a word with a typo (pg_trgm word similarity).
TYPO_SIMILARITY = 0.28
_LONGEST = 100
_MOST_WORDS = 6
_NUMBER = re.compile(r"[1-9][0-9]{3}")


def search(query: str, *, life_event: str = "", department: str = "") -> list[Procedure]:
    """Find procedures by what a person typed: a number from paper, words in any writing, words with typos.

    Every word must be met. Best first: in the title, then elsewhere, then similar. One SQL statement.
    """
    rows = published()
    if life_event:
        rows = rows.filter(life_events__contains=[life_event])
    if department:
        rows = rows.filter(department__code=department)
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", query).strip())
    if number:
        return list(rows.filter(number=int(number.group())))
    words = fold_words(query[:_LONGEST])[:_MOST_WORDS]
    if not words:
        # Nothing but signs was typed: nothing can match. Nothing typed at all: everything.
        return [] if query.strip() else list(rows)
    return list(_ranked(rows, words))


def _ranked(rows: QuerySet[Procedure], words: list[str]) -> QuerySet[Procedure]:
    scores = []
    for place, word in enumerate(words):
        name = f"similar_{place}"
        rows = rows.annotate(
            **{name: TrigramWordSimilarity(word, "search_text", output_field=FloatField())},
        ).filter(Q(search_text__contains=word) | Q(**{f"{name}__gte": TYPO_SIMILARITY}))
        scores.append(
            Case(
                When(search_text__startswith=word, then=Value(3.0)),
                When(search_text__contains=word, then=Value(2.0)),
                default=F(name),
                output_field=FloatField(),
            )
        )
    score = Greatest(*scores) if len(scores) > 1 else scores[0]
    return rows.annotate(score=score).order_by("-score", "number")
