"""Creditworthy: whether a finding bars somebody from promising, by our records and another's.

A source that is silent, or says what nobody can read, is no "no": then the ordinary way is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from casework.desk import Desk
from domain.application import Application
from domain.calendar import local_day
from domain.credit import CreditRecord, CreditRules, Level, barring
from domain.errors import NotFound, SourceSilent, Validation
from domain.identity import IdNumber, Person, PersonId, plain_text
from domain.item import Catalogue
from domain.message import Json
from domain.purpose import Purpose
from sources.records import Query
from sources.source import Found, Named
from storage.database import Database
from storage.transaction import Transaction

WANTS = ("level", "kind", "organ", "ends_on")
BY = "operator"
DECISION_MAX = 80
KINDS = ("false-commitment", "fraud", "other")
_MONTHS = 12


@dataclass(frozen=True)
class Finding:
    """What an organ has found against somebody, after notice and defence.

    Attributes:
        kind: One of KINDS.
        decision: Its number, or a code.
        organ: The office that found it; empty: the one of the catalogue's credit rules.
    """

    level: Level
    kind: str
    decision: str
    found_on: date
    organ: str = ""


def own_bar(desk: Desk, tx: Transaction, person: PersonId, *, at: datetime) -> CreditRecord | None:
    """What bars somebody by our own records; None: nothing does."""
    today = local_day(at)
    records = tx.credit_records.of(person, since=today)
    return barring(records, desk.catalogue.credit, today=today)


async def other_bar(desk: Desk, case: Application, person: Person) -> CreditRecord | None:
    """What bars somebody by the records of the source that the rules name; None: nothing does.

    Raises:
        SourceSilent: It gave no answer that could be read, or knows more than one such person.
    """
    rules, today = desk.catalogue.credit, local_day(desk.now())
    if not rules.source:
        return None
    source = desk.catalogue.sources.get(rules.source)
    if source is None:
        raise SourceSilent(source=rules.source, why="unknown")
    purpose = Purpose(case.item, case.id, fresh=True)  # nobody signs upon an answer of yesterday
    who = Named(person.name, person.number)
    answer = await desk.records.ask(Query(source, rules.question, who, purpose, {}, WANTS))
    if answer.found is Found.NOT_FOUND:
        return None
    if answer.found is not Found.FOUND:
        raise SourceSilent(source=rules.source, why=answer.found)
    record = _read(rules, person, answer.record, today=today)
    return barring((record,), rules, today=today)


def _read(
    rules: CreditRules, person: Person, said: Mapping[str, str], *, today: date
) -> CreditRecord:
    try:
        return CreditRecord(
            id=rules.source,
            person=person.id,
            level=Level(said["level"]),
            kind=said["kind"],
            organ=said["organ"],
            decision=rules.source,
            found_on=today,
            ends_on=date.fromisoformat(said["ends_on"]),
        )
    except (KeyError, ValueError):
        raise SourceSilent(source=rules.source, why="garbage") from None


def told(record: CreditRecord, organ: str) -> dict[str, Json]:
    """What bars somebody, to be kept with what it bars."""
    return {"level": record.level, "organ": organ, "ends_on": record.ends_on.isoformat()}


async def add(
    db: Database, catalogue: Catalogue, number: IdNumber, finding: Finding, *, at: datetime
) -> CreditRecord:
    """A finding against somebody is on record; how long it counts, the rules say.

    Raises:
        NotFound: Nobody with this number has proved who they are here, or there is no such office.
        Validation: The finding is of no kind, of a later day, or rests on nothing.
    """
    rules = catalogue.credit
    decision = plain_text(finding.decision, field="decision", longest=DECISION_MAX)
    if finding.kind not in KINDS:
        raise Validation(field="kind", reason="no-such-choice")
    if finding.found_on > local_day(at):
        raise Validation(field="found", reason="date-future")
    organ = finding.organ or rules.organ
    if organ not in catalogue.offices:
        raise NotFound(office=organ)
    ends_on = months_after(finding.found_on, rules.months[finding.level])

    def work(tx: Transaction) -> CreditRecord:
        facts = (finding.level, finding.kind, organ, decision, finding.found_on, ends_on)
        record = CreditRecord(tx.new_id(), _known(tx, number), *facts)
        tx.credit_records.add(record)
        tx.journal.add("credit-added", by=BY, at=at, record=record.id, level=record.level)
        return record

    return await db.write(work)


async def found(db: Database, number: IdNumber) -> list[CreditRecord]:
    """What is on record against somebody, what has ended or was lifted among it.

    Raises:
        NotFound: Nobody with this number has proved who they are here.
    """
    return await db.read(lambda tx: tx.credit_records.of(_known(tx, number)))


async def lift(db: Database, record: str, *, at: datetime) -> CreditRecord:
    """A finding bars nobody from now on: it was repaired, or taken back.

    Raises:
        NotFound: There is none.
        WrongState: It was lifted before.
    """

    def work(tx: Transaction) -> CreditRecord:
        lifted = tx.credit_records.lift(record, at)
        tx.journal.add("credit-lifted", by=BY, at=at, record=record)
        return lifted

    return await db.write(work)


def months_after(day: date, months: int) -> date:
    """The day so many months later; in a shorter month its last day."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // _MONTHS, first.month % _MONTHS + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def _known(tx: Transaction, number: IdNumber) -> PersonId:
    person = tx.people.by_number(number)
    if person is None:
        raise NotFound
    return person.id
