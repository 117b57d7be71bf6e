"""Figures as a table to read and a bar chart to look at."""

from collections.abc import Mapping
from html import escape

WIDTH, ROW, LEFT, RIGHT, TOP = 640, 34, 190, 90, 56
FONT = "font-family='system-ui, sans-serif'"


def table(figures: Mapping[str, float]) -> str:
    """One line a figure."""
    widest = max(map(len, figures))
    return "\n".join(f"{name:>{widest}}  {value:,}" for name, value in figures.items())


def chart(title: str, unit: str, bars: Mapping[str, float]) -> str:
    """An SVG of one horizontal bar for each value, the first of them ours.

    Args:
        title: What was measured.
        unit: Of the values.
        bars: Values by name, in order from top to bottom.
    """
    most = max(bars.values()) or 1
    height = TOP + ROW * len(bars) + 12
    rows = [_row(n, name, value, most) for n, (name, value) in enumerate(bars.items())]
    return "\n".join(
        (
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' {FONT}>",
            f"<rect width='{WIDTH}' height='{height}' fill='#fff'/>",
            f"<text x='16' y='24' font-size='16' fill='#1a1a1a'>{escape(title)}</text>",
            f"<text x='16' y='43' font-size='12' fill='#666'>{escape(unit)}</text>",
            *rows,
            "</svg>\n",
        )
    )


def _row(place: int, name: str, value: float, most: float) -> str:
    top = TOP + ROW * place
    length = round((WIDTH - LEFT - RIGHT) * value / most, 1)
    colour = "#056a3f" if place == 0 else "#9aa5a0"
    return (
        f"<text x='{LEFT - 10}' y='{top + 17}' font-size='13' text-anchor='end' fill='#1a1a1a'>"
        f"{escape(name)}</text>"
        f"<rect x='{LEFT}' y='{top}' width='{length}' height='24' rx='3' fill='{colour}'/>"
        f"<text x='{LEFT + length + 8}' y='{top + 17}' font-size='13' fill='#1a1a1a'>"
        f"{value:,}</text>"
    )
