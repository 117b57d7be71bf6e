"""替身 of every department's register: one question about one person, whoever owns the answer.

`POST /registers/{source}/v1/{question}` with purpose, applicant, keys and `wants`, the facts that
are asked for.  The asker names what it needs, so any question of any source can be answered.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.population import Population

Facts = dict[str, Any]
Where = tuple[str, str, str]
INVENTED = Path(__file__).parent / "departments.toml"
NOBODY = "林立"
ONLY = "only"  # a question that is about few people: whoever is not named here has nothing
BY_ENDING = {
    ("_on", "_day", "since", "from"): "2019-05-20",
    ("amount", "monthly", "standard", "paid"): "1234.50",
    ("_no", "number", "code"): "LX-2019-0520",
    ("year", "years"): "2019",
    ("members", "count"): "3",
    ("name", "head", "child", "other", "person"): NOBODY,
}


class Records:
    """What departments hold; what nobody wrote into it is made up when it is asked for."""

    def __init__(self) -> None:
        self._held: dict[Where, Facts | None] = {}

    def put(self, source: str, question: str, id_number: str, **facts: str) -> None:
        """Write down what a source holds about a person, in place of anything else."""
        self.write(source, question, id_number, facts)

    def strike(self, source: str, question: str, id_number: str) -> None:
        """Let a source hold nothing about a person."""
        self.write(source, question, id_number, None)

    def write(
        self, source: str, question: str, id_number: str, facts: Facts | None
    ) -> Facts | None:
        """Write down what a source holds about a person: facts, or None for nothing."""
        self._held[source, question, id_number] = facts
        return facts

    def answer(self, population: Population, source: str, question: str, asked: Facts) -> Facts:
        """Return the answer: subject, outcome, and of the record what was wanted."""
        who, wants = asked["applicant"], [str(fact) for fact in asked.get("wants", [])]
        number = str(who["id_number"])
        person = population.named(str(who["name"]), number)
        said = {"subject": {"id_number": number}, "outcome": "not-found", "record": {}}
        if person is None:
            return said
        if person.records > 1:
            return {**said, "outcome": "ambiguous"}
        keys = {**asked.get("keys", {}), "name": person.name}
        known = self._known((source, question, number), wants, keys)
        if known is None:
            return said
        record = {fact: known[fact] for fact in wants if fact in known}
        return {**said, "outcome": "found", "record": record}

    def _known(self, where: Where, wants: list[str], keys: Facts) -> Facts | None:
        if where in self._held:
            return self._held[where]
        _, question, number = where
        only = _tables().get(question, {}).get(ONLY)
        if isinstance(only, dict):
            return only.get(number)
        # Whoever wants no fact asks whether there is anything at all: as a rule there is not.
        return invented(question, wants, keys) if wants else None


def invented(question: str, wants: list[str], said: Mapping[str, str]) -> Facts:
    """Return a value for each fact, always the same, that agrees with what the applicant said."""
    table, told = _tables().get(question, {}), _Told(said)
    return {fact: str(table.get(fact, _by_name(fact))).format_map(told) for fact in wants}


class _Told(dict[str, str]):
    """What came along with a question; who was not named is the applicant, without a number."""

    def __missing__(self, key: str) -> str:
        return "" if key.endswith("_id") else self["name"]


def _by_name(fact: str) -> str:
    fitting = (value for endings, value in BY_ENDING.items() if fact.endswith(endings))
    return next(fitting, "登记内容（虚构）")


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(INVENTED.read_text("utf-8"))
