"""What a card says of a case: the least that lets one decide, masked."""

from collections.abc import Mapping, Sequence

from casework.desk import Desk
from casework.issuing import BY as PRESS
from casework.paper_facts import purpose
from casework.relatives import claims
from casework.transcribing import written
from casework.weighing import Weighed, telling, weighed
from domain.access import Entry
from domain.application import Application
from domain.form import FieldKind
from domain.identity import mask_name
from domain.item import Family, Item, ProofKind
from domain.office import OfficeId
from domain.states import State

BRIEF = frozenset({FieldKind.CHOICE, FieldKind.DATE, FieldKind.DIVISION, FieldKind.MONEY})
TAIL = frozenset({"purpose", "use_unit"})  # a card has lines of their own for these


def review_words(
    desk: Desk, case: Application, *, applicant: str, entries: Sequence[Entry], pictures: int
) -> Mapping[str, str]:
    """The texts of the card for whoever decides, by block."""
    told = {"trouble": _trouble(desk, _given_back(entries)), "pictures": pictures}
    facts = {**_facts(desk, case, applicant), **told}
    return desk.words.blocks("cards/review", facts)


def countersign_words(
    desk: Desk, case: Application, *, applicant: str, first: str, pictures: int
) -> Mapping[str, str]:
    """The texts of the card for the second official, by block; `first` is who has agreed."""
    agreed = {"first": first, "agreed_at": case.agreed_at, "pictures": pictures}
    return desk.words.blocks("cards/countersign", {**_facts(desk, case, applicant), **agreed})


def _given_back(entries: Sequence[Entry]) -> str:
    """Why the press gave the case back for review; empty when something else brought it there."""
    last = next((e for e in reversed(entries) if e.kind == f"state/{State.REVIEW}"), None)
    return str(last.facts.get("note", "")) if last and last.by == PRESS else ""


def _trouble(desk: Desk, why: str) -> str:
    code, _, glyph = why.partition(" ")
    return desk.words.refusal(code, {"glyph": glyph}, reader="official") if code else ""


def _facts(desk: Desk, case: Application, applicant: str) -> dict[str, object]:
    item, answers = desk.catalogue.item(case.item, case.item_version), case.draft.answers
    proofs = weighed(desk, item, case)
    return {
        "office": desk.catalogue.office(case.office or OfficeId("")).short,
        "item": item.name,
        "applicant": mask_name(applicant),
        "use_unit_short": answers.get("use_unit", ""),
        "purpose": purpose(item.form, answers),
        "number": case.number,
        "relatives": _relatives(case, proofs),
        "brief": _brief(desk, item, case),
        "contested": _contested(desk, item, case),
        "booklet": _booklet(case) if item.family is Family.KINSHIP else None,
        "condition": bool(item.condition),
        "due": case.due_at,
        "telling": telling(proofs),
        "proofs": proofs,
        "grounds": _grounds(desk, proofs),
        "open": len(case.open_proofs),
    }


def _grounds(desk: Desk, proofs: tuple[Weighed, ...]) -> list[str]:
    """What the case rests on so far, each named once."""
    words = (
        each.source
        or desk.words.term("source", "seen" if each.kind is ProofKind.DOCUMENT else "shown")
        for each in proofs
        if each.settled
    )
    return list(dict.fromkeys(words))


def _relatives(case: Application, proofs: tuple[Weighed, ...]) -> list[dict[str, object]]:
    """Whom the case names, each with whether everything about him or her is settled."""
    return [
        {
            "relation": each.relation,
            "name": mask_name(each.name),
            "settled": all(p.settled for p in proofs if p.claim == each),
        }
        for each in claims(case.draft.answers)
        if each.relation
    ]


def _brief(desk: Desk, item: Item, case: Application) -> list[str]:
    """What is asked in short: what was chosen, never what was typed freely."""
    said = written(desk, item, case.draft.answers).values()
    return [each.text for each in said if each.kind in BRIEF and each.field not in TAIL]


def _contested(desk: Desk, item: Item, case: Application) -> list[str]:
    said = written(desk, item, case.draft.answers, case.draft.contested).values()
    return [each.contested for each in said if each.contested]


def _booklet(case: Application) -> str | None:
    known = next((p.facts.get("booklet") for p in case.proofs if p.facts.get("booklet")), None)
    return str(known) if known else "none"
