"""Whoever has a part in a case, each act by the real verb, and what must be true of its answer."""

import asyncio
import tempfile
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

from hypothesis.stateful import RuleBasedStateMachine

from casework import (
    applying,
    changing,
    committing,
    countersigning,
    creditworthy,
    deciding,
    settling,
    suspending,
    verifying,
)
from casework.answering import Sheet
from casework.committing import Signature
from casework.creditworthy import Finding
from casework.settling import Seen as Document
from domain.application import Application, ApplicationId
from domain.calendar import local_day
from domain.commitment import Commitment, Stage
from domain.credit import Level
from domain.errors import CreditBlocked, Refusal
from domain.fields import FieldKind
from domain.form import Draft
from domain.identity import Account, Person, PersonId
from domain.item import ItemId, ProofRule
from domain.office import OfficialId
from domain.states import State
from domain.verification import Answer, Said, Turn, Verification
from storage.transaction import Transaction
from tests.casework.promises import DRAWN
from tests.support.desks import _enrol
from tests.support.moods import RECORD, SOUND, Mood
from tests.support.verifying import FANG, SHEN
from tests.support.ways_laws import Sayings, Seen, look
from tests.support.ways_town import LIN, PEOPLE, WaysTown, answers_of, opened_ways

T = TypeVar("T")
PENDING = (Stage.OFFERED, Stage.CLEARED)
LATE = "人手不够"


