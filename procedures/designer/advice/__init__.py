"""Advice to the author of a procedure: is it accessible, is it understood, does it ask too much? Pure functions.

`advice_on(document)` reads the JSON of a design, complete or not. It says nothing of what the language itself
refuses or warns of: that is `procedures.definitions.check` and `advise`. `taken_over` and `offered_step`
make a step of the design out of a suggestion.
"""

from procedures.designer.advice.advices import Advice, Kind
from procedures.designer.advice.advising import advice_on
from procedures.designer.advice.taking_over import offered_step, taken_over

__all__ = ["Advice", "Kind", "advice_on", "offered_step", "taken_over"]
