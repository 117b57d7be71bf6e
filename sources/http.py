"""A population register over HTTP: signed questions, answers that are believed only when whole."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar

import aiohttp
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from domain.errors import SourceSilent
from domain.identity import IdNumber, PersonName, Phone, Sex
from domain.kinship import Edge, EdgeKind, Relative
from sources.source import Found, IdentityAnswer, KinshipAnswer, Named

ANSWER_MAX = 64 * 1024
STALE = timedelta(hours=24)
AHEAD = timedelta(minutes=5)


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class _Answer(_Part):
    request_id: str = Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")
    as_of: AwareDatetime


class _Subject(_Part):
    id_number: str


class _Identity(_Answer):
    subject: _Subject
    match: bool
    phone_match: bool | None
    registered_division: str | None


class _Pair(_Part):
    applicant_id: str
    relative_id: str


class _Edge(_Part):
    kind: EdgeKind
    a: str
    b: str
    recorded_on: date
    record: str = Field(max_length=40)


class _Person(_Part):
    id_number: str
    name: str = Field(min_length=1, max_length=50)
    sex: Sex
    alive: bool
    registered_division: str | None
    registered_elsewhere: bool = False


class _Kinship(_Answer):
    subject: _Pair
    outcome: Literal["found", "not-found", "ambiguous"]
    edges: list[_Edge] = Field(max_length=2)
    people: list[_Person] = Field(max_length=8)
    shared_booklet: Literal["now", "past", "never", "unknown"]


class _NearKin(_Answer):
    subject: _Subject
    kin: list[str] = Field(max_length=64)


A = TypeVar("A", bound=_Answer)


class HttpRegister:
    """Asks a register by HTTP.

    Args:
        http: The client session; its owner closes it.
        base: URL without a trailing slash.
        client: Our name at the register.
        secret: Key of the signature.
        clock: The present moment, timezone-aware.
        timeout_s: How long an answer may take in all.
    """

    def __init__(
        self,
        http: aiohttp.ClientSession,
        base: str,
        *,
        client: str,
        secret: str,
        clock: Callable[[], datetime],
        timeout_s: float = 3.0,
    ) -> None:
        self._http = http
        self._base = base
        self._client = client
        self._secret = secret.encode()
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)

    async def identity(self, who: Named, phone: Phone, *, purpose: str) -> IdentityAnswer:
        """Whether name, number and phone belong to one person.

        Raises:
            SourceSilent: No usable answer; an answer about somebody else is none.
        """
        question = {"name": who.name, "id_number": who.number, "phone": phone}
        answer = await self._ask("identity", {"purpose": purpose, **question}, _Identity)
        _same(answer.subject.id_number, who.number)
        return IdentityAnswer(
            answer.request_id,
            answer.as_of,
            answer.match,
            answer.phone_match,
            answer.registered_division,
        )

    async def kinship(self, who: Named, relative: Named, *, purpose: str) -> KinshipAnswer:
        """What is recorded between two people.

        Raises:
            SourceSilent: No usable answer.
        """
        question = {"applicant": _named(who), "relative": _named(relative)}
        answer = await self._ask("kinship", {"purpose": purpose, **question}, _Kinship)
        asked = (answer.subject.applicant_id, answer.subject.relative_id)
        found = Found(answer.outcome)
        if asked != (who.number, relative.number):
            return KinshipAnswer(
                answer.request_id, answer.as_of, Found.WRONG_SUBJECT, (), {}, "unknown"
            )
        return KinshipAnswer(
            answer.request_id,
            answer.as_of,
            found,
            tuple(_edge(e) for e in answer.edges),
            {IdNumber(p.id_number): _relative(p) for p in answer.people},
            answer.shared_booklet,
        )

    async def near_kin(self, who: Named, *, purpose: str) -> tuple[IdNumber, ...]:
        """The numbers of parents, children, spouse and siblings.

        Raises:
            SourceSilent: No usable answer.
        """
        answer = await self._ask("near-kin", {"purpose": purpose, **_named(who)}, _NearKin)
        _same(answer.subject.id_number, who.number)
        return tuple(IdNumber(number) for number in answer.kin)

    async def _ask(self, what: str, question: dict[str, object], shape: type[A]) -> A:
        path = f"/population/v1/{what}"
        body = json.dumps(question, ensure_ascii=False).encode()
        try:
            async with self._http.post(
                self._base + path,
                data=body,
                headers=self._signed(path, body),
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                if response.status != 200:
                    raise SourceSilent(source="population", why=f"status-{response.status}")
                text = await _read(response)
        except (aiohttp.ClientError, TimeoutError) as silence:
            raise SourceSilent(source="population", why=type(silence).__name__) from None
        try:
            answer = shape.model_validate_json(text)
        except ValidationError:
            raise SourceSilent(source="population", why="garbage") from None
        now = self._clock()
        if not now - STALE <= answer.as_of <= now + AHEAD:
            raise SourceSilent(source="population", why="stale")
        return answer

    def _signed(self, path: str, body: bytes) -> dict[str, str]:
        stamp = str(int(self._clock().timestamp()))
        text = f"{stamp}\n{path}\n{hashlib.sha256(body).hexdigest()}"
        signature = hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-Lane-Client": self._client,
            "X-Lane-Timestamp": stamp,
            "X-Lane-Signature": signature,
        }


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = await response.content.read(ANSWER_MAX + 1)
    while len(body) <= ANSWER_MAX and (more := await response.content.read(ANSWER_MAX)):
        body += more
    if len(body) > ANSWER_MAX:
        raise SourceSilent(source="population", why="too-large")
    return body


def _named(who: Named) -> dict[str, str]:
    return {"name": who.name, "id_number": who.number}


def _same(answered: str, asked: str) -> None:
    if answered != asked:
        raise SourceSilent(source="population", why="wrong-subject")


def _edge(edge: _Edge) -> Edge:
    return Edge(edge.kind, IdNumber(edge.a), IdNumber(edge.b), edge.recorded_on, edge.record)


def _relative(person: _Person) -> Relative:
    return Relative(
        IdNumber(person.id_number),
        PersonName(person.name),
        person.sex,
        person.alive,
        person.registered_division,
        person.registered_elsewhere,
    )
