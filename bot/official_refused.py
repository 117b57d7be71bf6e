"""What an official reads whose step was refused: who was faster, or what is missing."""

from collections.abc import Mapping

from bot.office import page
from bot.official_cases import proofs_of
from casework import browsing
from casework.attempts import note_late
from casework.desk import Desk, Once
from casework.past import Past, moved_to, past_of
from domain.application import ApplicationId
from domain.errors import (
    Conflict,
    Forbidden,
    ItemCancelled,
    NotFound,
    ProofOutstanding,
    Refusal,
    SelfDealing,
    Validation,
    WrongState,
)
from domain.message import Json, Phrase
from domain.office import OfficialId

_BARRED: Mapping[str, str] = {
    "handed-over": "official/handed-over-already",
    "same-official": "official/same-official",
    "absent": "official/away",
}
_ENDED = frozenset({"approved", "countersigned", "refused", "not_accepted", "settled"})
_GONE = frozenset({"returned", "suspended", "withdrawn", "lapsed", "changed", "handed_over"})


async def refused(
    desk: Desk,
    refusal: Refusal,
    *,
    case: ApplicationId,
    seen: Once,
    task: str = "",
) -> Phrase:
    """Say why a step was not taken, and have it written down.

    Args:
        desk: The desk.
        refusal: Which rule spoke.
        case: The case.
        seen: The message by which it was tried, and who sent it.
        task: The card that was tapped, if one was.
    """
    await note_late(desk, refusal, case, seen=seen)
    by = OfficialId(seen.actor)
    if isinstance(refusal, WrongState | Conflict):
        return await _late(desk, case, by, task=task)
    if isinstance(refusal, ProofOutstanding):
        return await _outstanding(desk, case, by)
    if isinstance(refusal, NotFound) and (office := await moved_to(desk, case, by=by, card=task)):
        return Phrase("official/transferred-already", {"office": office})
    if isinstance(refusal, NotFound | Forbidden | SelfDealing):
        return _barred(refusal)
    if isinstance(refusal, Validation | ItemCancelled):
        return _invalid(desk, refusal, case)
    raise refusal


def _barred(refusal: Refusal) -> Phrase:
    if isinstance(refusal, SelfDealing):
        return Phrase("official/recused")
    facts = refusal.facts
    phrase = _BARRED.get(str(facts.get("reason", "")))
    if phrase is None:
        return Phrase("official/no-role", {"role": facts.get("role", "")})
    return Phrase(phrase, {"now": [facts["who"]]} if "who" in facts else {})


def _invalid(desk: Desk, refusal: Refusal, case: ApplicationId) -> Phrase:
    if isinstance(refusal, ItemCancelled):
        return Phrase("official/no-paper", {"link": page(desk, case)})
    if refusal.facts.get("reason") == "late":
        return Phrase("official/late", {"link": page(desk, case, "#approve")})
    said = desk.words.refusal(refusal.code, refusal.facts, reader="official")
    return Phrase("official/refused", {"said": said})


async def _outstanding(desk: Desk, case: ApplicationId, by: OfficialId) -> Phrase:
    found = await browsing.case_at_office(desk, case, by=by)
    proofs = proofs_of(desk, found, open_only=True)
    return Phrase("official/outstanding", {"proofs": proofs, "link": page(desk, case)})


async def _late(desk: Desk, case: ApplicationId, by: OfficialId, *, task: str) -> Phrase:
    """Who has done what meanwhile."""
    past = await past_of(desk, case, by=by, card=task)
    facts = _facts(past)
    if past.did in _GONE and not (past.did == "handed_over" and past.yours):
        return Phrase(f"official/{past.did.replace('_', '-')}-already", facts)
    if past.did == "agreed":
        return Phrase("official/agreed-already", {**facts, "mine": past.by == by})
    if past.did not in _ENDED:
        return Phrase("official/stale-card", {"link": page(desk, case)})
    if past.by == by:
        return Phrase("official/done-by-you", {"at": facts["at"], "did": past.did})
    return Phrase("official/decided-already", facts)


def _facts(past: Past) -> dict[str, Json]:
    now: list[Json] = [*past.now]
    return {"did": past.did, "who": past.who, "at": past.at.isoformat(), "now": now}
