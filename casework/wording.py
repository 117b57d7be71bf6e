"""Wording: from the facts of a case to the sheet that the press prints."""

from collections.abc import Mapping
from datetime import date

from casework.desk import Desk
from casework.judging import asked_on
from domain.application import Application
from domain.certificate import Sheet
from domain.errors import PressFailed
from domain.form import Answers, Form
from domain.identity import IdNumber, Person, Sex, birth_date, sex
from domain.kinship import Kin
from domain.office import OfficeId
from domain.proof import Outcome, Proof


def purpose(form: Form, answers: Answers) -> str:
    """What the paper is for, in the words of the form or the applicant's own."""
    if "purpose_text" in answers:
        return answers["purpose_text"]
    field = form.field("purpose")
    choice = field.choice(answers["purpose"]) if field else None
    return choice.label if choice else answers["purpose"]


def kinship_sheet(
    desk: Desk,
    case: Application,
    *,
    applicant: Person,
    valid_to: date,
    url: str,
    code: str,
) -> Sheet:
    """The page of a kinship certificate, every sentence chosen.

    Raises:
        PressFailed: The case has no kinship proof to stand on.
    """
    proof, issued_on = _ground(case)
    office = desk.catalogue.office(case.office or OfficeId(""))
    facts = {**_facts(desk, case, proof, applicant), "valid_to": valid_to, "office": office.name}
    said = desk.words.blocks("documents/kinship", facts)
    return Sheet(
        office_id=office.id,
        office=office.name,
        number_label=said["number_label"],
        number=case.certificate_number,
        title=said["title"],
        opening=_lines(said["opening"]),
        strong=(applicant.name, case.draft.answers["relative_name"]),
        head=_cells(said["head"]),
        rows=_rows(said["rows"]),
        closing=_lines(said["closing"]),
        issued_on=desk.words.wording.day(issued_on),
        how_title=said["how_title"],
        how=_lines(said["how"]),
        code_label=said["code_label"],
        code=code,
        url=url,
        foot=said["foot"],
        sample=said["sample"],
        seal_line=said["seal_line"],
    )


def _ground(case: Application) -> tuple[Proof, date]:
    proof = next((p for p in case.proofs if p.id == "kinship" and p.settled), None)
    if proof is None or case.issued_on is None:
        raise PressFailed(why="no-ground")
    return proof, case.issued_on


def _facts(desk: Desk, case: Application, proof: Proof, applicant: Person) -> Mapping[str, object]:
    answers = case.draft.answers
    item = desk.catalogue.item(case.item)
    relative = IdNumber(answers["relative_id"])
    shown = proof.outcome is Outcome.SHOWN
    return {
        "applicant": _one(applicant.name, applicant.number),
        "relative": {
            **_one(answers["relative_name"], relative),
            "alive": proof.facts.get("alive", True),
        },
        "relation": answers["relation"],
        "kin": answers["kin"],
        # What the register said of the person between is no part of a document that was shown.
        "link": None if shown else proof.facts.get("link"),
        "link_relation": _link_relation(str(answers["kin"]), proof),
        "basis": "shown" if shown else "register",
        "asked_on": asked_on(case),
        "record": proof.facts.get("record", ""),
        "shown": proof.facts.get("shown"),
        "purpose": purpose(item.form, answers),
        "use_unit": answers["use_unit"],
        "host": desk.host,
        "sample": desk.sample,
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


def _link_relation(kin: str, proof: Proof) -> str:
    """What the person in the middle is to the applicant."""
    link = proof.facts.get("link")
    if not isinstance(link, dict):
        return ""
    return _BETWEEN[Kin(kin)][link.get("sex") == Sex.FEMALE]


def _one(name: str, number: IdNumber) -> dict[str, object]:
    return {
        "name": name,
        "sex": sex(number),
        "id_number": number,
        "born": birth_date(number),
    }


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(_cells(line) for line in _lines(text))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.split("|"))
