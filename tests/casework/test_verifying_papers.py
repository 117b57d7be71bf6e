"""What a paper says that rests on the answer of the office that owns the fact."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casework import wording
from casework.verifying_owners import ANSWERED
from casework.wording_kinship import kinship_sheet
from domain.application import Application
from domain.certificate import Sheet
from domain.item import ItemId, Way
from domain.proof import Outcome, Proof
from tests.support.desks import CHEN, Town
from tests.support.paper_cases import case_of

ANSWERED_AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
NUMBER = "HY-20261124-0007"


def resting(town: Town, item: str, proof: str, owner: str) -> Application:
    """A case one of whose proofs stands by the answer of its owner."""
    made = case_of(town.desk, town.desk.catalogue.item(ItemId(item)))

    def answered(known: Proof) -> Proof:
        facts = {ANSWERED: "verification-1", **known.facts}
        source = (owner, ANSWERED_AT, NUMBER)
        return Proof(known.id, Outcome.HOLDS, Way.VERIFICATION, *source, facts)

    proofs = tuple(answered(p) if p.id == proof else p for p in made.proofs)
    return replace(made, proofs=proofs)


def sheet(town: Town, case: Application) -> Sheet:
    kinship = case.item == "qs-01"
    words = kinship_sheet if kinship else wording.sheet_of
    return words(
        town.desk,
        case,
        applicant=CHEN,
        valid_to=date(2027, 2, 22),
        url="https://xiangliban.example/v/TOKEN",
        code="7K3M-9QTD-2XWH",
    )


async def test_a_record_that_its_owner_confirmed_claims_no_query(town: Town) -> None:
    page = sheet(town, resting(town, "wj-03", "record", "health"))

    assert page.closing[0] == (
        f"以上是兰溪市卫生健康局2026年11月25日答复（{NUMBER}号）所得；其中没有写明的，本证明不作说明。"
    )
    assert page.rows[2] == ("登记编号", "330781-2025-000631")


async def test_of_several_proofs_the_paper_says_which_one_was_answered(town: Town) -> None:
    page = sheet(town, resting(town, "xz-02", "home", "police-youbu"))

    assert page.closing[0].endswith(
        f"其中“户口在本镇（街道）”一项，由兰溪市公安局游埠派出所于2026年11月25日答复（{NUMBER}号）。"
    )


async def test_kinship_by_the_stations_word_names_the_station_and_the_question(
    town: Town,
) -> None:
    case = resting(town, "qs-01", "kinship", "police-youbu")
    bare = replace(case.proofs[0], facts={ANSWERED: "verification-1"})

    page = sheet(town, replace(case, proofs=(bare, *case.proofs[1:])))

    assert page.opening[0].startswith("兰溪市公安局游埠派出所答复：陈国樑是陈媛的")
    assert page.closing[0] == (
        f"以上是本机关向兰溪市公安局游埠派出所核验（{NUMBER}号，2026年11月25日答复）所得；"
        "答复没有写明的，本证明不作说明。"
    )


@pytest.mark.parametrize("item", ["wj-03", "xz-02", "qs-01"])
async def test_a_paper_by_the_owners_word_can_be_pressed(town: Town, item: str) -> None:
    proof = {"wj-03": "record", "xz-02": "home", "qs-01": "kinship"}[item]

    page = sheet(town, resting(town, item, proof, "police-youbu"))

    assert all("\n" not in line for line in page.closing)
