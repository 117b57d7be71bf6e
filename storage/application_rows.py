"""How a case lies in its row: open columns, and one sealed one for what is personal."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.application import Application, ApplicationId, Ask
from domain.clock import Stop
from domain.form import Draft, Left
from domain.identity import AccountId, PersonId
from domain.item import ItemId, Way
from domain.office import OfficeId, OfficialId
from domain.proof import Outcome, Proof
from domain.states import State
from storage.statements import Parameters, Row, Statements, as_json
from storage.times import (
    day_or_none,
    iso_or_none,
    moment,
    moment_or_none,
    stamp,
    stamp_or_none,
)


def row_of(tx: Statements, case: Application) -> Parameters:
    """The columns of a case; its steps are not among them."""
    return {
        "id": case.id,
        "item": case.item,
        "item_version": case.item_version,
        "person": case.person,
        "account": case.account,
        "assurance": case.assurance,
        "state": case.state,
        "number": case.number,
        "tail": case.tail,
        "office": case.office,
        "parties": as_json(case.parties),
        "duplicate_key": case.duplicate_key,
        "correct_by": iso_or_none(case.correct_by),
        "provisional": int(case.provisional),
        "sealed": tx.seal("applications", case.id, _facts(case)),
        "version": case.version,
        **_decided(case),
        **_moments(case),
    }


def application_from(tx: Statements, row: Row) -> Application:
    """The case that lies in a row, without steps."""
    facts = tx.open("applications", row["id"], row["sealed"])
    return replace(
        _signed(_open_columns(row), row),
        draft=_draft(facts),
        proofs=tuple(_proof(held) for held in facts["proofs"]),
        asks=tuple(Ask(*held) for held in facts["asks"]),
        reasons=facts["reasons"],
        remark=facts.get("remark", ""),
        provisional=bool(row["provisional"]),
        **_clock(facts.get("clock", {})),
    )


def _open_columns(row: Row) -> Application:
    return Application(
        id=ApplicationId(row["id"]),
        item=ItemId(row["item"]),
        item_version=row["item_version"],
        person=PersonId(row["person"]),
        account=AccountId(row["account"]),
        assurance=row["assurance"],
        state=State(row["state"]),
        number=row["number"],
        office=None if row["office"] is None else OfficeId(row["office"]),
        parties=tuple(json.loads(row["parties"])),
        duplicate_key=row["duplicate_key"],
        correct_by=day_or_none(row["correct_by"]),
        created_at=moment(row["created_at"]),
        updated_at=moment_or_none(row["updated_at"]),
        submitted_at=moment_or_none(row["submitted_at"]),
        accepted_at=moment_or_none(row["accepted_at"]),
        closed_at=moment_or_none(row["closed_at"]),
        due_at=moment_or_none(row["due_at"]),
        version=row["version"],
    )


def _signed(case: Application, row: Row) -> Application:
    """The case with what has been decided, by whom, and whose own it is."""
    return replace(
        case,
        decided_by=_official(row["decided_by"]),
        decided_for=_official(row["decided_for"]),
        decided_at=moment_or_none(row["decided_at"]),
        certificate_number=row["certificate_number"],
        issued_on=day_or_none(row["issued_on"]),
        agreed_by=_official(row["agreed_by"]),
        agreed_for=_official(row["agreed_for"]),
        agreed_at=moment_or_none(row["agreed_at"]),
        handler=_official(row["handler"]),
    )


def _official(userid: str | None) -> OfficialId | None:
    return None if userid is None else OfficialId(userid)


def _decided(case: Application) -> Parameters:
    return {
        "certificate_number": case.certificate_number,
        "issued_on": iso_or_none(case.issued_on),
        "decided_by": case.decided_by,
        "decided_for": case.decided_for,
        "agreed_by": case.agreed_by,
        "agreed_for": case.agreed_for,
        "handler": case.handler,
    }


def _moments(case: Application) -> dict[str, str | None]:
    return {
        "created_at": stamp(case.created_at),
        "updated_at": stamp_or_none(case.updated_at),
        "submitted_at": stamp_or_none(case.submitted_at),
        "accepted_at": stamp_or_none(case.accepted_at),
        "decided_at": stamp_or_none(case.decided_at),
        "agreed_at": stamp_or_none(case.agreed_at),
        "closed_at": stamp_or_none(case.closed_at),
        "due_at": stamp_or_none(case.due_at),
    }


def _facts(case: Application) -> dict[str, Any]:
    return {
        **_drafted(case.draft),
        "proofs": [_held(proof) for proof in case.proofs],
        "asks": [(ask.field, ask.why, ask.how) for ask in case.asks],
        "reasons": case.reasons,
        "remark": case.remark,
        "clock": {
            "received_at": stamp_or_none(case.received_at),
            "paused_s": case.paused.total_seconds(),
            "late_reason": case.late_reason,
            "stop": _stopped(case.stop) if case.stop else None,
        },
    }


def _stopped(stop: Stop) -> list[str]:
    return [stop.why, stamp(stop.since), stop.until.isoformat(), stop.back_to]


def _clock(held: dict[str, Any]) -> dict[str, Any]:
    """What is known of the case's clock; rows from before it ran hold nothing."""
    stop = held.get("stop")
    return {
        "received_at": moment_or_none(held.get("received_at")),
        "paused": timedelta(seconds=held.get("paused_s", 0)),
        "late_reason": held.get("late_reason", ""),
        "stop": stop
        and Stop(stop[0], moment(stop[1]), date.fromisoformat(stop[2]), State(stop[3])),
    }


def _drafted(draft: Draft) -> dict[str, Any]:
    left = draft.left
    return {
        "answers": dict(draft.answers),
        "focus": draft.focus,
        "contested": dict(draft.contested),
        "origin": draft.origin,
        "left": {"item": left.item, "draft": _drafted(left.draft)} if left else None,
        "of": draft.of,
    }


def _draft(held: dict[str, Any]) -> Draft:
    """The draft as it was kept; rows from before items led to each other hold less."""
    left = held.get("left")
    return Draft(
        answers=held["answers"],
        focus=held["focus"],
        contested=held.get("contested", {}),
        origin=held.get("origin", ""),
        left=Left(left["item"], _draft(left["draft"])) if left else None,
        of=held.get("of", ""),
    )


def _held(proof: Proof) -> dict[str, Any]:
    return {
        "id": proof.id,
        "outcome": proof.outcome,
        "way": proof.way,
        "source": proof.source,
        "as_of": stamp_or_none(proof.as_of),
        "receipt": proof.receipt,
        "facts": dict(proof.facts),
    }


def _proof(held: dict[str, Any]) -> Proof:
    return Proof(
        id=held["id"],
        outcome=Outcome(held["outcome"]),
        way=None if held["way"] is None else Way(held["way"]),
        source=held["source"],
        as_of=moment_or_none(held["as_of"]),
        receipt=held["receipt"],
        facts=held["facts"],
    )
