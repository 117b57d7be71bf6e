"""What is counted, and how long things took for half and for nine in ten."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain.figures import COARSE, EXACT, Tally, rounded, summed, together, within
from domain.item import Way
from domain.office import OfficeId
from domain.states import State

MINUTES = st.integers(0, 20_000)
ROWS = st.lists(
    st.tuples(
        st.sampled_from([OfficeId("youbu"), OfficeId("zhuge")]),
        st.sampled_from(["closed/issued", "closed/refused", "way/data-query", "took/17"]),
        st.integers(1, 9),
    )
)


@given(MINUTES)
def test_minutes_are_never_made_shorter(minutes: int) -> None:
    counted = rounded(minutes)

    assert counted >= minutes
    assert rounded(counted) == counted
    assert counted - minutes < (1 if minutes <= EXACT else 60 if minutes <= COARSE else 600)


@given(MINUTES, MINUTES)
def test_who_took_longer_is_not_counted_as_quicker(one: int, other: int) -> None:
    if one <= other:
        assert rounded(one) <= rounded(other)


@given(st.lists(st.integers(0, 300), min_size=1), st.sampled_from([0.5, 0.9]))
def test_so_great_a_share_was_done_within_these_minutes_and_not_sooner(
    took: list[int], share: float
) -> None:
    found = within(Counter(took), share)

    assert found is not None
    assert sum(each <= found for each in took) >= share * len(took)
    assert sum(each < found for each in took) < share * len(took)


def test_of_nothing_there_is_no_half() -> None:
    assert within({}, 0.5) is None
    assert Tally().half is None
    assert Tally().facts == 0


@given(ROWS)
def test_the_whole_is_the_sum_of_its_offices(rows: list[tuple[OfficeId, str, int]]) -> None:
    whole = together(summed(rows).values())

    for what in {what for _, what, _ in rows}:
        assert whole.counts[what] == sum(n for _, each, n in rows if each == what)


def test_a_tally_reads_its_codes() -> None:
    tally = Tally({"closed/issued": 3, "closed/settled": 2, "took/10": 2, "took/90": 1})

    assert (tally.issued, tally.letters, tally.ended) == (3, 2, 5)
    assert (tally.half, tally.nine_in_ten) == (10, 90)
    assert tally.closed(State.REFUSED) == tally.by_way(Way.COMMITMENT) == 0
