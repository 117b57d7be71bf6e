from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import IdNumber
from domain.kinship import (
    Edge,
    EdgeKind,
    Kin,
    agrees,
    chain,
    implausible,
    is_parent_of,
    kin_named,
    kin_of,
    link_of,
    needs_guardian,
    term,
    wedding,
)
from tests.support.people import a_number

GRANDFATHER = a_number(date(1940, 8, 23), 11)
GRANDMOTHER = a_number(date(1942, 3, 5), 22)
FATHER = a_number(date(1966, 2, 9), 101)
MOTHER = a_number(date(1968, 9, 17), 302)
STEPMOTHER = a_number(date(1970, 1, 1), 402)
DAUGHTER = a_number(date(1993, 5, 16), 302)
SON = a_number(date(1996, 7, 7), 313)
TWIN = a_number(date(1993, 5, 16), 315)
SON_IN_LAW = a_number(date(1990, 4, 4), 517)
STRANGER = a_number(date(1980, 1, 1), 701)


def tie(kind: EdgeKind, a: IdNumber, b: IdNumber) -> Edge:
    return Edge(kind, a, b, date(2000, 1, 1), "登记")


def birth(parent: IdNumber, child: IdNumber) -> Edge:
    return tie(EdgeKind.BIRTH, parent, child)


def wed(one: IdNumber, other: IdNumber) -> Edge:
    return tie(EdgeKind.MARRIAGE, one, other)


FAMILY = (
    birth(GRANDFATHER, MOTHER),
    birth(GRANDMOTHER, MOTHER),
    birth(FATHER, DAUGHTER),
    birth(MOTHER, DAUGHTER),
    birth(FATHER, SON),
    birth(MOTHER, SON),
    birth(MOTHER, TWIN),
    wed(FATHER, STEPMOTHER),
    wed(SON_IN_LAW, DAUGHTER),
)


def found(start: IdNumber, end: IdNumber) -> Kin | None:
    return kin_of(chain(FAMILY, start, end), start, end)


@pytest.mark.parametrize(
    ("start", "end", "kin", "word"),
    [
        (DAUGHTER, FATHER, Kin.PARENT, "father"),
        (DAUGHTER, MOTHER, Kin.PARENT, "mother"),
        (FATHER, SON, Kin.CHILD, "son"),
        (FATHER, DAUGHTER, Kin.CHILD, "daughter"),
        (DAUGHTER, SON_IN_LAW, Kin.SPOUSE, "husband"),
        (SON_IN_LAW, DAUGHTER, Kin.SPOUSE, "wife"),
        (FATHER, STEPMOTHER, Kin.SPOUSE, "wife"),
        (DAUGHTER, SON, Kin.SIBLING, "younger-brother"),
        (SON, DAUGHTER, Kin.SIBLING, "elder-sister"),
        (DAUGHTER, GRANDFATHER, Kin.GRANDPARENT, "maternal-grandfather"),
        (SON, GRANDMOTHER, Kin.GRANDPARENT, "maternal-grandmother"),
        (GRANDFATHER, DAUGHTER, Kin.GRANDCHILD, "maternal-granddaughter"),
        (GRANDMOTHER, SON, Kin.GRANDCHILD, "maternal-grandson"),
        (DAUGHTER, STEPMOTHER, Kin.STEP_PARENT, "stepmother"),
        (STEPMOTHER, SON, Kin.STEP_CHILD, "stepson"),
        (STEPMOTHER, DAUGHTER, Kin.STEP_CHILD, "stepdaughter"),
        (SON_IN_LAW, FATHER, Kin.PARENT_IN_LAW, "wifes-father"),
        (SON_IN_LAW, MOTHER, Kin.PARENT_IN_LAW, "wifes-mother"),
        (FATHER, SON_IN_LAW, Kin.CHILD_IN_LAW, "son-in-law"),
    ],
)
def test_a_relation_is_derived_from_recorded_edges(
    start: IdNumber, end: IdNumber, kin: Kin, word: str
) -> None:
    links = chain(FAMILY, start, end)

    assert kin_of(links, start, end) is kin
    assert term(kin, of=end, to=start, link=link_of(links, start)) == word


def test_every_relation_that_there_is_can_be_derived() -> None:
    everybody = {person for edge in FAMILY for person in (edge.a, edge.b)}

    derived = {found(one, two) for one, two in permutations(everybody, 2)}

    assert derived >= set(Kin)


def test_the_line_is_the_sex_of_the_one_between() -> None:
    fathers_father = a_number(date(1938, 1, 1), 33)
    edges = (birth(fathers_father, FATHER), birth(FATHER, DAUGHTER))

    links = chain(edges, DAUGHTER, fathers_father)

    middle = link_of(links, DAUGHTER)
    assert middle == FATHER
    assert (
        term(Kin.GRANDPARENT, of=fathers_father, to=DAUGHTER, link=middle) == "paternal-grandfather"
    )
    assert term(Kin.GRANDCHILD, of=SON, to=fathers_father, link=FATHER) == "paternal-grandson"


