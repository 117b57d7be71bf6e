from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casework.judging import Asked, asked_on, booklet, home, kinship, own_home, registered
from casework.relatives import Claim
from domain.application import Application, ApplicationId
from domain.identity import AccountId, IdNumber, PersonId, PersonName
from domain.item import ItemId, Way
from domain.kinship import Edge, EdgeKind, Kin, Relative
from domain.proof import Outcome, Proof
from sources.source import Found, IdentityAnswer, KinshipAnswer, Named
from tests.support.desks import AT, FATHER, birth, found, resident, unclear
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN, a_number

CHEN = Named(PersonName("陈媛"), CHEN_YUAN)
MOTHER = a_number(date(1968, 9, 17), 302)
GRANDFATHER = a_number(date(1940, 8, 23), 11)
BROTHER = a_number(date(1996, 7, 7), 313)
TWIN = a_number(date(1993, 5, 16), 313)
HUSBAND = a_number(date(1990, 4, 4), 517)
CHILD = a_number(date(2019, 6, 1), 854)
YOUBU, ZHUGE = "330781102", "330781104"
FOUND = found(birth(CHEN_GUOLIANG, CHEN_YUAN))
PARENTS = frozenset({Kin.PARENT, Kin.CHILD})


def named(name: str, number: IdNumber) -> Named:
    return Named(PersonName(name), number)


def asking(
    answer: KinshipAnswer, relation: str = "father", relative: Named = FATHER, together: str = ""
) -> Asked:
    claim = Claim("", relative.name, relation, together, relative.number)
    return Asked(CHEN, claim, relative, answer)


def judged(
    answer: KinshipAnswer,
    relation: str = "father",
    relative: Named = FATHER,
    kins: frozenset[Kin] = frozenset(),
) -> Proof:
    return kinship("kinship", asking(answer, relation, relative), kins=kins)


def housed(answer: KinshipAnswer, *served: str) -> Proof:
    return home("home", asking(answer), served=served or (YOUBU, ZHUGE))


def test_what_is_recorded_and_asked_for_holds() -> None:
    proof, where = judged(FOUND, kins=PARENTS), housed(FOUND)

    assert proof == Proof(
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
    assert (where.id, where.outcome) == ("home", Outcome.HOLDS)
    assert where.facts == {"division": YOUBU, "elsewhere": False}


def test_the_answers_own_time_and_number_are_kept_with_every_proof() -> None:
    proofs = (judged(FOUND), housed(FOUND), booklet("booklet", asking(FOUND)))

    assert {(p.as_of, p.receipt) for p in proofs} == {(AT, "receipt-1")}


def test_another_relation_than_asked_for_goes_before_a_person() -> None:
    proof = judged(FOUND, "mother")

    assert proof.outcome is Outcome.CONTRADICTED
    assert proof.facts["term"] == "father"


def test_a_relation_that_this_item_does_not_certify_goes_before_a_person() -> None:
    married = Edge(EdgeKind.MARRIAGE, CHEN_GUOLIANG, CHEN_YUAN, date(2015, 1, 1), "结婚登记")

    proof = judged(found(married), "husband", kins=PARENTS)

    assert proof.outcome is Outcome.CONTRADICTED


def test_another_name_in_the_register_goes_before_a_person() -> None:
    proof = judged(FOUND, relative=named("陈国梁", CHEN_GUOLIANG))

    assert proof.outcome is Outcome.CONTRADICTED
    assert "term" not in proof.facts


def test_an_answer_that_leaves_the_relative_out_goes_before_a_person() -> None:
    answer = found(birth(CHEN_GUOLIANG, CHEN_YUAN), people=(resident("章玉兰", MOTHER),))

    assert judged(answer).outcome is Outcome.CONTRADICTED
    assert housed(answer).outcome is Outcome.NOT_FOUND


def test_found_without_an_entry_between_the_two_proves_nothing() -> None:
    for edges in ((), (birth(CHEN_GUOLIANG, BROTHER),)):
        assert judged(found(*edges)).outcome is Outcome.CONTRADICTED


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [
        (Found.NOT_FOUND, Outcome.NOT_FOUND),
        (Found.AMBIGUOUS, Outcome.AMBIGUOUS),
        (Found.WRONG_SUBJECT, Outcome.AMBIGUOUS),
    ],
)
def test_an_unclear_answer_settles_no_proof(answered: Found, outcome: Outcome) -> None:
    answer = unclear(answered)

    proofs = (judged(answer), housed(answer), booklet("booklet", asking(answer, together="now")))

    assert {proof.outcome for proof in proofs} == {outcome}
    assert not any(proof.settled for proof in proofs)


