"""Wording kinship: from the facts of a case to a sheet that names one relative or several."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from casework.desk import Desk
from casework.judging import asked_on
from casework.paper_facts import replies
from casework.relatives import Claim, claims
from casework.transcribing import lines_of
from casework.wording import purpose
from domain.application import Application
from domain.certificate import Party, Sheet
from domain.errors import PressFailed
from domain.identity import Person, Sex, birth_date, sex
from domain.item import Item, ProofKind
from domain.kinship import Kin, kin_named
from domain.message import Json
from domain.office import OfficeId, OfficeKind
from domain.proof import Outcome, Proof


def kinship_sheet(
    desk: Desk,
    case: Application,
    *,
    applicant: Person,
    valid_to: date | None,
    url: str,
    code: str,
) -> Sheet:
    """The page of a kinship certificate, every sentence chosen.

    Raises:
        PressFailed: The relation to one of the relatives is not settled.
    """
    office = desk.catalogue.office(case.office or OfficeId(""))
    facts = {**_facts(desk, case, applicant), "valid_to": valid_to, "office": office.name}
    facts["police"] = office.kind is OfficeKind.POLICE
    said = desk.words.blocks("documents/kinship", facts)
    return replace(
        _said(said),
        office_id=office.id,
        office=office.name,
        number=case.certificate_number,
        strong=(applicant.name, *(each.name for each in claims(case.draft.answers))),
        issued_on=_issued_on(desk, case),
        code=code,
        url=url,
        note=_note(desk, case),
    )


def _said(said: Mapping[str, str]) -> Sheet:
    """The sheet as its template has it, before anything of the case's own stands on it."""
    return Sheet(
        office_id=OfficeId(""),
        office="",
        number_label=said["number_label"],
        number="",
        title=said["title"],
        opening=lines_of(said["opening"]),
        strong=(),
        head=_cells(said["head"]),
        rows=tuple(_cells(line) for line in lines_of(said["rows"])),
        closing=lines_of(said["closing"]),
        issued_on="",
        how_title=said["how_title"],
        how=lines_of(said["how"]),
        code_label=said["code_label"],
        code="",
        url="",
        foot=said["foot"],
        sample=said["sample"],
        seal_line=said["seal_line"],
    )


def _issued_on(desk: Desk, case: Application) -> str:
    if case.issued_on is None:
        raise PressFailed(why="no-ground")
    return desk.words.wording.day(case.issued_on)


def _note(desk: Desk, case: Application) -> str:
    """What the paper does not say, as the office has it in the catalogue."""
    paper = desk.catalogue.item(case.item, case.item_version).paper
    return paper.note if paper else ""


def parties(case: Application, applicant: Person) -> tuple[Party, ...]:
    """Everybody on the paper, the applicant first.

    A passport's number stands on the paper alone: a check shows numbers, masked, and of a passport
    a mask leaves too much.
    """
    relatives = (
        Party(each.name, each.number or "", _word(each, _settled(case, each)))
        for each in claims(case.draft.answers)
    )
    return (Party(applicant.name, applicant.number), *relatives)


def _settled(case: Application, claim: Claim) -> Proof:
    wanted = f"{ProofKind.KINSHIP}{claim.suffix}"
    proof = next((p for p in case.proofs if p.id == wanted and p.settled), None)
    if proof is None:
        raise PressFailed(why="no-ground")
    return proof


def _word(claim: Claim, proof: Proof) -> str:
    """What the paper calls the relative: as recorded, or as the applicant and a document say."""
    recorded = proof.facts.get("term") if proof.outcome is Outcome.HOLDS else None
    return str(recorded or claim.relation)


def _facts(desk: Desk, case: Application, applicant: Person) -> dict[str, object]:
    answers = case.draft.answers
    item = desk.catalogue.item(case.item, case.item_version)
    relatives = [_relative(desk, item, each, _settled(case, each)) for each in claims(answers)]
    if not relatives:
        raise PressFailed(why="no-ground")
    return {
        "applicant": {
            "name": applicant.name,
            "sex": sex(applicant.number),
            "born": birth_date(applicant.number),
            "id_number": applicant.number,
        },
        "relatives": relatives,
        "asked_on": asked_on(case),
        "once_together": any(
            rule.kind is ProofKind.BOOKLET and rule.id == proof.id
            for proof in case.proofs
            if proof.outcome is Outcome.HOLDS and (rule := item.proof(proof.id))
        ),
        "purpose": purpose(item.form, answers),
        "use_unit": answers["use_unit"],
        "host": desk.host,
        "sample": desk.sample,
    }


def _relative(desk: Desk, item: Item, claim: Claim, proof: Proof) -> dict[str, object]:
    relation, shown = _word(claim, proof), proof.outcome is Outcome.SHOWN
    # What the register said is no part of a document that was shown instead.
    recorded: Mapping[str, Json] = {} if shown else proof.facts
    kin = Kin(str(recorded["kin"])) if "kin" in recorded else kin_named(relation)
    return {
        "name": claim.name,
        "sex": sex(claim.number) if claim.number else claim.sex,
        "born": claim.birthday,
        "id_number": claim.number or "",
        "passport": claim.passport,
        "relation": relation,
        "kin": kin,
        "link": recorded.get("link"),
        "link_relation": _link_relation(kin, recorded.get("link")),
        "married_on": recorded.get("married_on"),
        "alive": recorded.get("alive", True),
        "record": recorded.get("record", ""),
        "shown": proof.facts.get("shown") if shown else None,
        "replied": next(replies(desk.catalogue, item, (proof,)), None),
    }


_BETWEEN: Mapping[Kin, tuple[str, str]] = {
    Kin.SIBLING: ("father", "mother"),
    Kin.GRANDPARENT: ("father", "mother"),
    Kin.STEP_PARENT: ("father", "mother"),
    Kin.GRANDCHILD: ("son", "daughter"),
    Kin.CHILD_IN_LAW: ("son", "daughter"),
    Kin.STEP_CHILD: ("husband", "wife"),
    Kin.PARENT_IN_LAW: ("husband", "wife"),
}


def _link_relation(kin: Kin | None, link: Json) -> str:
    """What the person in the middle is to the applicant."""
    if kin is None or not isinstance(link, dict):
        return ""
    return _BETWEEN[kin][link.get("sex") == Sex.FEMALE]


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.split("|"))
