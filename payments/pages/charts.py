"""A bar chart as numbers for SVG: what a template draws. Its table stands beside it and says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT, LEFT = 720, 200, 24, 64
"""Units of the drawing: the whole, the space under the axis, and the space for amounts at its left."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the label under it; empty for those without."""

    x: float
    y: float
    width: float
    height: float
    label: str
    label_x: float


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT + FOOT
    left: int = LEFT
    base: int = HEIGHT


_WIDEST = 48
"""One bar alone is a bar, not a wall."""


def bar_chart(values: Sequence[tuple[str, int]]) -> Chart:
    """Bars over labels, from zero up; negative values count as zero. Lines at nothing, half of the top, the top."""
    most = _round_up(max((amount for _label, amount in values), default=0))
    step = (WIDTH - LEFT) / max(1, len(values))
    bars = []
    for place, (label, amount) in enumerate(values):
        height = round(max(0, amount) / most * (HEIGHT - 16), 1)
        wide = min(step * 0.7, _WIDEST)
        x = round(LEFT + (place + 0.5) * step - wide / 2, 1)
        shown = label if len(values) <= 16 or place % 5 == 0 else ""
        middle = round(LEFT + (place + 0.5) * step, 1)
        bars.append(Bar(x, round(HEIGHT - height, 1), round(wide, 1), height, shown, middle))
    lines = tuple((round(HEIGHT - part / 2 * (HEIGHT - 16), 1), f"{most * part // 2:,}") for part in range(3))
    return Chart(tuple(bars), lines)


def _round_up(amount: int) -> int:
    """To 1, 2 or 5 times a power of ten, and an even number."""
    size = 10
    while True:
        for factor in (1, 2, 5):
            if amount <= factor * size:
                return factor * size
        size *= 10