def test_an_in_law_is_named_by_the_spouse_between() -> None:
    assert term(Kin.PARENT_IN_LAW, of=FATHER, to=DAUGHTER, link=SON_IN_LAW) == "husbands-father"
    assert term(Kin.PARENT_IN_LAW, of=MOTHER, to=DAUGHTER, link=SON_IN_LAW) == "husbands-mother"
    assert term(Kin.CHILD_IN_LAW, of=DAUGHTER, to=FATHER, link=SON) == "daughter-in-law"


def test_without_the_one_between_no_line_is_named() -> None:
    assert term(Kin.GRANDPARENT, of=GRANDFATHER, to=DAUGHTER) == "grandfather"
    assert term(Kin.GRANDCHILD, of=DAUGHTER, to=GRANDFATHER) == "granddaughter"


def test_adoption_counts_as_birth() -> None:
    edges = (tie(EdgeKind.ADOPTION, FATHER, STRANGER),)

    assert kin_of(chain(edges, STRANGER, FATHER), STRANGER, FATHER) is Kin.PARENT
    assert kin_of(chain(edges, FATHER, STRANGER), FATHER, STRANGER) is Kin.CHILD


def test_the_direct_edge_goes_before_the_long_way_round() -> None:
    edges = (birth(FATHER, DAUGHTER), wed(FATHER, MOTHER), birth(MOTHER, DAUGHTER))

    links = chain(edges, DAUGHTER, MOTHER)

    assert links == (birth(MOTHER, DAUGHTER),)
    assert link_of(links, DAUGHTER) is None


def test_three_edges_make_no_relation() -> None:
    uncle = a_number(date(1970, 2, 2), 111)
    edges = (birth(GRANDFATHER, uncle), birth(GRANDFATHER, MOTHER), birth(MOTHER, DAUGHTER))

    assert chain(edges, DAUGHTER, uncle) == ()
    assert kin_of(edges, DAUGHTER, uncle) is None


def test_two_people_who_share_a_child_are_nothing_by_that() -> None:
    edges = (birth(FATHER, DAUGHTER), birth(MOTHER, DAUGHTER))

    links = chain(edges, FATHER, MOTHER)

    assert len(links) == 2
    assert kin_of(links, FATHER, MOTHER) is None


@pytest.mark.parametrize(("start", "end"), [(DAUGHTER, STRANGER), (DAUGHTER, DAUGHTER)])
def test_nobody_is_kin_of_a_stranger_or_of_oneself(start: IdNumber, end: IdNumber) -> None:
    assert chain(FAMILY, start, end) == ()
    assert found(start, end) is None


def test_a_chain_that_leads_elsewhere_says_nothing() -> None:
    links = chain(FAMILY, DAUGHTER, FATHER)

    assert kin_of(links, DAUGHTER, MOTHER) is None
    assert kin_of(links, STRANGER, FATHER) is None


PEOPLE = st.sampled_from([GRANDFATHER, FATHER, MOTHER, DAUGHTER, SON, SON_IN_LAW])
EDGES = st.lists(
    st.builds(tie, st.sampled_from(EdgeKind), PEOPLE, PEOPLE).filter(lambda e: e.a != e.b),
    max_size=6,
)
OPPOSITE = {
    Kin.PARENT: Kin.CHILD,
    Kin.GRANDPARENT: Kin.GRANDCHILD,
    Kin.STEP_PARENT: Kin.STEP_CHILD,
    Kin.PARENT_IN_LAW: Kin.CHILD_IN_LAW,
    Kin.SPOUSE: Kin.SPOUSE,
    Kin.SIBLING: Kin.SIBLING,
}


@given(EDGES, PEOPLE, PEOPLE)
def test_what_one_is_to_the_other_holds_the_other_way_round(
    edges: list[Edge], one: IdNumber, two: IdNumber
) -> None:
    links = chain(edges, one, two)

    here, there = kin_of(links, one, two), kin_of(links[::-1], two, one)

    assert here is None or there is (OPPOSITE | {v: k for k, v in OPPOSITE.items()})[here]


@given(EDGES, PEOPLE, PEOPLE)
def test_a_chain_is_never_longer_than_two_and_made_of_what_is_recorded(
    edges: list[Edge], one: IdNumber, two: IdNumber
) -> None:
    links = chain(edges, one, two)

    assert len(links) <= 2
    assert set(links) <= set(edges)