class WaysActs(RuleBasedStateMachine):
    """A town, what the test has said in it, and what was seen of it last."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.runner = asyncio.Runner()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        opening = self.stack.enter_async_context(opened_ways(folder))
        self.town: WaysTown = self.run(opening)
        self.said = Sayings()
        self.cases: list[ApplicationId] = []
        self.findings: dict[str, PersonId] = {}
        self.accounts = {person.id: self._enrolled(person) for person in PEOPLE}
        self.seen = self.run(look(self.town, []))

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()

    def run(self, act: Awaitable[T]) -> T:
        async def wait() -> T:
            return await act

        return self.runner.run(wait())

    def look(self) -> Seen:
        return self.run(look(self.town, self.cases))

    def attempt(self, act: Awaitable[T]) -> T | None:
        """Try it; what is refused has changed nothing."""
        versions = self.look().versions
        try:
            return self.run(act)
        except CreditBlocked:  # the promise ends with it
            return None
        except Refusal:
            assert self.look().versions == versions
            return None

    def _enrolled(self, person: Person) -> Account:
        return self.run(self.town.desk.db.write(lambda tx: _enrol(tx, person, f"o-{person.id}")))

    # --- what there is ---

    def lying(self, *states: State) -> tuple[Application, ...]:
        return tuple(c for c in self.seen.cases.values() if c.state in states)

    def offers(self, *stages: Stage) -> tuple[Commitment, ...]:
        return tuple(c for c in self.seen.commitments if c.stage in stages)

    def questions(self, *turns: Turn) -> tuple[Verification, ...]:
        return tuple(v for v in self.seen.verifications if v.turn in turns)

    def barred(self, person: PersonId) -> bool:
        return person in self.findings.values()

    def applicant(self, case: ApplicationId) -> Account:
        return self.accounts[self.seen.cases[case].person]

    def rule_of(self, case: ApplicationId, proof: str) -> ProofRule:
        about = self.seen.cases[case]
        found = self.town.desk.catalogue.item(about.item, about.item_version).proof(proof)
        assert found is not None
        return found

    def facts_of(self, case: ApplicationId, proof: str) -> dict[str, str]:
        """What a paper or an owner says of the facts that a proof must hold."""
        facts = self.rule_of(case, proof).facts
        return {f.id: "2026-03-05" if f.kind is FieldKind.DATE else "写明的事" for f in facts}

    # --- the applicant ---

    def hand_in(self, who: Person, item: ItemId) -> None:
        desk, at, account = self.town.desk, self.town.desk.now(), self.accounts[who.id]
        about = desk.catalogue.item(item)

        def work(tx: Transaction) -> ApplicationId:
            begun = applying.begin(tx, account, about, at=at)
            given = Draft(answers_of(about, who.id))
            tx.applications.save(begun.converse(given, at=at, item=(item, about.version)))
            applying.submit(desk, tx, tx.applications.get(begun.id), at=at)
            return begun.id

        if case := self.attempt(desk.db.write(work)):
            self.cases.append(case)

    def change(self, case: Application, unit: str) -> None:
        """Other answers, in a case before the office or in one that came back."""
        desk, at = self.town.desk, self.town.desk.now()
        item = desk.catalogue.item(case.item, case.item_version)
        draft = Draft({**answers_of(item, case.person), "use_unit": unit})

        def work(tx: Transaction) -> None:
            now = tx.applications.get(case.id)
            if now.state is State.RETURNED:
                about = (now.item, now.item_version)
                tx.applications.save(now.converse(draft, at=at, item=about))
                applying.submit(desk, tx, tx.applications.get(case.id), at=at)
            else:
                changing.change(desk, tx, now, Sheet(item, draft), at=at)

        self.attempt(desk.db.write(work))

    def take_back(self, case: Application) -> None:
        desk, at = self.town.desk, self.town.desk.now()

        def work(tx: Transaction) -> None:
            applying.withdraw(desk, tx, case.id, person=case.person, at=at)

        self.attempt(desk.db.write(work))

    def take_up(self, offer: Commitment) -> None:
        account, mood = self.accounts[offer.person], self.town.registers.mood("credit")

        now = self.attempt(committing.take_up(self.town.desk, account, offer.case, offer.proof))

        if now is not None and offer.stage is Stage.OFFERED:
            bars = self.barred(offer.person) or mood is Mood.OTHER
            clean = Stage.CLEARED if mood in SOUND else Stage.UNKNOWN
            assert now["stage"] == (Stage.BARRED if bars else clean)

    def sign(self, offer: Commitment, who: PersonId, *, confirmed: bool = True) -> None:
        asked = self.rule_of(offer.case, offer.proof).facts
        typed = {f.id: RECORD[f.id] for f in asked if f.id in RECORD}
        signature = Signature(typed, DRAWN, confirmed=confirmed)
        where = (self.accounts[who], offer.case, offer.proof)

        now = self.attempt(committing.sign(self.town.desk, *where, signature))

        if now is not None:
            assert who == offer.person
            assert confirmed
            assert offer.stage is Stage.CLEARED
            assert not self.barred(who)
            self.said.signed.add(str(now["number"]))

    def find_out(self, who: Person, kind: str) -> None:
        level = Level.SERIOUS if kind == "fraud" else Level.MINOR
        at, desk = self.town.desk.now(), self.town.desk
        finding = Finding(level, kind, "LX-1", local_day(at))

        record = self.attempt(creditworthy.add(desk.db, desk.catalogue, who.number, finding, at=at))

        if record is not None and kind != "other":
            self.findings[record.id] = who.id

    def give_up(self, offer: Commitment) -> None:
        verb = committing.decline if offer.pending else committing.withdraw
        self.attempt(verb(self.town.desk, self.accounts[offer.person], offer.case, offer.proof))

    def consent(self, asked: Verification, *, agree: bool) -> None:
        account = self.applicant(asked.case)
        self.attempt(verifying.consent(self.town.desk, account, asked.case, asked.id, agree=agree))

    def convert(self, asked: Verification) -> None:
        account = self.applicant(asked.case)

        now = self.attempt(verifying.convert(self.town.desk, account, asked.case, asked.id))

        assert now is None or asked.overdue_at is not None

    # --- the owner of a fact ---

    def answer(self, asked: Verification, by: OfficialId, answer: Answer, *, opens: bool) -> None:
        yes, desk = answer is Answer.YES, self.town.desk
        facts = self.facts_of(asked.case, asked.proof) if yes else {}
        if opens:
            self.attempt(verifying.open_page(desk, asked.id, by=by))
        said = Said(answer, "" if yes else "查不到", facts)

        now = self.attempt(verifying.answer(desk, asked.id, by=by, said=said))

        if now is not None:
            assert asked.turn is Turn.ASKED
            assert not yes or by in now.opened_by
            assert by in ({LIN} if asked.owner == "agriculture" else {SHEN, FANG})
            self.said.yes |= {now.number} if yes else set()

    # --- officials ---

    def approve(self, case: Application, by: OfficialId) -> None:
        now = self.attempt(deciding.approve(self.town.desk, case.id, by=by, late_reason=LATE))

        assert now is None or not case.open_proofs

    def countersign(self, case: Application, by: OfficialId) -> None:
        first = case.signers

        now = self.attempt(
            countersigning.countersign(self.town.desk, case.id, by=by, late_reason=LATE)
        )

        assert now is None or by not in first

    def show(self, case: Application, by: OfficialId, proof: str) -> None:
        seen = Document(proof, "户口本", self.facts_of(case.id, proof))
        if self.attempt(settling.show_proof(self.town.desk, case.id, by=by, seen=seen)):
            self.said.shown.add((case.id, proof, by))

    # --- and what would come next if all went well ---

    def go_well(self, case: Application, *, tempted: bool = False) -> None:
        """Do what brings a case nearer to its paper; who is tempted tries the short way first."""
        offer = next((c for c in self.offers(*PENDING) if c.case == case.id), None)
        asked = next((v for v in self.questions(*Turn) if v.open and v.case == case.id), None)
        if case.state is State.SUSPENDED:
            for by in sorted(self.seen.able[case.id])[:1]:
                self.attempt(suspending.resume(self.town.desk, case.id, by=by))
        elif case.state is State.RETURNED:
            self.change(case, "甲公司")
        elif offer is not None:
            self._promise(offer, tempted=tempted)
        elif asked is not None and not (tempted and case.state is State.REVIEW):
            self._ask(asked)
        elif case.state in (State.REVIEW, State.COUNTERSIGN):
            self._decide(case)
        else:
            self.run(self.town.work())

    def _promise(self, offer: Commitment, *, tempted: bool) -> None:
        if offer.stage is Stage.OFFERED:
            self.take_up(offer)
        elif tempted:
            self.find_out(next(p for p in PEOPLE if p.id == offer.person), "fraud")
            self.sign(offer, offer.person)
        else:
            self.sign(offer, offer.person)

    def _ask(self, asked: Verification) -> None:
        if asked.turn is Turn.CONSENT:
            self.consent(asked, agree=True)
        else:
            by = LIN if asked.owner == "agriculture" else SHEN
            self.answer(asked, by, Answer.YES, opens=True)

    def _decide(self, case: Application) -> None:
        for by in sorted(self.seen.able[case.id])[:1]:
            if case.state is State.COUNTERSIGN:
                for first in sorted(case.signers):
                    self.countersign(case, first)
                self.countersign(case, by)
            elif case.open_proofs:
                self.approve(case, by)
                self.show(case, by, case.open_proofs[0])
            else:
                self.approve(case, by)
