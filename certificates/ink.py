"""Ink: a drawn signature as a picture of lines, smooth and as thick on paper as a pen's."""

from itertools import pairwise

from domain.strokes import Stroke, Strokes

MARGIN = 12
# A name drawn into a corner of the pad fills the line all the same, but is not blown up further.
NARROWEST, LOWEST = 420, 168
PEN = 92  # how often the thickness of the line goes into the width of the picture


def ink_svg(drawn: Strokes) -> str:
    """The signature, cut out of the pad."""
    x, y, width, height = _frame(drawn)
    paths = " ".join(_path(stroke) for stroke in drawn.strokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {width} {height}">'
        f'<path d="{paths}" fill="none" stroke="#1B1F1D" stroke-width="{width / PEN:.2f}"'
        ' stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def _frame(drawn: Strokes) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is cut out, the ink in its middle."""
    every = [point for stroke in drawn.strokes for point in stroke]
    left, right = min(x for x, _ in every), max(x for x, _ in every)
    top, bottom = min(y for _, y in every), max(y for _, y in every)
    width = max(right - left + 2 * MARGIN, NARROWEST)
    height = max(bottom - top + 2 * MARGIN, LOWEST)
    return (left + right - width) // 2, (top + bottom - height) // 2, width, height


def _path(stroke: Stroke) -> str:
    """From middle to middle of what lies between two points, bent towards the points."""
    (x, y), *_ = stroke
    bends = [
        f"Q{x1} {y1} {(x1 + x2) / 2:g} {(y1 + y2) / 2:g}" for (x1, y1), (x2, y2) in pairwise(stroke)
    ]
    x_end, y_end = stroke[-1]
    end = f"L{x_end} {y_end}" if bends else "h0.1"  # a dot is a line that hardly goes anywhere
    return "".join((f"M{x} {y}", *bends, end))