def test_there_is_an_outcome_for_everything_a_register_can_say() -> None:
    for answered in Found:
        answer = unclear(answered)

        assert Outcome.OPEN not in {judged(answer).outcome, housed(answer).outcome}


@pytest.mark.parametrize("division", [None, "330702001", "440305001"])
def test_who_is_registered_elsewhere_goes_before_a_person(division: str | None) -> None:
    gone = resident("陈国樑", CHEN_GUOLIANG, division)
    answer = found(birth(CHEN_GUOLIANG, CHEN_YUAN), people=(gone,))

    assert judged(answer).outcome is Outcome.HOLDS
    assert housed(answer).outcome is Outcome.CONTRADICTED
    assert housed(answer).facts["division"] == division


def test_a_second_relative_in_another_town_goes_before_a_person() -> None:
    assert housed(FOUND, ZHUGE).outcome is Outcome.CONTRADICTED


def test_the_register_does_not_know_the_village() -> None:
    assert housed(FOUND, f"{YOUBU}201").outcome is Outcome.NOT_FOUND


def test_who_has_died_is_still_a_father_and_the_paper_will_say_so() -> None:
    died = Relative(CHEN_GUOLIANG, FATHER.name, resident("", CHEN_GUOLIANG).sex, alive=False)
    answer = found(birth(CHEN_GUOLIANG, CHEN_YUAN), people=(died,))

    proof = judged(answer)

    assert proof.outcome is Outcome.HOLDS
    assert proof.facts["alive"] is False
    assert housed(answer).outcome is Outcome.CONTRADICTED


def maternal(*, alive: bool = True) -> KinshipAnswer:
    mother = replace(resident("章玉兰", MOTHER), alive=alive)
    people = (resident("章德兴", GRANDFATHER), mother)
    return found(birth(MOTHER, CHEN_YUAN), birth(GRANDFATHER, MOTHER), people=people)


def test_a_grandfather_is_named_by_the_line_that_is_recorded() -> None:
    relative = named("章德兴", GRANDFATHER)

    mine = judged(maternal(), "maternal-grandfather", relative)
    other = judged(maternal(), "paternal-grandfather", relative)

    assert (mine.outcome, other.outcome) == (Outcome.HOLDS, Outcome.CONTRADICTED)
    assert mine.facts["link"] == {"name": "章玉兰", "sex": "female", "alive": True}
    assert mine.facts["record"] == "出生登记"


def test_one_between_who_has_died_is_no_obstacle_once_the_death_is_recorded() -> None:
    relative = named("章德兴", GRANDFATHER)

    proof = judged(maternal(alive=False), "maternal-grandfather", relative)

    assert proof.outcome is Outcome.HOLDS
    assert proof.facts["link"] == {"name": "章玉兰", "sex": "female", "alive": False}


def siblings(brother: IdNumber, *people: Relative) -> KinshipAnswer:
    edges = (birth(CHEN_GUOLIANG, CHEN_YUAN), birth(CHEN_GUOLIANG, brother))
    return found(*edges, people=(resident("陈立", brother), *people))


def test_siblings_are_found_by_the_parent_they_share() -> None:
    answer = siblings(BROTHER, resident("陈国樑", CHEN_GUOLIANG))

    proof = judged(answer, "younger-brother", named("陈立", BROTHER))

    assert proof.outcome is Outcome.HOLDS
    assert proof.facts["link"] == {"name": "陈国樑", "sex": "male", "alive": True}


@pytest.mark.parametrize("claimed", ["elder-brother", "younger-brother"])
def test_twins_are_brothers_and_no_register_tells_the_elder(claimed: str) -> None:
    answer = siblings(TWIN, resident("陈国樑", CHEN_GUOLIANG))

    proof = judged(answer, claimed, named("陈立", TWIN))

    assert (proof.outcome, proof.facts["term"]) == (Outcome.HOLDS, "brother")


def test_an_answer_that_leaves_out_the_one_between_is_not_enough() -> None:
    proof = judged(siblings(BROTHER), "younger-brother", named("陈立", BROTHER))

    assert proof.outcome is Outcome.AMBIGUOUS


