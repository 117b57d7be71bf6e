import json
import tomllib
from collections import Counter

import pytest
from stdnum.cn import ric

from sandbox import officials, personas
from sandbox.divisions import DIVISIONS, YOUBU
from sandbox.people import Sex, Tie
from sandbox.population import Population
from sandbox.residents import Residents, as_json, invented


@pytest.fixture(scope="module")
def residents() -> Residents:
    return invented()


@pytest.fixture(scope="module")
def register(residents: Residents) -> Population:
    return residents.population


def test_every_number_has_its_check_digit(register: Population) -> None:
    wrong = [n for n in register.people if ric.calc_check_digit(n) != n[-1] or len(n) != 18]

    assert wrong == []


def test_every_number_is_of_its_persons_sex(register: Population) -> None:
    odd = {p.id_number for p in register.people.values() if int(p.id_number[16]) % 2}
    men = {p.id_number for p in register.people.values() if p.sex is Sex.MALE}

    assert odd == men


def test_there_are_a_few_hundred_and_every_division_has_some(register: Population) -> None:
    homes = Counter(p.division for p in register.people.values())

    assert 300 <= len(register.people) <= 500
    assert all(homes[division.code] >= 8 for division in DIVISIONS)
    assert set(homes) == {division.code for division in DIVISIONS} | {None}


def test_a_number_is_used_once(residents: Residents) -> None:
    listed = [*residents.population.people.values()]

    with pytest.raises(ValueError):  # noqa: PT011 -- the class says all there is
        Population([*listed, listed[0]], [], [])


def test_parents_are_older_than_their_children(register: Population) -> None:
    people = register.people
    births = [e for e in register.edges if e.kind is not Tie.MARRIAGE]

    ages = [people[e.b].born.year - people[e.a].born.year for e in births]

    assert min(ages) >= 16
    assert max(ages) <= 50


def test_husbands_are_men_and_wives_are_women(register: Population) -> None:
    sexes = {
        (register.people[e.a].sex, register.people[e.b].sex)
        for e in register.edges
        if e.kind is Tie.MARRIAGE
    }

    assert sexes == {(Sex.MALE, Sex.FEMALE)}


def test_ties_and_stays_are_of_people_who_exist(register: Population) -> None:
    named = {n for e in register.edges for n in (e.a, e.b)} | {s.person for s in register.stays}

    assert named <= register.people.keys()


def test_nobody_is_in_two_booklets_at_once(register: Population) -> None:
    now = Counter(stay.person for stay in register.stays if stay.until is None)

    assert max(now.values()) == 1


def test_whoever_stands_in_a_booklet_today_lives_where_it_is_kept(register: Population) -> None:
    strays = [
        s
        for s in register.stays
        if s.until is None and register.people[s.person].division != s.division
    ]

    assert strays == []


def test_the_dead_are_registered_nowhere(register: Population) -> None:
    dead = [p for p in register.people.values() if not p.alive]

    assert len(dead) >= 10
    assert {p.division for p in dead} == {None}


def test_there_is_some_of_everything(register: Population) -> None:
    kinds = Counter(edge.kind for edge in register.edges)
    away = [p for p in register.people.values() if p.elsewhere]

    assert kinds[Tie.ADOPTION] >= 5
    assert len(away) >= 10
    assert [p.name for p in register.people.values() if p.records > 1] == ["金小玲", "金有福"]


def test_phones_are_mobile_numbers_and_nobodys_twice(register: Population) -> None:
    phones = [p.phone for p in register.people.values() if p.phone]

    assert len(phones) == len(set(phones))
    assert all(len(phone) == 11 and phone[0] == "1" and phone.isdigit() for phone in phones)


def test_chen_yuan_was_never_in_her_fathers_booklet(register: Population) -> None:
    chain = register.chain(personas.CHEN_YUAN, personas.CHEN_GUOLIANG)
    booklet = register.booklet(personas.CHEN_YUAN, personas.CHEN_GUOLIANG)

    assert [(edge.kind, edge.a) for edge in chain] == [(Tie.PARENT_CHILD, personas.CHEN_GUOLIANG)]
    assert booklet.shared == "never"
    assert register.people[personas.CHEN_GUOLIANG].division == YOUBU


