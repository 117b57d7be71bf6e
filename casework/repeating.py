"""Repeating: a request that is sent again has one effect, and gets the first answer again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from casework.desk import Desk, Once, once
from domain.errors import IdempotencyKeyReused
from domain.message import Json, Phrase
from storage.transaction import Transaction

Facts = Mapping[str, Json]
_FILED = "filed"


@dataclass(frozen=True)
class Repeat(Once):
    """What makes two requests the same.

    Attributes:
        digest: Hash of what was sent; another one under the same key is another request.
    """

    digest: str


async def once_told(
    desk: Desk, repeat: Repeat | None, work: Callable[[Transaction, datetime], Facts]
) -> Facts:
    """Do the work, or, of a request that was done before, give its first answer.

    Args:
        desk: The desk.
        repeat: What makes the request the same as an earlier one; None: nothing does.
        work: Pure but for its transaction; what it returns is the answer.

    Raises:
        IdempotencyKeyReused: The key was used for something else.
        Refusal: The work was refused; nothing was written, so a repetition is refused alike.
    """
    if repeat is None:
        at = desk.now()
        return await desk.db.write(lambda tx: work(tx, at))

    def noted(tx: Transaction, at: datetime) -> Phrase:
        return Phrase(_FILED, {"digest": repeat.digest, "told": dict(work(tx, at))})

    kept = (await once(desk, Once(repeat.key, repeat.actor), noted)).facts
    told = kept["told"]
    if kept["digest"] != repeat.digest or not isinstance(told, dict):
        raise IdempotencyKeyReused
    return told
