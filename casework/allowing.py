"""Allowing: what an official may do with a case now, as pages and programs name it."""

from datetime import datetime

from casework.asking import askable
from casework.desk import Desk
from casework.duty import recipients
from casework.handing_over import able
from domain.application import Application
from domain.certificate import Certificate
from domain.item import Item
from domain.office import OfficeId, Official, Role
from domain.states import NEXT, TURNS_TO_COME, State
from storage.transaction import Transaction


def may_do(
    desk: Desk,
    tx: Transaction,
    case: Application,
    official: Official,
    paper: Certificate | None,
    *,
    at: datetime,
) -> frozenset[str]:
    """What this official may do now with a case and its paper.

    Returns:
        Some of: approve, return, refuse, not-accept, ask-again, show, accept, suspend, resume,
        countersign, hand-back, hand-over, revoke.
    """
    office, may = case.office or OfficeId(""), set[str]()
    turn = any(each.id == official.id for each in recipients(tx, case, at))
    if turn:
        item = desk.catalogue.item(case.item, case.item_version)
        may |= _second(case) if case.state is State.COUNTERSIGN else _first(item, case)
    gives = turn or official.may(Role.SUPERVISOR, office=office, at=at)
    if gives and case.state in TURNS_TO_COME and able(tx, case, at, besides=official.id):
        may.add("hand-over")
    keeps_seal = official.may(Role.SEAL_KEEPER, office=office, at=at)
    if paper is not None and paper.revoked_at is None and keeps_seal:
        may.add("revoke")
    return frozenset(may)


def _second(case: Application) -> set[str]:
    return {"hand-back", "refuse", "suspend"} | (set() if case.open_proofs else {"countersign"})


def _first(item: Item, case: Application) -> set[str]:
    nexts, review = NEXT[case.state], case.state is State.REVIEW
    early = State.NOT_ACCEPTED in nexts
    ways = {
        "approve": State.APPROVED in nexts and review and not case.open_proofs and item.issuable,
        "return": State.RETURNED in nexts and case.accepted_at is None,
        "refuse": State.REFUSED in nexts,
        "not-accept": early,
        "ask-again": review and bool(askable(item, case)),
        "show": review and bool(case.open_proofs),
        "accept": early and case.accepted_at is None,
        "suspend": State.SUSPENDED in nexts,
        "resume": case.state is State.SUSPENDED,
    }
    return {way for way, open_ in ways.items() if open_}
