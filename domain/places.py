"""Places: a division is found by what people call it."""

from collections.abc import Iterable

from domain.errors import Validation
from domain.fields import Place, PlaceLevel


def place_named(said: str, places: Iterable[Place], *, level: PlaceLevel, field: str) -> str:
    """The code of the one division of a level that a name, or its code, means.

    A name that several have is told apart by what stands before it: of many 鼓楼区, 南京鼓楼区
    is one.

    Raises:
        Validation: None has that name, or several have.
    """
    if said.isascii() and said.isdigit():  # a code, as it is stored: most of what is read
        coded = (p for p in places if p.division == said and p.level is level)
        if next(coded, None):
            return said
    of_level = [place for place in places if place.level is level]
    exact = [p for p in of_level if said in (p.division, p.full, *p.names)]
    fit = exact or [p for p in of_level if any(n in said or said in n for n in p.names)]
    if len(fit) > 1:
        fit = [p for p in fit if _within(said, p)] or fit
    if len(fit) != 1 or len(said) < 2:
        found = "place-several" if fit else "place-unknown"
        raise Validation(
            field=field, reason=found if level is PlaceLevel.TOWN else f"{found}-{level}"
        )
    return fit[0].division


def _within(said: str, place: Place) -> bool:
    """Whether a name of the place ends what was said, and the rest is where it lies."""
    return any(
        said.endswith(name) and _in_order(said.removesuffix(name), place.full)
        for name in place.names
    )


def _in_order(part: str, whole: str) -> bool:
    """Whether all characters stand in the whole, in the same order."""
    rest = iter(whole)
    return all(char in rest for char in part)
