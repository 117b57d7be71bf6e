"""A case for every item that is issued, with answers and facts as plausible as they can be made."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from casework.desk import Desk
from domain.application import Application, ApplicationId
from domain.form import Answers, Draft, Field, FieldKind, Form
from domain.identity import AccountId
from domain.item import Item, ItemId, ProofKind, ProofRule, Way
from domain.kinship import Kin
from domain.message import Json
from domain.office import Office
from domain.proof import Outcome, Proof
from sandbox.departments import invented
from storage.transaction import Transaction
from tests.support.desks import AT, CHEN, UNIT, ZHOU, Town, an_official
from tests.support.people import CHEN_GUOLIANG

EXAMPLE = re.compile(r"例如“?([^”。；]+)”?")
VALUES = {
    FieldKind.NAME: "陈国樑",
    FieldKind.ID_NUMBER: CHEN_GUOLIANG,
    FieldKind.PASSPORT: "E00000000",
    FieldKind.DATE: "2024-03-05",
    FieldKind.MONEY: "1234.50",
    FieldKind.NUMBER: "3",
    FieldKind.PHONE: "13800000042",
    FieldKind.CREDIT_CODE: "11100000000013338W",
    FieldKind.IMAGE: "1",
}
PLACES = {"town": "330781102", "village": "330781102901", "county": "330106"}
KNOWN: dict[str, str] = {
    "use_unit": UNIT,
    "kin": "",
    "relation": "",
    "relative_name": "陈国樑",
    "relative_id": CHEN_GUOLIANG,
    "more_relative": "no",
    "ward": "陈小媛",
    "lives_at": "游埠镇澜桥村 8 号",
    "located": "游埠镇澜桥村",
    "approved_to": "陈国樑户",
    "file_no": "游宅批〔2012〕16 号",
    "body": "游埠镇澜桥村人民调解委员会",
    "where": "游埠镇澜桥村村民委员会",
    "held": "委员",
    "court": "兰溪市人民法院",
    "judgment_number": "（2026）浙0781民特42号",
    "minutes": "2024年3月5日第二次会议",
    "school_name": "兰溪市游埠镇初级中学",
    "number": "0781-2-108",
    "named": "游埠公社社员花名册",
    "excerpt": "陈国樑，男，一九六六年二月生。",
}
RELATIONS: dict[Kin, str] = {
    Kin.PARENT: "father",
    Kin.CHILD: "son",
    Kin.SIBLING: "elder-brother",
    Kin.GRANDPARENT: "paternal-grandfather",
    Kin.GRANDCHILD: "grandson",
    Kin.STEP_PARENT: "stepfather",
    Kin.STEP_CHILD: "stepson",
    Kin.PARENT_IN_LAW: "husbands-father",
    Kin.CHILD_IN_LAW: "son-in-law",
}


def value_of(field: Field, answers: Answers) -> str:
    """A value as it is stored; of a text the example that its own question gives."""
    if known := KNOWN.get(field.id):
        return known
    if field.kind is FieldKind.CHOICE:
        return field.offers(answers)[0].value
    if field.kind is FieldKind.DIVISION:
        return PLACES[field.level]
    example = EXAMPLE.search(field.question)
    told = example[1] if example else field.label
    return VALUES.get(field.kind, told[: field.longest])


def answers_of(item: Item) -> dict[str, str]:
    """Answers to every question that they call for."""
    kin = max(item.kins) if item.kins else None
    chosen = {"kin": kin, "relation": RELATIONS[kin]} if kin else {}
    return dict(_answered(item.form, chosen))


def _answered(form: Form, chosen: Answers) -> dict[str, str]:
    answers: dict[str, str] = {}
    for field in form.applicable(answers):
        answers[field.id] = chosen.get(field.id) or value_of(field, answers)
    return answers


def facts_of(rule: ProofRule, answers: Answers) -> dict[str, str]:
    """What the proof holds: of a register what the stand-in makes up, else what examples say."""
    if rule.kind is ProofKind.RECORD:
        wants = [field.id for field in rule.facts]
        return invented(rule.question, wants, {**answers, "name": CHEN.name})
    return {field.id: value_of(field, {}) for field in rule.facts}


def case_of(desk: Desk, item: Item) -> Application:
    """The case of an item, approved but for its state; every proof holds."""
    answers, office = answers_of(item), office_of(desk, item)
    return Application(
        id=ApplicationId(f"case-{item.id}"),
        item=item.id,
        item_version=item.version,
        person=CHEN.id,
        account=AccountId("account"),
        assurance=2,
        created_at=AT,
        draft=Draft(answers),
        office=office.id,
        proofs=tuple(_proofs(item, answers)),
        certificate_number=f"{office.sign}证〔2026〕第000123号",
        issued_on=date(2026, 11, 24),
    )


def office_of(desk: Desk, item: Item) -> Office:
    """The office that issues it; of a town's papers 游埠镇."""
    offices = desk.catalogue.offices.values()
    fitting = [o for o in offices if (o.kind, o.topic) == (item.issued_by, item.topic)]
    return next((o for o in fitting if o.division.startswith("330781102")), fitting[0])


def _proofs(item: Item, answers: Answers) -> Iterator[Proof]:
    kin: Json = answers.get("kin", "")
    for rule in item.proofs:
        facts: dict[str, Json] = {"record": {**facts_of(rule, answers)}}
        if rule.kind is ProofKind.KINSHIP:
            link: Json = {"name": "章玉兰", "sex": "female", "alive": True}
            facts = {"alive": True, "record": "出生登记", "kin": kin, "term": answers["relation"]}
            facts |= {} if kin in ("parent", "child") else {"link": link}
        shown = rule.kind is ProofKind.DOCUMENT
        way = Way.VERIFICATION if shown else Way.DATA_QUERY
        outcome = Outcome.SHOWN if shown else Outcome.HOLDS
        told: dict[str, Json] = {**facts, "shown": "档案原件"} if shown else facts
        yield Proof(rule.id, outcome, way, rule.source or "document", AT, "r-1", told)


async def reviewed(town: Town, item: str) -> Application:
    """The case of an item, with its proofs open, before 周敏, whose office it is."""
    made = case_of(town.desk, town.desk.catalogue.item(ItemId(item)))
    await town.appointed(an_official(ZHOU, office=str(made.office)))
    account = await town.enrolled()
    proofs = tuple(Proof(proof.id) for proof in made.proofs)
    begun = replace(made, account=account.id, proofs=proofs, certificate_number="", issued_on=None)

    def work(tx: Transaction) -> None:
        tx.applications.add(begun)
        sent = tx.applications.get(made.id).submit(by=CHEN.id, at=AT, due_at=AT)
        tx.applications.save(replace(sent, proofs=proofs, office=made.office, number="YB-1"))
        proving = tx.applications.get(made.id).start_proving(by="register", at=AT)
        tx.applications.save(proving.to_review(by="register", at=AT))

    await town.desk.db.write(work)
    return await town.case(made.id)
