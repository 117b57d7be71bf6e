"""Registers that answer in a mood that is set by hand, and remember what they said.

They stand where the line's HTTP session stands, so everything that judges an answer is the
product's own: its shape, its subject, its age, what is kept of it, and for how long it rests.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

import aiohttp

from domain.identity import IdNumber, sex
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN, ZHANG_SHUIYING

HOME = "330781102"
BASE = "http://registers.invalid"
NAMES = {CHEN_YUAN: "陈媛", CHEN_GUOLIANG: "陈国樑", ZHANG_SHUIYING: "章水英"}
RECORD = {"coop": "游埠村股份经济合作社", "confirmed_on": "2019-05-06"}
Facts = dict[str, Any]


class Mood(StrEnum):
    """How a source answers."""

    TRUE = "true"  # whole, of the right subject, and as the applicant says
    OTHER = "other"  # whole, but it speaks against the applicant
    NOTHING = "nothing"
    TOO_MANY = "too-many"
    WRONG_PERSON = "wrong-person"
    STALE = "stale"
    FAILED = "failed"
    ERROR = "error"  # 200, and an error inside
    GARBAGE = "garbage"
    CUT = "cut"


SOUND = frozenset({Mood.TRUE, Mood.OTHER, Mood.NOTHING})


@dataclass(frozen=True)
class Given:
    """One answer that was given.

    Attributes:
        about: The numbers of those whom the question named.
    """

    source: str
    about: tuple[str, ...]
    mood: Mood
    as_of: datetime


@dataclass
class Registers:
    """The population register, the departments, and whoever keeps the credit records.

    Attributes:
        moods: By source; one that is not here tells the truth.
        given: Every answer by its receipt.
    """

    clock: Callable[[], datetime]
    moods: dict[str, Mood] = field(default_factory=dict)
    given: dict[str, Given] = field(default_factory=dict)

    def mood(self, source: str) -> Mood:
        return self.moods.get(source, Mood.TRUE)

    def post(self, url: str, *, data: bytes, **_: object) -> "_Reply":
        """As `aiohttp.ClientSession.post` does it."""
        source, _version, what = url.removeprefix(BASE + "/").split("/")
        mood = self.mood(source)
        if mood is Mood.CUT:
            raise aiohttp.ServerDisconnectedError
        if mood is Mood.GARBAGE:
            return _Reply(200, b"<html>")
        asked = json.loads(data)
        about = _about(asked)
        now = self.clock()
        as_of = now - timedelta(hours=30) if mood is Mood.STALE else now
        receipt = f"r-{len(self.given) + 1}"
        self.given[receipt] = Given(source, about, mood, as_of)
        said = {"request_id": receipt, "as_of": as_of.isoformat(), **_said(source, what, asked)}
        body = _in_mood(said, mood, what, about)
        status = 503 if mood is Mood.FAILED else 200
        return _Reply(status, json.dumps(body, ensure_ascii=False).encode())


class _Reply:
    """An answer on its way."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.content = self
        self._body = body

    async def read(self, most: int) -> bytes:
        part, self._body = self._body[:most], self._body[most:]
        return part

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


def _about(asked: Mapping[str, Any]) -> tuple[str, ...]:
    named = (asked, asked.get("applicant", {}), asked.get("relative", {}))
    return tuple(each["id_number"] for each in named if "id_number" in each)


def _said(source: str, what: str, asked: Mapping[str, Any]) -> Facts:
    """What is true."""
    about = _about(asked)
    if what == "identity":
        match = {"match": True, "phone_match": True, "registered_division": HOME}
        return {"subject": {"id_number": about[0]}, **match}
    if what == "kinship":
        elder, younger = sorted(about, key=lambda number: number[6:14])
        return {
            "subject": {"applicant_id": about[0], "relative_id": about[1]},
            "outcome": "found",
            "edges": [_edge("parent-child", elder, younger)],
            "people": [_person(number) for number in about],
            "shared_booklet": "never",
            "booklet_division": None,
        }
    subject: Facts = {"subject": {"id_number": about[0]}}
    if source == "credit":
        return subject | {"outcome": "not-found", "record": {}}
    return subject | {"outcome": "found", "record": RECORD}


def _edge(kind: str, a: str, b: str) -> Facts:
    day = date(2000, 1, 1).isoformat()
    return {"kind": kind, "a": a, "b": b, "recorded_on": day, "record": "登记"}


def _person(number: str) -> Facts:
    return {
        "id_number": number,
        "name": NAMES[IdNumber(number)],
        "sex": sex(IdNumber(number)),
        "alive": True,
        "registered_division": HOME,
        "registered_elsewhere": False,
    }


def _in_mood(said: Facts, mood: Mood, what: str, about: tuple[str, ...]) -> Facts:
    """A true answer, falsified as the mood has it."""
    if mood is Mood.WRONG_PERSON:
        other = next(number for number in NAMES if number not in about)
        return said | {"subject": dict.fromkeys(said["subject"], other)}
    if mood is Mood.ERROR:
        return said | _empty(said, "not-found") | {"match": None, "error": {"message": "超时"}}
    if mood in (Mood.NOTHING, Mood.TOO_MANY):
        found = "not-found" if mood is Mood.NOTHING else "ambiguous"
        return said | _empty(said, found) | ({"match": False} if "match" in said else {})
    return said | _against(said, what, about) if mood is Mood.OTHER else said


def _empty(said: Facts, found: str) -> Facts:
    nothing: Facts = {"outcome": found, "edges": [], "people": [], "record": {}}
    return {name: value for name, value in nothing.items() if name in said}


def _against(said: Facts, what: str, about: tuple[str, ...]) -> Facts:
    """What speaks against the applicant, though it is told as it should be."""
    if what == "identity":
        return {"registered_division": "330782001"}
    if what == "kinship":
        people = [_person(number) | {"registered_division": "330782001"} for number in about]
        return {"edges": [_edge("marriage", *about)], "people": people}
    if what == "standing":
        bar = {"level": "serious", "kind": "fraud", "organ": "法院", "ends_on": "2029-01-01"}
        return {"outcome": "found", "record": bar}
    return {"record": {"coop": "游埠村股份经济合作社", "confirmed_on": "不知道"}}
