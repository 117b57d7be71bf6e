"""Nothing of a case is lost, and nothing of it can be read in the file."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.application import Application, ApplicationId, Ask
from domain.form import Draft, Left
from domain.identity import AccountId
from domain.item import ItemId, Way
from domain.office import OfficeId, OfficialId
from domain.proof import Outcome, Proof
from domain.states import State
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import (
    a_case,
    a_person,
    an_account,
)

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - hypothesis adds the zone itself
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)


facts = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


proofs = st.builds(
    Proof,
    id=words,
    outcome=st.sampled_from(Outcome),
    way=st.none() | st.sampled_from(Way),
    source=words,
    as_of=st.none() | moments,
    receipt=words,
    facts=st.dictionaries(words, facts, max_size=3),
)


begun = st.builds(
    Draft,
    answers=st.dictionaries(words, words, max_size=4),
    focus=words,
    contested=st.dictionaries(words, words, max_size=2),
    origin=words,
)
drafts = st.recursive(
    begun,
    lambda inner: st.builds(
        lambda draft, left: replace(draft, left=left), begun, st.builds(Left, words, inner)
    ),
    max_leaves=3,
)


cases = st.builds(
    Application,
    id=st.uuids().map(lambda uuid: ApplicationId(str(uuid))),
    item=words.map(ItemId),
    item_version=words,
    person=st.just(a_person().id),
    account=st.just(AccountId("")),
    assurance=st.integers(0, 4),
    created_at=moments,
    state=st.sampled_from(State),
    draft=drafts,
    number=words,
    office=st.none() | words.map(OfficeId),
    parties=st.lists(words, max_size=3).map(tuple),
    duplicate_key=words,
    proofs=st.lists(proofs, max_size=3).map(tuple),
    asks=st.lists(st.builds(Ask, field=words, why=words, how=words), max_size=3).map(tuple),
    correct_by=st.none() | days,
    reasons=words,
    submitted_at=st.none() | moments,
    accepted_at=st.none() | moments,
    decided_at=st.none() | moments,
    decided_by=st.none() | words.map(OfficialId),
    decided_for=st.none() | words.map(OfficialId),
    agreed_by=st.none() | words.map(OfficialId),
    agreed_at=st.none() | moments,
    agreed_for=st.none() | words.map(OfficialId),
    handler=st.none() | words.map(OfficialId),
    remark=words,
    closed_at=st.none() | moments,
    due_at=st.none() | moments,
    certificate_number=words,
    issued_on=st.none() | days,
    updated_at=st.none() | moments,
    version=st.integers(0, 9),
)


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=cases, second=cases)
async def test_every_field_of_a_case_comes_back(
    once_db: Database, first: Application, second: Application
) -> None:
    def there_and_back(tx: Transaction) -> tuple[Application, Application, Application]:
        tx.execute("DELETE FROM applications", {})
        tx.execute("DELETE FROM people", {})
        tx.people.add(a_person())
        account = an_account(tx).id
        added = replace(first, account=account)
        tx.applications.add(added)
        got = tx.applications.get(added.id)
        saved = replace(
            second, id=added.id, account=account, created_at=first.created_at, version=first.version
        )
        tx.applications.save(saved)
        return replace(got, account=first.account), saved, tx.applications.get(added.id)

    got, saved, got_again = await once_db.write(there_and_back)

    assert got == first
    assert got_again == replace(saved, version=first.version + 1)


async def test_open_columns_hold_nothing_that_was_answered(db: Database) -> None:
    def add(tx: Transaction) -> None:
        tx.people.add(a_person())
        tx.applications.add(
            replace(
                a_case(an_account(tx).id),
                reasons="陈国樑",
                asks=(Ask("relative", "陈国樑"),),
                proofs=(Proof("kinship", facts={"name": "陈国樑"}),),
            )
        )

    await db.write(add)
    row = await db.read(lambda tx: dict(tx.rows("SELECT * FROM applications", {})[0]))  # type: ignore[call-overload] # a row of this engine is a mapping

    assert "陈国樑" not in json.dumps({**row, "sealed": repr(row["sealed"])}, ensure_ascii=False)
