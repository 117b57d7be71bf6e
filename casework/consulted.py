"""The registers as the casework asks them: each question consulted on, counted and receipted."""

from pydantic import TypeAdapter

from casework.consulting import Consulting, Question
from domain.identity import IdNumber, Phone
from domain.item import Source
from domain.purpose import Purpose
from sources.records import Query, RecordAnswer, Records
from sources.source import IdentityAnswer, KinshipAnswer, Named, Register

_RECORD, _KINSHIP = TypeAdapter(RecordAnswer), TypeAdapter(KinshipAnswer)


def _matched(answer: IdentityAnswer) -> str:
    if not answer.match:
        return "no-match"
    return "other-phone" if answer.phone_match is False else "match"


class ConsultedRecords:
    """The sources of departments, asked with all that surrounds a question."""

    def __init__(self, records: Records, consulting: Consulting) -> None:
        self._records = records
        self._consulting = consulting

    async def ask(self, query: Query) -> RecordAnswer:
        """As the source says, or as it said a short while before.

        Raises:
            SourceSilent: As the source raises it; or its quota of the day is used up.
        """
        told = {"keys": dict(sorted(query.keys.items())), "wants": list(query.wants)}
        question = Question(query.source, query.question, query.who, query.purpose, told)
        return await self._consulting.whole(question, lambda: self._records.ask(query), _RECORD)


class ConsultedRegister:
    """The population register, asked with all that surrounds a question.

    Args:
        register: Whoever is asked.
        consulting: What surrounds it.
        source: What the catalogue says of it.
    """

    def __init__(self, register: Register, consulting: Consulting, source: Source) -> None:
        self._register = register
        self._consulting = consulting
        self._source = source

    async def identity(self, who: Named, phone: Phone, *, purpose: Purpose) -> IdentityAnswer:
        """As the register says now."""
        return await self._consulting.passing(
            Question(self._source, "identity", who, purpose),
            lambda: self._register.identity(who, phone, purpose=purpose),
            lambda receipt, answer: receipt.ended(
                _matched(answer), receipt=answer.request, as_of=answer.as_of
            ),
        )

    async def kinship(self, who: Named, relative: Named, *, purpose: Purpose) -> KinshipAnswer:
        """As the register says, or as it said a short while before."""
        told = {"relative": [relative.name, relative.number]}
        return await self._consulting.whole(
            Question(self._source, "kinship", who, purpose, told),
            lambda: self._register.kinship(who, relative, purpose=purpose),
            _KINSHIP,
        )

    async def near_kin(self, who: Named, *, purpose: Purpose) -> tuple[IdNumber, ...]:
        """As the register says now."""
        return await self._consulting.passing(
            Question(self._source, "near-kin", who, purpose),
            lambda: self._register.near_kin(who, purpose=purpose),
            lambda receipt, _: receipt.ended("answered"),
        )
