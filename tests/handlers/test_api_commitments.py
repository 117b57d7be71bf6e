"""Promises by the API: told word for word, taken up, signed once, refused, taken back."""

from typing import Any

import pytest

from casework import promising_paper
from casework.desk import Desk
from domain.post import Job
from tests.handlers.citizens import Citizen, neighbour, proved
from tests.handlers.conftest import Knocker, Open
from tests.handlers.promised import answering, found_false, kept, offered
from tests.handlers.test_api_applications import pointers, slug
from tests.support.promised import CASE, DRAWN, PROOF, SAID

ALL = f"applications/{CASE}/commitments"
ONE = f"{ALL}/{PROOF}"
SIGN = f"applications/{CASE}/commitment"
SIGNED = {"proof": PROOF, "facts": {}, "signature": DRAWN, "confirmed": True}


@pytest.fixture
async def told(desk: Desk) -> Desk:
    answers = answering(desk)
    await offered(answers)
    return answers


@pytest.fixture
async def door_of_it(told: Desk, doors: Open) -> Knocker:
    return await doors(told)


@pytest.fixture
async def citizen(told: Desk, door_of_it: Knocker) -> Citizen:
    return await proved(told, door_of_it)


async def only(citizen: Citizen) -> Any:
    (one,) = (await (await citizen.ask("GET", ALL)).json())["commitments"]
    return one


async def test_what_is_offered_is_told_word_for_word(citizen: Citizen) -> None:
    one = await only(citizen)

    assert (one["stage"], one["may"]) == ("offered", ["take-up", "decline"])
    assert [point["head"] for point in one["notice"]][:2] == ["依据。", "自愿。"]
    assert one["promise"][-1] == "以上是我本人的真实意思，由我本人签名。"
    assert one["said"][1]["text"] == SAID
    assert one["fields"] == []


async def test_a_promise_is_taken_up_and_signed_and_its_letter_fetched(
    told: Desk, citizen: Citizen
) -> None:
    cleared = await (await citizen.ask("POST", f"{ONE}/clearance")).json()
    signed = await citizen.ask("POST", SIGN, SIGNED)
    early = await citizen.ask("GET", f"{ONE}/letter")
    await press(told)
    letter = await citizen.ask("GET", f"{ONE}/letter")

    assert cleared["stage"] == "cleared"
    assert (signed.status, (await signed.json())["stage"]) == (201, "signed")
    assert early.status == 404
    assert letter.content_type == "application/pdf"
    assert (await letter.read()).startswith(b"%PDF")


async def press(desk: Desk) -> None:
    commitment = await kept(desk)
    ids = {"case": str(CASE), "commitment": str(commitment.id)}
    job = Job("job", "promise", "lane", ids, attempts=1, created_at=commitment.offered_at)
    await promising_paper.press_promise(desk, job)


async def test_a_signature_that_is_sent_again_is_one_signature(citizen: Citizen) -> None:
    await citizen.ask("POST", f"{ONE}/clearance")

    first = await citizen.ask("POST", SIGN, SIGNED, Idempotency_Key="k-1")
    again = await citizen.ask("POST", SIGN, SIGNED, Idempotency_Key="k-1")
    other = await citizen.ask("POST", SIGN, {**SIGNED, "confirmed": False}, Idempotency_Key="k-1")

    assert (first.status, again.status) == (201, 201)
    assert (await first.json())["number"] == (await again.json())["number"]
    assert await slug(other) == (409, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"confirmed": False}, ("/confirmed", "not-agreed")),
        ({"signature": ""}, ("/signature", "signature-empty")),
        ({"signature": "[[[1.5,2],[900,300]]]"}, ("/signature", "signature-shape")),
        ({"facts": {"amount": "1"}}, ("/facts/amount", "not-asked")),
    ],
)
async def test_a_signature_that_is_not_whole_is_refused_and_says_where(
    told: Desk, citizen: Citizen, changed: dict[str, Any], place: tuple[str, str]
) -> None:
    await citizen.ask("POST", f"{ONE}/clearance")

    refused = await citizen.ask("POST", SIGN, {**SIGNED, **changed})

    assert await slug(refused) == (422, "validation")
    assert await pointers(refused) == [place]
    assert (await kept(told)).stage == "cleared"


async def test_nothing_is_signed_before_credit_was_looked_at(told: Desk, citizen: Citizen) -> None:
    refused = await citizen.ask("POST", SIGN, SIGNED)

    assert await slug(refused) == (409, "state-conflict")
    assert (await kept(told)).stage == "offered"


async def test_a_finding_that_comes_between_is_told_in_words(told: Desk, citizen: Citizen) -> None:
    await citizen.ask("POST", f"{ONE}/clearance")
    await found_false(told)

    refused = await citizen.ask("POST", SIGN, SIGNED)

    assert await slug(refused) == (409, "credit-blocked")
    assert "按老办法照样能办" in (await refused.json())["detail"]
    barred = await only(citizen)
    assert (barred["stage"], barred["credit"]["level"]) == ("barred", "general")


async def test_the_ordinary_way_is_chosen_once_and_for_all(told: Desk, citizen: Citizen) -> None:
    declined = await (await citizen.ask("POST", f"{ONE}/refusal")).json()
    late = await citizen.ask("POST", f"{ONE}/clearance")

    assert (declined["stage"], declined["may"]) == ("declined", [])
    assert late.status == 409


async def test_a_promise_is_taken_back_before_the_decision(told: Desk, citizen: Citizen) -> None:
    await citizen.ask("POST", f"{ONE}/clearance")
    await citizen.ask("POST", SIGN, SIGNED)

    back = await (await citizen.ask("POST", f"{ONE}/withdrawal")).json()

    assert back["stage"] == "withdrawn"
    assert (await kept(told)).ended_at is not None


async def test_nobody_signs_for_her(told: Desk, door_of_it: Knocker, citizen: Citizen) -> None:
    await citizen.ask("POST", f"{ONE}/clearance")
    other = await neighbour(told, door_of_it)

    tried = [
        await other.ask("POST", SIGN, SIGNED),
        await other.ask("GET", ALL),
        await other.ask("GET", f"{ONE}/letter"),
        await other.ask("POST", f"{ONE}/withdrawal"),
    ]

    assert [await slug(answer) for answer in tried] == [(404, "not-found")] * 4
    assert (await kept(told)).stage == "cleared"
