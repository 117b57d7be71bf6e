from datetime import UTC, date, datetime

import pytest

from casework.judging import asked_on, judge
from catalogue.loader import load
from domain.application import Application, ApplicationId
from domain.form import Draft
from domain.identity import AccountId, IdNumber, PersonId, PersonName
from domain.item import Item, ItemId, Way
from domain.kinship import Edge, EdgeKind
from domain.proof import Outcome, Proof
from sources.source import Found, KinshipAnswer, Named
from tests.support.desks import ANSWERS, AT, FATHER, birth, found, resident, unclear
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN, a_number

CATALOGUE = load()
PARENTS, SIBLINGS, GRANDPARENTS = (
    CATALOGUE.item(ItemId(item)) for item in ("qs-01", "qs-03", "qs-04")
)
CHEN = Named(PersonName("陈媛"), CHEN_YUAN)
MOTHER = a_number(date(1968, 9, 17), 302)
GRANDFATHER = a_number(date(1940, 8, 23), 11)
BROTHER = a_number(date(1996, 7, 7), 313)
FOUND = found(birth(CHEN_GUOLIANG, CHEN_YUAN))


def judged(
    answer: KinshipAnswer,
    relation: str = "father",
    *,
    item: Item = PARENTS,
    relative: Named = FATHER,
) -> tuple[Proof, Proof]:
    case = Application(
        id=ApplicationId("case-1"),
        item=item.id,
        item_version=item.version,
        person=PersonId("chen"),
        account=AccountId("account"),
        assurance=2,
        created_at=AT,
        draft=Draft({**ANSWERS, "relation": relation}),
    )
    return judge(CATALOGUE, item, case=case, applicant=CHEN, relative=relative, answer=answer)


def named(name: str, number: IdNumber) -> Named:
    return Named(PersonName(name), number)


def test_what_is_recorded_and_asked_for_holds() -> None:
    kinship, home = judged(FOUND)

    assert kinship == Proof(
        "kinship",
        Outcome.HOLDS,
        Way.DATA_QUERY,
        "population",
        AT,
        "receipt-1",
        {
            "booklet": "never",
            "found": "found",
            "kin": "parent",
            "term": "father",
            "alive": True,
            "record": "出生登记",
        },
    )
    assert (home.id, home.outcome) == ("home", Outcome.HOLDS)
    assert home.facts == {"division": "330781102", "elsewhere": False}


def test_the_answers_own_time_and_number_are_kept_with_both() -> None:
    assert {(p.as_of, p.receipt) for p in judged(FOUND)} == {(AT, "receipt-1")}


def test_another_relation_than_asked_for_goes_before_a_person() -> None:
    kinship, home = judged(FOUND, "mother")

    assert kinship.outcome is Outcome.CONTRADICTED
    assert kinship.facts["term"] == "father"
    assert home.outcome is Outcome.HOLDS


def test_a_relation_that_this_item_does_not_certify_goes_before_a_person() -> None:
    married = Edge(EdgeKind.MARRIAGE, CHEN_GUOLIANG, CHEN_YUAN, date(2015, 1, 1), "结婚登记")

    kinship, _ = judged(found(married), "husband")

    assert kinship.outcome is Outcome.CONTRADICTED


def test_another_name_in_the_register_goes_before_a_person() -> None:
    kinship, _ = judged(FOUND, relative=named("陈国梁", CHEN_GUOLIANG))

    assert kinship.outcome is Outcome.CONTRADICTED
    assert "term" not in kinship.facts


def test_an_answer_that_leaves_the_relative_out_goes_before_a_person() -> None:
    other = resident("章玉兰", MOTHER)

    kinship, home = judged(found(birth(CHEN_GUOLIANG, CHEN_YUAN), people=(other,)))

    assert (kinship.outcome, home.outcome) == (Outcome.CONTRADICTED, Outcome.NOT_FOUND)


def test_found_without_an_entry_between_the_two_proves_nothing() -> None:
    for edges in ((), (birth(CHEN_GUOLIANG, BROTHER),)):
        kinship, _ = judged(found(*edges))

        assert kinship.outcome is Outcome.CONTRADICTED


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [
        (Found.NOT_FOUND, Outcome.NOT_FOUND),
        (Found.AMBIGUOUS, Outcome.AMBIGUOUS),
        (Found.WRONG_SUBJECT, Outcome.AMBIGUOUS),
    ],
)
def test_an_unclear_answer_settles_neither_proof(answered: Found, outcome: Outcome) -> None:
    kinship, home = judged(unclear(answered))

    assert (kinship.outcome, home.outcome) == (outcome, outcome)
    assert not kinship.settled
    assert not home.settled


