"""A promise is configured whole, or not at all; and where none may be, nothing lets one in."""

from pathlib import Path

import pytest

from casework import proofreading
from catalogue.loader import Fault, load
from domain.item import Item, ItemId, ProofRule, Way
from domain.terms import Decides, Scope
from templates.environment import Words
from tests.catalogue.conftest import Change

STATEMENT, USE, CREDIT = "items/xz-01.toml", "forms/use.toml", "credit.toml"
SHIPPED = load()
OFFERED = [
    (item, rule)
    for item in SHIPPED.items.values()
    for rule in item.proofs
    if rule.terms is not None
]
TERMS = """
[proof.terms]
content        = "您住在这里"
conditions     = ["说的是您自己的事。"]
liability      = ["不实的，撤销这份证明。"]
touches        = []
decides        = "at-once"
check_days     = 30
check_standard = "与登记一致"
check_manner   = "online"
"""

BASIS = """
[[basis]]
law     = "居住证条例"
article = "第二条"
read    = true
gist    = "公民住在这里的，可以申领居住证。"
source  = "tests"

"""


@pytest.fixture
def promise(folder: Path, change: Change) -> Path:
    """The small catalogue, where a promise may take the place of what an official saw."""
    change(STATEMENT, "approvals    = 2", "approvals    = 1")
    change(
        STATEMENT, 'ways  = ["verification"]\n', 'ways  = ["commitment", "verification"]\n' + TERMS
    )
    change(STATEMENT, "[paper]", BASIS + "[paper]")
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(Fault) as fault:
        load(folder)
    return fault.value.lines


def test_whole_terms_are_read(promise: Path) -> None:
    rule = load(promise).items[ItemId("xz-01")].proof("seen")

    assert rule is not None
    assert rule.terms is not None
    assert (rule.terms.decides, rule.terms.check_days, rule.terms.published) == (
        Decides.AT_ONCE,
        30,
        "",
    )


EXCLUDED = [
    # what is written besides; the line says why
    ("touches        = []\n", "", "terms: touches: Field required"),
    *(
        (
            "touches        = []",
            f'touches = ["{scope}"]',
            f"nobody may commit to what touches {scope}",
        )
        for scope in Scope
    ),
    ('source       = "tests"', 'source = "tests"\nminor = true', "what concerns a child"),
    ("approvals    = 1", "approvals    = 2", "what two officials decide"),
    ('family       = "statement"', 'family = "kinship"', "nobody may commit to kinship"),
    ('family       = "statement"', 'family = "designation"', "nobody may commit to designation"),
    ('level        = "town"', 'level = "police"', "what the police certify"),
    ("read    = true", "read    = false", "where no basis was read"),
]


@pytest.mark.parametrize(("old", "new", "why"), EXCLUDED)
def test_what_the_law_keeps_from_commitment_cannot_be_configured(
    promise: Path, change: Change, old: str, new: str, why: str
) -> None:
    change(STATEMENT, old, new)

    assert [line for line in faults(promise) if line.startswith("xz-01.toml: ") and why in line]


def test_nobody_commits_for_an_adoption(promise: Path, change: Change) -> None:
    change(USE, 'value = "job"', 'value = "adoption"')

    assert [line for line in faults(promise) if "xz-01" in line and "for an adoption" in line]


LACKING = [
    ('content        = "您住在这里"\n', "", "content: Field required"),
    ('content        = "您住在这里"', 'content = " "', "content: it may not be empty"),
    ('conditions     = ["说的是您自己的事。"]', "conditions = []", "conditions: at least one"),
    ('liability      = ["不实的，撤销这份证明。"]', 'liability = [""]', "liability: at least one"),
    ('decides        = "at-once"', 'decides = "soon"', "decides: "),
    ('check_manner   = "online"\n', "", "check_days: a check has days, a standard and a manner"),
    ("check_days     = 30\n", "", "check_days: a check has days, a standard and a manner"),
    ('check_manner   = "online"\n', 'check_manner = "online"\nexempt = "小事"\n', "exempt: "),
    (
        'check_manner   = "online"\n',
        'check_manner = "online"\nfilled = { day = "1" }\n',
        "no fact day",
    ),
    ('check_manner   = "online"\n', 'check_manner = "online"\nfine = 5\n', "fine: no such key"),
    (TERMS, "", "terms: who may commit does so on some, and nobody else"),
    ('["commitment", "verification"]', '["verification"]', "terms: who may commit"),
    ('["commitment", "verification"]', '["verification", "commitment"]', "ways: "),
    ('["commitment", "verification"]', '["commitment"]', "ways: "),
]


@pytest.mark.parametrize(("old", "new", "why"), LACKING)
def test_terms_that_are_not_whole_do_not_load(
    promise: Path, change: Change, old: str, new: str, why: str
) -> None:
    change(STATEMENT, old, new)

    assert [line for line in faults(promise) if line.startswith("xz-01.toml: ") and why in line]