def test_chen_yuans_grandfather_is_two_edges_away_and_in_her_booklet(register: Population) -> None:
    chain = register.chain(personas.CHEN_YUAN, personas.ZHANG_DEXING)

    assert [edge.a for edge in chain] == [personas.ZHANG_YULAN, personas.ZHANG_DEXING]
    assert register.booklet(personas.CHEN_YUAN, personas.ZHANG_DEXING).shared == "now"
    assert register.people[personas.ZHANG_YULAN].division != YOUBU


def test_a_marriage_that_ended_is_no_tie(register: Population) -> None:
    chain = register.chain(personas.CHEN_GUOLIANG, personas.ZHANG_YULAN)

    assert [edge.kind for edge in chain] == [Tie.PARENT_CHILD, Tie.PARENT_CHILD]


@pytest.mark.parametrize(
    ("one", "two", "shared"),
    [
        (personas.HE_JIANING, personas.HE_JIANSHENG, "now"),
        (personas.XU_FENG, personas.TONG_YUEQIN, "past"),
        (personas.NI_AN, personas.NI_CHANGGEN, "never"),
        (personas.WU_JIAHE, personas.WU_YONGNIAN, "unknown"),
        (personas.ZHENG_HAIPING, personas.LIN_XIAOYAN, "now"),
    ],
)
def test_each_persona_has_the_booklet_of_the_story(
    register: Population, one: str, two: str, shared: str
) -> None:
    booklet = register.booklet(one, two)

    assert booklet.shared == shared


def test_fang_qing_is_near_kin_of_her_brother(residents: Residents) -> None:
    by_id = {official.userid: official for official in residents.officials}

    kin = residents.population.near_kin(personas.FANG_YUAN)

    assert by_id["fangqing"].id_number in kin
    assert by_id["zhoumin"].id_number not in kin


def test_every_official_has_kin_in_the_register(residents: Residents) -> None:
    alone = [o for o in residents.officials if not residents.population.near_kin(o.id_number)]

    assert alone == []


def test_every_office_has_two_who_approve_and_youbu_has_three(residents: Residents) -> None:
    file = tomllib.loads(officials.as_toml(residents.officials))
    grants = [(g["office"], g["role"]) for o in file["official"] for g in o["grant"]]

    approvers = Counter(office for office, role in grants if role == "approver")

    towns = {d.office: 3 if d.office == "youbu" else 2 for d in DIVISIONS}
    assert {office: approvers[office] for office in towns} == towns
    assert set(approvers.values()) <= {2, 3}
    assert {o for o, role in grants if role == "seal-keeper"} == {d.office for d in DIVISIONS}


def test_whatever_office_decides_has_a_second_who_signs_and_a_supervisor(
    residents: Residents,
) -> None:
    grants = [(office, role, o.userid) for o in residents.officials for role, office in o.grants]

    deciding = {(office, who) for office, role, who in grants if role == "approver"}
    signing = [(office, who) for office, role, who in grants if role == "countersigner"]

    assert set(signing) <= deciding
    assert {office for office, _ in signing} == {office for office, _ in deciding}
    assert {o for o, role, _ in grants if role == "supervisor"} == {o for o, _ in deciding}


def test_every_police_station_has_two_who_answer_and_he_jing_decides_nothing(
    residents: Residents,
) -> None:
    file = tomllib.loads(officials.as_toml(residents.officials))
    by_id = {official["userid"]: official for official in file["official"]}

    answering = Counter(
        grant["office"]
        for official in file["official"]
        for grant in official["grant"]
        if grant["role"] == "verifier"
    )

    police = {f"police-{d.office}": 3 if d.code == YOUBU else 2 for d in DIVISIONS}
    assert {office: answering[office] for office in police} == police
    assert by_id["hejing"]["grant"] == [{"role": "verifier", "office": "police-youbu"}]


def test_the_same_seed_makes_the_same_people(residents: Residents) -> None:
    again = as_json(invented())

    assert json.loads(again) == json.loads(as_json(residents))
