from datetime import UTC, datetime

import pytest

from domain.errors import SourceSilent
from domain.identity import IdNumber, PersonName, Phone
from domain.purpose import Purpose
from sources.source import Found, IdentityAnswer, KinshipAnswer, Named
from sources.watched import Watched

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHEN = Named(PersonName("陈媛"), IdNumber("330781199305163024"))
PHONE = Phone("13812340042")


class Register:
    """Answers as it is told, or is silent."""

    def __init__(self, *, match: bool = True, silent: str = "") -> None:
        self._match, self._silent = match, silent

    async def identity(self, who: Named, phone: Phone, *, purpose: Purpose) -> IdentityAnswer:
        return IdentityAnswer("r-1", AT, self._match, None, None)

    async def kinship(self, who: Named, relative: Named, *, purpose: Purpose) -> KinshipAnswer:
        if self._silent:
            raise SourceSilent(source="population", why=self._silent)
        return KinshipAnswer("r-2", AT, Found.AMBIGUOUS, (), {}, "unknown")

    async def near_kin(self, who: Named, *, purpose: Purpose) -> tuple[IdNumber, ...]:
        return (CHEN.number,)


async def test_each_answer_is_told_by_its_question_and_its_code() -> None:
    told: list[tuple[str, str]] = []
    register = Watched(Register(), lambda question, outcome, _: told.append((question, outcome)))

    answers = (
        await register.identity(CHEN, PHONE, purpose=Purpose("enrol")),
        await register.kinship(CHEN, CHEN, purpose=Purpose("certificate")),
        await register.near_kin(CHEN, purpose=Purpose("recusal")),
    )

    assert [type(answer) for answer in answers] == [IdentityAnswer, KinshipAnswer, tuple]
    assert told == [("identity", "match"), ("kinship", "ambiguous"), ("near-kin", "answered")]


async def test_a_no_is_told_apart_from_silence() -> None:
    told: list[str] = []
    register = Watched(
        Register(match=False, silent="stale"), lambda _, outcome, __: told.append(outcome)
    )

    await register.identity(CHEN, PHONE, purpose=Purpose("enrol"))
    with pytest.raises(SourceSilent):
        await register.kinship(CHEN, CHEN, purpose=Purpose("certificate"))

    assert told == ["no-match", "silent-stale"]
