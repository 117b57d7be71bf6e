"""Her declaration that may be promised (qs-16), and whoever keeps the credit records."""

from dataclasses import dataclass, replace
from datetime import datetime

from casework import offering
from casework.desk import Desk
from domain.application import Application, ApplicationId
from domain.errors import SourceSilent
from domain.form import Draft
from domain.identity import AccountId, PersonId
from domain.item import ItemId, Way
from domain.message import Json
from domain.office import OfficeId
from domain.proof import Outcome, Proof
from sources.records import Query, RecordAnswer
from sources.source import Found
from storage.transaction import Transaction
from tests.certificates.promises import NAME
from tests.support.paper_cases import answers_of

ITEM, PROOF = ItemId("qs-16"), "declared"
CASE = ApplicationId("case-promise")
OFFICE = OfficeId("youbu")
SAID = "丈夫生前，我的生活主要靠他"
DRAWN = NAME.text


@dataclass
class CreditRecords:
    """Whoever keeps the credit records: silent, or says that nothing stands there.

    Attributes:
        at: When it answers.
    """

    at: datetime
    silent: bool = False

    async def ask(self, query: Query) -> RecordAnswer:
        """An answer to whatever is asked."""
        if self.silent:
            raise SourceSilent(source=query.source.id, why="TimeoutError")
        return RecordAnswer("receipt-9", self.at, Found.NOT_FOUND, {})


async def offered(
    desk: Desk, person: PersonId, account: AccountId, case: ApplicationId = CASE
) -> Application:
    """Her case, in which the register has answered, and a promise is offered for the rest."""
    at = desk.now()

    def work(tx: Transaction) -> Application:
        tx.applications.add(_draft(desk, person, account, case, at))
        filed = replace(
            tx.applications.get(case),
            number=f"YB-20261123-{tx.counters.next('promised'):04d}",
            office=OFFICE,
            duplicate_key=case,
            proofs=(Proof("home"), Proof(PROOF)),
        )
        tx.applications.save(filed.submit(by=person, at=at, due_at=at))
        proving = tx.applications.get(case).start_proving(by="register", at=at)
        tx.applications.save(_waiting(proving.prove(_home(at))))
        item = desk.catalogue.item(ITEM)
        rule = item.proof(PROOF)
        assert rule is not None
        offering.offer(desk, tx, tx.applications.get(case), item, rule, at=at)
        return tx.applications.get(case)

    return await desk.db.write(work)


def _draft(
    desk: Desk, person: PersonId, account: AccountId, case: ApplicationId, at: datetime
) -> Application:
    item = desk.catalogue.item(ITEM)
    answers = {**answers_of(item), "declaration": SAID}
    return Application(
        id=case,
        item=item.id,
        item_version=item.version,
        person=person,
        account=account,
        assurance=2,
        created_at=at,
        draft=Draft(answers),
    )


def _home(at: datetime) -> Proof:
    facts: dict[str, Json] = {"division": "330781102", "elsewhere": False}
    return Proof("home", Outcome.HOLDS, Way.DATA_QUERY, "population", at, "r-7", facts)


def _waiting(case: Application) -> Application:
    why: dict[str, Json] = {"why": ["commitment/offered"]}
    return case.prove(Proof(PROOF, way=Way.COMMITMENT, facts=why))
