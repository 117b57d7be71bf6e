"""Strokes: a signature as it was drawn on a page, read strictly from what the page sent."""

import json
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist

from domain.errors import Validation

Point = tuple[int, int]
Stroke = tuple[Point, ...]

WIDTH, HEIGHT = 1000, 400
MOST_STROKES, MOST_POINTS = 64, 4_000
LONGEST = 48_000  # characters; the most points that there may be fit in
# Way of the pen, in units of the pad.  Whatever somebody writes is a signature, but a slip of the
# finger is none: a name of two characters written small comes to about 800.
LEAST_INK = 300
FIELD = "signature"


@dataclass(frozen=True)
class Strokes:
    """A drawn signature; what it looks like is nobody's business but the signer's.

    Attributes:
        strokes: What was drawn between putting the pen down and lifting it, on a pad of
            WIDTH by HEIGHT whose corner is at the top left.
    """

    strokes: tuple[Stroke, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The form in which a page sends it, and in which it is kept."""
        return json.dumps(self.strokes, separators=(",", ":"))

    @property
    def ink(self) -> float:
        """How far the pen has gone on the pad."""
        return sum(dist(one, other) for stroke in self.strokes for one, other in pairwise(stroke))


def read_strokes(text: str) -> Strokes:
    """The signature that a page has sent: a list of strokes, each a list of points `[x, y]`.

    Raises:
        Validation: Of the field `signature`; the reason is `signature-empty` (nothing that could
            be a name), `signature-much` (more than anybody's name takes), or `signature-shape`.
    """
    if not text.strip():
        raise _unfit("signature-empty")
    if len(text) > LONGEST:
        raise _unfit("signature-much")
    try:
        strokes = tuple(_stroke(each) for each in _list(json.loads(text)))
    except (ValueError, RecursionError):
        raise _unfit("signature-shape") from None
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_POINTS:
        raise _unfit("signature-much")
    drawn = Strokes(strokes)
    if drawn.ink < LEAST_INK:
        raise _unfit("signature-empty")
    return drawn


def _stroke(value: object) -> Stroke:
    points = tuple(_point(each) for each in _list(value))
    if not points:
        raise ValueError
    return points


def _point(value: object) -> Point:
    x, y = _list(value)
    # True and 1.0 are equal to 1; neither is a place on the pad.
    if type(x) is not int or type(y) is not int:
        raise ValueError
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        raise ValueError
    return x, y


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError  # noqa: TRY004 - to the reader of a page's text, every misfit is one
    return value


def _unfit(reason: str) -> Validation:
    return Validation(field=FIELD, reason=reason)
