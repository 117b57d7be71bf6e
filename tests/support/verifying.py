"""Questions between offices, for tests: an item with an owner, and who answers for it."""

from collections.abc import Mapping
from dataclasses import replace

from casework import verifying
from casework.laying import lay_before
from casework.shelf import Shelf
from domain.application import Application
from domain.fields import Field, FieldKind
from domain.item import Catalogue, ItemId, ProofRule, Way
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from domain.post import Job
from domain.terms import Decides, Terms
from domain.verification import Answer, Said, Turn, Verification, VerificationId
from storage.transaction import Transaction
from tests.support.desks import AT, CATALOGUE, Town, an_official

FANG, SHEN = OfficialId("fangqing"), OfficialId("shenyu")
STATION = "police-youbu"
LAW = "某某条例 第1条"
TERMS = Terms(
    content="这一项事实",
    conditions=("情况属实",),
    liability=("不属实的，撤销证明",),
    touches=(),
    decides=Decides.WITHIN_LIMIT,
    check_days=10,
    check_standard="和登记核对",
)
FACT = ProofRule(
    "fact",
    "登记的事实",
    (Way.VERIFICATION,),
    owner="police",
    asks="{{ applicant.name }}是不是登记在册？",
)
BOOK = replace(FACT, facts=(Field("book", FieldKind.TEXT, "册", "哪一册？", longest=20),))
CONVERTIBLE = replace(FACT, convertible=True, terms=TERMS)


def catalogue_with(rule: ProofRule, **changed: object) -> Catalogue:
    """The catalogue, in which the kinship certificate asks for this proof alone."""
    item = replace(CATALOGUE.items[ItemId("qs-01")], proofs=(rule,), **changed)  # type: ignore[arg-type] # whatever a test changes of it
    items = {**CATALOGUE.items, item.id: item}
    return replace(CATALOGUE, items=items, versions={(item.id, item.version): item})


async def asking(town: Town, rule: ProofRule = FACT, **changed: object) -> Application:
    """A case under review whose one proof has an owner, about which the applicant is asked."""
    town.desk = replace(town.desk, shelf=Shelf(catalogue_with(rule, **changed)))
    await town.appointed()
    await town.appointed(verifier(), verifier(SHEN, Role.SUPERVISOR))
    case = await town.submitted()

    def work(tx: Transaction) -> None:
        found = tx.applications.get(case.id).start_proving(by="house", at=town.at)
        verifying.begin(town.desk, tx, found, "fact", at=town.at)
        lay_before(tx, found, at=town.at)

    await town.desk.db.write(work)
    return await town.case(case.id)


async def put(town: Town, rule: ProofRule = FACT) -> tuple[Application, Verification]:
    """The same after the applicant has agreed."""
    case = await asking(town, rule)
    await agreed(town, case, agree=True)
    return await town.case(case.id), await only(town, case)


async def agreed(town: Town, case: Application, *, agree: bool) -> Mapping[str, object]:
    """What the applicant's word comes to."""
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))
    asked = await only(town, case)
    return await verifying.consent(town.desk, account, case.id, asked.id, agree=agree)


async def only(town: Town, case: Application) -> Verification:
    """The one question of a case."""
    (asked,) = await town.desk.db.read(lambda tx: tx.verifications.of_case(case.id))
    return asked


async def answered(
    town: Town, asked: Verification, said: Said | None = None, by: OfficialId = FANG
) -> Verification:
    """The question, answered by whoever has opened its page."""
    await verifying.open_page(town.desk, asked.id, by=by)
    return await verifying.answer(town.desk, asked.id, by=by, said=said or Said(Answer.YES))


async def struck(town: Town, asked: VerificationId) -> Verification:
    """The question, after its clock has struck."""
    job = Job("job", "verification-clock", f"verification-clock/{asked}", {"verification": asked})
    await verifying.strike(town.desk, job)
    return await town.desk.db.read(lambda tx: tx.verifications.get(asked))


def verifier(
    userid: OfficialId = FANG, role: Role = Role.VERIFIER, office: str = STATION
) -> Official:
    """Somebody who answers for the station unless told otherwise."""
    return an_official(userid, role, office=office)


def a_grant(role: Role, office: str) -> Grant:
    """A role from the beginning on."""
    return Grant(role, OfficeId(office), AT)


def a_verification(case: Application, *, turn: Turn = Turn.CONSENT) -> Verification:
    """A question of a case, as it may lie in a table."""
    return Verification(
        id=VerificationId("verification-1"),
        number="HY-20261124-0001",
        case=case.id,
        proof="kinship",
        asker=OfficeId("youbu"),
        asked_by="zhoumin",
        owner=OfficeId(STATION),
        subject={"name": "陈媛", "number": "330781199305163024"},
        question="陈国樑是不是陈媛的父亲？",
        purpose="亲属关系证明",
        ground="consent",
        turn=turn,
        created_at=AT,
    )
