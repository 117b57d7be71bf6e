"""Figures are counted with their lines, on both engines, and the two never differ."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.application import ApplicationId
from domain.office import OfficeId
from storage.database import Database
from storage.transaction import Transaction

DAY = date(2026, 11, 24)
OFFICES = [OfficeId("youbu"), OfficeId("zhuge")]
WHATS = ["closed/issued", "way/data-query", "late"]
HISTORY = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(OFFICES),
        st.sampled_from(["qs-01", "mz-06"]),
        st.lists(st.sampled_from(WHATS), min_size=1, max_size=3, unique=True),
    ),
    max_size=12,
)


async def counted(
    db: Database, day: date, office: OfficeId, item: str, whats: list[str], *, case: str
) -> None:
    def work(tx: Transaction) -> None:
        tx.figures.add(ApplicationId(case), whats, day=day, office=office, item=item)

    await db.write(work)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=HISTORY)
async def test_every_figure_equals_its_list(
    db: Database, history: list[tuple[int, OfficeId, str, list[str]]]
) -> None:
    start = await db.read(lambda tx: Counter(_flat(tx)))
    wanted = Counter(start)
    for n, (back, office, item, whats) in enumerate(history):
        await counted(db, DAY - timedelta(back), office, item, whats, case=f"case-{n}")
        wanted.update((office, what) for what in whats)

    told = await db.read(lambda tx: Counter(_flat(tx)))
    listed = await db.read(_listed)

    assert told == wanted
    assert listed == wanted


def _flat(tx: Transaction) -> dict[tuple[OfficeId, str], int]:
    rows = tx.figures.between(DAY - timedelta(9), DAY)
    return {(office, what): n for office, what, n in rows}


def _listed(tx: Transaction) -> Counter[tuple[OfficeId, str]]:
    found: Counter[tuple[OfficeId, str]] = Counter()
    for office in OFFICES:
        for what in WHATS:
            lines = tx.figures.cases(office, what, DAY - timedelta(9), DAY, after="", limit=10_000)
            if lines:
                found[office, what] = len(lines)
    return found


async def test_a_day_outside_is_not_counted(db: Database) -> None:
    await counted(db, DAY, OFFICES[0], "qs-01", ["late"], case="a")
    await counted(db, DAY - timedelta(1), OFFICES[0], "qs-01", ["late"], case="b")

    inside = await db.read(lambda tx: tx.figures.between(DAY, DAY))
    items = await db.read(lambda tx: tx.figures.of_items(OFFICES[0], DAY, DAY))

    assert inside == [(OFFICES[0], "late", 1)]
    assert items == [("qs-01", "late", 1)]


async def test_a_list_goes_on_where_it_was_left(db: Database) -> None:
    for case in ("a", "b", "c"):
        await counted(db, DAY, OFFICES[0], "qs-01", ["late"], case=case)

    first = await db.read(
        lambda tx: tx.figures.cases(OFFICES[0], "late", DAY, DAY, after="", limit=2)
    )
    rest = await db.read(
        lambda tx: tx.figures.cases(OFFICES[0], "late", DAY, DAY, after=first[-1][0], limit=2)
    )

    assert [case for _, case in [*first, *rest]] == ["a", "b", "c"]
