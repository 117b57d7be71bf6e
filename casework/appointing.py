"""Appointing: an official is known by userid, with roles, and with the kin to stay away from."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from domain.calendar import local_day
from domain.identity import IdNumber, PersonName, id_number, person_name
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from domain.purpose import Purpose
from sources.source import Named, Register
from storage.database import Database
from storage.transaction import Transaction

PURPOSE = Purpose("recusal")


class _Grant(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Role
    office: str
    until: datetime | None = None


class _Official(BaseModel):
    model_config = ConfigDict(extra="forbid")

    userid: str = Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_.@-]+$")
    name: str
    id_number: str
    grant: list[_Grant]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    official: list[_Official]


@dataclass(frozen=True)
class Appointment:
    """One official as a file names him."""

    userid: OfficialId
    named: Named
    grants: tuple[Grant, ...]


def read_file(path: Path, *, at: datetime) -> tuple[Appointment, ...]:
    """The officials of a file; roles without a beginning begin now.

    Raises:
        ValueError: The file does not fit; the text names the key.
        Refusal: A name or number in it cannot be.
    """
    listed = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    today = local_day(at)
    return tuple(_appointment(each, at, today) for each in listed.official)


def _appointment(entry: _Official, at: datetime, today: date) -> Appointment:
    return Appointment(
        OfficialId(entry.userid),
        Named(person_name(entry.name), id_number(entry.id_number, today=today)),
        tuple(Grant(g.role, OfficeId(g.office), at, g.until) for g in entry.grant),
    )


async def appoint(
    db: Database, register: Register, appointment: Appointment, *, at: datetime
) -> None:
    """Give an official these roles, and learn from the register whose cases are not for him.

    Only blind indexes of the kin are kept.

    Raises:
        SourceSilent: The register gave no usable answer; nothing was written.
    """
    kin = await register.near_kin(appointment.named, purpose=PURPOSE)
    await db.write(lambda tx: _write(tx, appointment, kin, at))


def _write(
    tx: Transaction, appointment: Appointment, kin: tuple[IdNumber, ...], at: datetime
) -> None:
    official = Official(
        id=appointment.userid,
        name=PersonName(appointment.named.name),
        grants=appointment.grants,
        index=tx.blind("id-number", appointment.named.number),
        kin=frozenset(tx.blind("id-number", number) for number in kin),
    )
    tx.officials.save(official)
    tx.journal.add("appointed", by="operator", at=at, official=official.id)