@pytest.mark.parametrize(
    ("relation", "of", "to"),
    [
        ("father", FATHER, DAUGHTER),
        ("mother", MOTHER, DAUGHTER),
        ("son", SON, FATHER),
        ("daughter", DAUGHTER, MOTHER),
        ("younger-brother", SON, DAUGHTER),
        ("elder-sister", DAUGHTER, SON),
        ("elder-brother", TWIN, DAUGHTER),
        ("younger-brother", TWIN, DAUGHTER),
        ("maternal-grandfather", GRANDFATHER, DAUGHTER),
        ("maternal-granddaughter", DAUGHTER, GRANDMOTHER),
        ("stepfather", SON, DAUGHTER),
        ("stepdaughter", MOTHER, DAUGHTER),
        ("wifes-mother", DAUGHTER, FATHER),
        ("son-in-law", FATHER, DAUGHTER),
        ("daughter-in-law", MOTHER, DAUGHTER),
        ("husband", SON, DAUGHTER),
    ],
)
def test_a_number_that_can_be_the_relatives_is_plausible(
    relation: str, of: IdNumber, to: IdNumber
) -> None:
    assert implausible(relation, of=of, to=to) == ""


@pytest.mark.parametrize(
    ("relation", "of", "to", "why"),
    [
        ("father", MOTHER, DAUGHTER, "sex-differs"),
        ("mother", FATHER, DAUGHTER, "sex-differs"),
        ("father", SON, DAUGHTER, "age-differs"),
        ("father", TWIN, DAUGHTER, "age-differs"),
        ("son", FATHER, SON, "age-differs"),
        ("daughter", SON, FATHER, "sex-differs"),
        ("elder-brother", SON, DAUGHTER, "age-differs"),
        ("younger-sister", DAUGHTER, SON, "age-differs"),
        ("younger-brother", DAUGHTER, SON, "sex-differs"),
        ("paternal-grandmother", SON, DAUGHTER, "sex-differs"),
        ("paternal-grandfather", SON, DAUGHTER, "age-differs"),
        ("maternal-grandson", FATHER, SON, "age-differs"),
        ("maternal-granddaughter", SON, GRANDFATHER, "sex-differs"),
        ("stepmother", SON, DAUGHTER, "sex-differs"),
        ("husbands-father", MOTHER, DAUGHTER, "sex-differs"),
    ],
)
def test_a_number_of_the_wrong_sex_or_age_is_told_at_once(
    relation: str, of: IdNumber, to: IdNumber, why: str
) -> None:
    assert implausible(relation, of=of, to=to) == why


def test_of_twins_nobody_is_said_to_be_the_elder() -> None:
    word = term(Kin.SIBLING, of=TWIN, to=DAUGHTER, link=MOTHER)

    assert word == "brother"
    assert agrees(word, "elder-brother")
    assert agrees(word, "younger-brother")
    assert not agrees(word, "elder-sister")


@pytest.mark.parametrize(
    ("word", "claimed", "so"),
    [
        ("father", "father", True),
        ("father", "mother", False),
        ("elder-brother", "younger-brother", False),
        ("maternal-grandfather", "paternal-grandfather", False),
    ],
)
def test_a_derived_word_agrees_with_itself_alone(word: str, claimed: str, *, so: bool) -> None:
    assert agrees(word, claimed) is so


def test_the_day_of_a_marriage_is_told_where_there_is_one() -> None:
    links = chain(FAMILY, DAUGHTER, STEPMOTHER)

    assert wedding(links) == date(2000, 1, 1)
    assert wedding(chain(FAMILY, DAUGHTER, FATHER)) is None


@pytest.mark.parametrize(
    ("word", "kin"),
    [
        ("mother", Kin.PARENT),
        ("son", Kin.CHILD),
        ("younger-sister", Kin.SIBLING),
        ("brother", Kin.SIBLING),
        ("paternal-grandmother", Kin.GRANDPARENT),
        ("maternal-grandson", Kin.GRANDCHILD),
        ("husbands-mother", Kin.PARENT_IN_LAW),
        ("wifes-father", Kin.PARENT_IN_LAW),
        ("son-in-law", Kin.CHILD_IN_LAW),
        ("stepson", Kin.STEP_CHILD),
        ("neighbour", None),
    ],
)
def test_a_word_alone_tells_the_kind_of_relative(word: str, kin: Kin | None) -> None:
    assert kin_named(word) is kin


def test_a_parent_is_whoever_calls_the_child_so() -> None:
    assert is_parent_of("son")
    assert is_parent_of("daughter")
    assert not any(is_parent_of(word) for word in ("stepson", "maternal-grandson"))


def test_from_the_fourteenth_birthday_on_nobody_needs_a_guardian() -> None:
    born = date(2012, 11, 25)

    assert needs_guardian(born, today=date(2026, 11, 24))
    assert not needs_guardian(born, today=date(2026, 11, 25))
