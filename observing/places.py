"""Where an error came from, without its message and without what its functions held."""

import traceback

FRAMES = 6
CAUSES = 4


def where(error: BaseException) -> list[str]:
    """File, line and function of the innermost frames, the place itself last."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in frames]


def causes(error: BaseException) -> list[str]:
    """The classes of the errors behind an error, the nearest first."""
    found: list[str] = []
    behind = _behind(error)
    while behind is not None and len(found) < CAUSES:
        found.append(type(behind).__qualname__)
        behind = _behind(behind)
    return found


def _behind(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)