def test_there_is_an_outcome_for_everything_a_register_can_say() -> None:
    for answered in Found:
        assert all(p.outcome is not Outcome.OPEN for p in judged(unclear(answered)))


@pytest.mark.parametrize("division", [None, "330702001", "440305001"])
def test_who_is_registered_elsewhere_goes_before_a_person(division: str | None) -> None:
    gone = resident("陈国樑", CHEN_GUOLIANG, division)

    kinship, home = judged(found(birth(CHEN_GUOLIANG, CHEN_YUAN), people=(gone,)))

    assert (kinship.outcome, home.outcome) == (Outcome.HOLDS, Outcome.CONTRADICTED)
    assert home.facts["division"] == division


def test_who_has_died_is_still_a_father_and_the_paper_will_say_so() -> None:
    died = resident("陈国樑", CHEN_GUOLIANG, None)
    died = type(died)(died.number, died.name, died.sex, False, None)

    kinship, home = judged(found(birth(CHEN_GUOLIANG, CHEN_YUAN), people=(died,)))

    assert kinship.outcome is Outcome.HOLDS
    assert kinship.facts["alive"] is False
    assert home.outcome is Outcome.CONTRADICTED


def test_a_grandfather_is_named_by_the_line_that_is_recorded() -> None:
    people = (resident("章德兴", GRANDFATHER), resident("章玉兰", MOTHER))
    edges = (birth(MOTHER, CHEN_YUAN), birth(GRANDFATHER, MOTHER))
    relative = named("章德兴", GRANDFATHER)

    maternal, _ = judged(
        found(*edges, people=people), "maternal-grandfather", item=GRANDPARENTS, relative=relative
    )
    paternal, _ = judged(
        found(*edges, people=people), "paternal-grandfather", item=GRANDPARENTS, relative=relative
    )

    assert (maternal.outcome, paternal.outcome) == (Outcome.HOLDS, Outcome.CONTRADICTED)
    assert maternal.facts["link"] == {"name": "章玉兰", "sex": "female"}
    assert maternal.facts["record"] == "出生登记"


def test_siblings_are_found_by_the_parent_they_share() -> None:
    people = (resident("陈立", BROTHER), resident("陈国樑", CHEN_GUOLIANG))
    edges = (birth(CHEN_GUOLIANG, CHEN_YUAN), birth(CHEN_GUOLIANG, BROTHER))

    kinship, _ = judged(
        found(*edges, people=people),
        "younger-brother",
        item=SIBLINGS,
        relative=named("陈立", BROTHER),
    )

    assert kinship.outcome is Outcome.HOLDS
    assert kinship.facts["link"] == {"name": "陈国樑", "sex": "male"}


def test_an_answer_that_leaves_out_the_one_between_is_not_enough() -> None:
    edges = (birth(CHEN_GUOLIANG, CHEN_YUAN), birth(CHEN_GUOLIANG, BROTHER))

    kinship, _ = judged(
        found(*edges, people=(resident("陈立", BROTHER),)),
        "younger-brother",
        item=SIBLINGS,
        relative=named("陈立", BROTHER),
    )

    assert kinship.outcome is Outcome.AMBIGUOUS


def test_an_adopted_child_is_told_by_the_entry_that_there_is() -> None:
    adopted = Edge(EdgeKind.ADOPTION, CHEN_GUOLIANG, CHEN_YUAN, date(2004, 9, 15), "收养登记")

    kinship, _ = judged(found(adopted))

    assert (kinship.outcome, kinship.facts["record"]) == (Outcome.HOLDS, "收养登记")


def test_nothing_personal_beyond_what_the_paper_says_is_kept() -> None:
    kinship, home = judged(FOUND)

    assert CHEN_GUOLIANG not in f"{kinship.facts}{home.facts}"
    assert CHEN_YUAN not in f"{kinship.facts}{home.facts}"


def test_a_paper_says_when_the_register_was_asked() -> None:
    as_of = datetime(2026, 11, 23, tzinfo=UTC)
    case = Application(
        id=ApplicationId("case-1"),
        item=PARENTS.id,
        item_version="v",
        person=PersonId("chen"),
        account=AccountId("account"),
        assurance=2,
        created_at=AT,
        proofs=(Proof("home", as_of=AT), Proof("kinship", as_of=as_of)),
    )

    assert asked_on(case) == as_of