def test_an_adopted_child_is_told_by_the_entry_that_there_is() -> None:
    adopted = found(
        Edge(EdgeKind.ADOPTION, CHEN_GUOLIANG, CHEN_YUAN, date(2004, 9, 15), "收养登记")
    )

    proof = judged(adopted)

    assert (proof.outcome, proof.facts["record"]) == (Outcome.HOLDS, "收养登记")


def test_a_father_in_law_is_told_by_a_birth_and_a_marriage_with_its_day() -> None:
    wed = Edge(EdgeKind.MARRIAGE, HUSBAND, CHEN_YUAN, date(2015, 5, 2), "结婚登记")
    people = (resident("林建国", GRANDFATHER), resident("林立", HUSBAND))
    answer = found(wed, birth(GRANDFATHER, HUSBAND), people=people)

    proof = judged(answer, "husbands-father", named("林建国", GRANDFATHER))

    assert proof.outcome is Outcome.HOLDS
    assert proof.facts["married_on"] == "2015-05-02"
    assert proof.facts["record"] == "结婚登记、出生登记"


@pytest.mark.parametrize(
    ("recorded", "claimed", "outcome"),
    [
        ("now", "now", Outcome.HOLDS),
        ("past", "past", Outcome.HOLDS),
        ("past", "now", Outcome.CONTRADICTED),
        ("never", "past", Outcome.CONTRADICTED),
        ("unknown", "now", Outcome.NOT_FOUND),
    ],
)
def test_a_booklet_is_shared_when_register_and_applicant_say_so(
    recorded: str, claimed: str, outcome: Outcome
) -> None:
    answer = replace(FOUND, booklet=recorded, booklet_division=ZHUGE)

    proof = booklet("booklet", asking(answer, together=claimed))

    assert proof.outcome is outcome
    assert proof.facts == {"booklet": recorded, "division": ZHUGE}


def test_two_who_are_no_kin_of_ours_may_share_a_booklet() -> None:
    answer = replace(unclear(Found.NOT_FOUND), booklet="now")

    assert booklet("booklet", asking(answer, together="now")).outcome is Outcome.HOLDS


def test_nothing_personal_beyond_what_the_paper_says_is_kept() -> None:
    facts = f"{judged(FOUND).facts}{housed(FOUND).facts}"

    assert CHEN_GUOLIANG not in facts
    assert CHEN_YUAN not in facts


def test_of_a_child_nothing_is_kept_but_the_relation() -> None:
    answer = found(birth(CHEN_YUAN, CHILD), people=(resident("陈小禾", CHILD),))

    proof = judged(answer, "daughter", named("陈小禾", CHILD))

    assert proof.outcome is Outcome.HOLDS
    assert proof.facts.keys() == {"found", "kin", "term", "alive", "record"}


def lives(division: str | None, *, match: bool = True) -> IdentityAnswer:
    return IdentityAnswer("receipt-0", AT, match, phone_match=True, division=division)


def at_home(answer: IdentityAnswer, contested: str = "") -> Proof:
    return own_home("home", answer, served=(YOUBU, ZHUGE), contested=contested)


def test_the_applicants_own_home_is_where_the_register_has_it() -> None:
    assert at_home(lives(YOUBU)).outcome is Outcome.HOLDS
    assert at_home(lives(None)).outcome is Outcome.CONTRADICTED
    assert at_home(lives(None, match=False)).outcome is Outcome.NOT_FOUND


def test_what_the_applicant_contests_no_machine_settles() -> None:
    proof = at_home(lives(YOUBU), contested=ZHUGE)

    assert proof.outcome is Outcome.CONTRADICTED
    assert proof.facts == {"division": YOUBU, "contested": ZHUGE}


def test_where_somebody_is_registered_is_told_if_the_register_says() -> None:
    assert registered(FOUND, CHEN_GUOLIANG) == YOUBU
    assert registered(FOUND, MOTHER) == ""


def test_a_paper_says_when_the_register_was_asked_first() -> None:
    early, late = datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
    case = Application(
        id=ApplicationId("case-1"),
        item=ItemId("qs-01"),
        item_version="v",
        person=PersonId("chen"),
        account=AccountId("account"),
        assurance=2,
        created_at=AT,
        proofs=(
            Proof("home", as_of=date_of(2026, 11, 20)),
            Proof("kinship", as_of=late),
            Proof("kinship#2", as_of=early),
        ),
    )

    assert asked_on(case) == early


def date_of(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)