OWNED = 'kind  = "document"\nowner = "civil-affairs"\nasks  = "是不是？"\n'


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        (OWNED.replace("civil-affairs", "stars"), "proof seen: owner: there is no stars"),
        (OWNED.replace("civil-affairs", "police"), "proof seen: owner: there is no police"),
        (OWNED.replace("civil-affairs", "department"), "owner: there is no department"),
        (OWNED.replace('asks  = "是不是？"\n', ""), "proof seen: asks: "),
        (OWNED.replace('owner = "civil-affairs"\n', ""), "proof seen: asks: "),
        (OWNED.replace("civil-affairs", "town"), "owner: who issues it does not ask itself"),
        (OWNED + "answer_days = 0\n", "proof seen: answer_days: "),
        (OWNED + "convertible = true\n", "proof seen: terms: who may commit"),
        ('kind  = "document"\nconvertible = true\n', "proof seen: convertible: "),
    ],
)
def test_who_is_asked_for_a_fact_is_there_and_is_asked_something(
    folder: Path, change: Change, kept: str, why: str
) -> None:
    change(STATEMENT, 'kind  = "document"\n', kept)

    assert [line for line in faults(folder) if why in line]


@pytest.mark.parametrize("owner", ["village", "civil-affairs"])
def test_an_owner_that_is_there_may_be_asked(folder: Path, change: Change, owner: str) -> None:
    change(STATEMENT, 'kind  = "document"\n', OWNED.replace("civil-affairs", owner))

    rule = load(folder).items[ItemId("xz-01")].proof("seen")

    assert rule is not None
    assert (rule.owner, rule.answer_days) == (owner, 2)


@pytest.mark.parametrize(
    ("key", "sentence", "fault"),
    [
        ("asks  = ", "{{ applicant.name }}是不是？{{ moon }}", "proof seen asks: there is no moon"),
        (
            "asks  = ",
            "{{ applicant.id_number }}？",
            "proof seen asks: there is no applicant.id_number",
        ),
        ("asks  = ", "{{ 1 / 0 }}", "proof seen asks: "),
        ("asks  = ", "{{ applicant.__class__ }}", "proof seen asks: "),
    ],
)
def test_a_question_that_cannot_be_said_is_found(
    folder: Path, change: Change, key: str, sentence: str, fault: str
) -> None:
    change(STATEMENT, 'kind  = "document"\n', OWNED.replace("是不是？", sentence))

    found = proofreading.faults(load(folder), Words())

    assert [line for line in found if fault in line]


def test_what_stands_in_terms_names_no_facts(promise: Path, change: Change) -> None:
    change(STATEMENT, "不实的，撤销这份证明。", "{{ applicant.name }}承担。")

    found = proofreading.faults(load(promise), Words())

    assert found == ["xz-01.toml: proof seen terms.liability 1: it can name no facts"]


CREDITS = [
    ("objection_days = 5\n", "", "objection_days: it may not be missing"),
    ("objection_days = 5", "objection_days = 0", "objection_days: "),
    ('bars           = ["serious"]', 'bars = ["grave"]', "bars."),
    ('organ          = "civil-affairs"', 'organ = "stars"', "organ: there is no stars"),
    ('source         = "credit"', 'source = "stars"', "source: there is no stars"),
    ('question       = "standing"', 'question = "fame"', "question: credit knows no fame"),
    ("minor   = 3\n", "", "months: minor: "),
    ("minor   = 3", "minor   = 0", "months: minor: "),
    ("minor   = 3", 'minor   = 3\nfines = "all"', "months"),
]


@pytest.mark.parametrize(("old", "new", "why"), CREDITS)
def test_rules_of_credit_that_are_not_whole_do_not_load(
    folder: Path, change: Change, old: str, new: str, why: str
) -> None:
    change(CREDIT, old, new)

    assert [line for line in faults(folder) if line.startswith(CREDIT) and why in line]


def test_a_catalogue_without_rules_of_credit_does_not_load(folder: Path) -> None:
    (folder / CREDIT).unlink()

    assert [line for line in faults(folder) if line.startswith(CREDIT)]


def test_every_time_of_deciding_is_shown_by_an_item_that_is_shipped() -> None:
    assert {item.id for item, _ in OFFERED} >= {"qs-15", "qs-16", "qs-17", "qs-18"}
    assert {rule.terms.decides for _, rule in OFFERED if rule.terms} == set(Decides)


@pytest.mark.parametrize(("item", "rule"), OFFERED, ids=lambda each: each.id)
def test_what_is_shipped_says_what_was_not_verified_and_publishes_nothing(
    item: Item, rule: ProofRule
) -> None:
    assert rule.terms is not None
    assert "terms" in item.unverified
    assert rule.terms.published == ""
    assert rule.terms.touches == ()
    assert item.law != ()
    assert rule.convertible or rule.ways[-2:] == (Way.COMMITMENT, Way.VERIFICATION)
