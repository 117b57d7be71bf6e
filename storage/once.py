"""Once: what a retry repeats has one effect, and one answer."""

from datetime import datetime

from domain.message import Phrase
from storage.faults import Misuse
from storage.statements import Statements
from storage.times import stamp


class Once:
    """Keys that were claimed, each with the answer of the first time."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def claim(self, key: str, *, actor: str, at: datetime) -> Phrase | None:
        """Take a key, or learn how it was answered.

        Args:
            key: Equal for every repetition: a MsgId, an Idempotency-Key with its route.
            actor: Who asks; keys of different actors never meet.
            at: When.

        Returns:
            None when the key is yours: do the work, then `answer` in the same transaction.
            Otherwise the answer of the first time.
        """
        claimed = self._tx.execute(
            "INSERT INTO once (actor, key, at, sealed) VALUES (:actor, :key, :at, NULL)"
            " ON CONFLICT (actor, key) DO NOTHING",
            {"actor": actor, "key": key, "at": stamp(at)},
        )
        if claimed == 1:
            self._tx.unanswered[key] = actor
            return None
        return self._answer_of(key, actor)

    def answer(self, key: str, phrase: Phrase) -> None:
        """Keep the answer that every repetition will be given.

        Raises:
            Misuse: The key was not claimed in this transaction.
        """
        actor = self._tx.unanswered.pop(key, None)
        if actor is None:
            raise Misuse("an answer to a key that was not claimed")
        facts = {"name": phrase.name, "facts": dict(phrase.facts)}
        self._tx.execute(
            "UPDATE once SET sealed = :sealed WHERE actor = :actor AND key = :key",
            {"actor": actor, "key": key, "sealed": self._tx.seal("once", _row(key, actor), facts)},
        )

    def forget(self, before: datetime) -> int:
        """Delete answers that were first given before then, and say how many."""
        return self._tx.execute("DELETE FROM once WHERE at < :before", {"before": stamp(before)})

    def _answer_of(self, key: str, actor: str) -> Phrase | None:
        row = self._tx.row(
            "SELECT sealed FROM once WHERE actor = :actor AND key = :key",
            {"actor": actor, "key": key},
        )
        if row is None or row["sealed"] is None:
            raise Misuse("a key claimed twice in one transaction")
        facts = self._tx.open("once", _row(key, actor), row["sealed"])
        return Phrase(facts["name"], facts["facts"])


def _row(key: str, actor: str) -> str:
    return f"{actor}/{key}"
