import asyncio
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import make_mocked_request

from casework import enrolling
from casework.desk import Desk
from domain.errors import InProgress
from handlers.api import Nothing
from handlers.idempotency import held
from handlers.keys import CALLER
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.citizens import ANSWERS, Citizen, neighbour, proved, stranger
from tests.handlers.conftest import Knocker

BODY = {"item": "qs-01", "answers": ANSWERS}


@pytest.fixture
async def citizen(desk: Desk, door: Knocker) -> Citizen:
    return await proved(desk, door)


async def slug(answer: ClientResponse) -> tuple[int, str]:
    return answer.status, (await answer.json())["type"].removeprefix("/problems/")


async def pointers(answer: ClientResponse) -> list[tuple[str, str]]:
    return [(each["pointer"], each["code"]) for each in (await answer.json())["errors"]]


def etag(case: Any) -> str:
    return f'"{case["etag"]}"'


async def test_an_item_tells_its_form_as_data(citizen: Citizen) -> None:
    listed = await (await citizen.ask("GET", "items")).json()
    item = await (await citizen.ask("GET", "items/qs-01")).json()

    asked = {field["id"]: field for field in item["fields"]}
    assert {"qs-01", "qs-03"} <= {each["id"] for each in listed["items"]}
    assert asked["head"]["when"] == {"booklet": ["now"]}
    assert [c["value"] for c in asked["kin"]["choices"] if c["item"] == "qs-02"] == ["spouse"]


async def test_an_item_that_is_not_there_is_not_found(citizen: Citizen) -> None:
    assert await slug(await citizen.ask("GET", "items/qs-99")) == (404, "not-found")
    assert await slug(await citizen.ask("POST", "applications", {"item": "qs-99"})) == (
        404,
        "not-found",
    )


async def test_who_has_proved_nothing_may_not_apply(desk: Desk, door: Knocker) -> None:
    nobody = await stranger(desk, door)

    assert await slug(await nobody.ask("POST", "applications", BODY)) == (403, "forbidden")
    assert (await (await nobody.ask("GET", "applications")).json())["applications"] == []


async def test_numbers_of_id_cards_are_not_told_again(citizen: Citizen) -> None:
    case = await citizen.begins(**ANSWERS)

    assert case["answers"]["relative_id"] == "3307**********1019"


async def test_an_answer_may_lead_to_another_item(citizen: Citizen) -> None:
    case = await citizen.begins(kin="sibling", relation="elder-brother")

    assert (case["item"], case["open"][0]) == ("qs-03", "booklet")


async def test_a_person_fills_in_one_application_at_a_time(citizen: Citizen) -> None:
    first = await citizen.begins(kin="parent")

    second = await citizen.ask("POST", "applications", BODY)

    assert await slug(second) == (409, "state-conflict")
    assert (await second.json())["case"] == first["id"]


async def test_everything_that_does_not_fit_is_told_at_once(citizen: Citizen) -> None:
    wrong = {
        "kin": "parent",
        "relation": "grandson",
        "booklet": "never",
        "purpose_text": "没有问",
        "relative_id": "330781196602091018",
        "relative_name": "x1",
        "shoe_size": "41",
    }

    answer = await citizen.ask("POST", "applications", {"item": "qs-01", "answers": wrong})

    assert await slug(answer) == (422, "validation")
    assert await pointers(answer) == [
        ("/answers/relation", "no-such-choice"),
        ("/answers/relative_name", "name-char"),
        ("/answers/relative_id", "id-checksum"),
        ("/answers/purpose_text", "not-asked"),
        ("/answers/shoe_size", "not-asked"),
    ]
    assert (await (await citizen.ask("GET", "applications")).json())["applications"] == []


async def test_one_wrong_answer_keeps_the_name_of_its_rule(citizen: Citizen) -> None:
    asked = {"kin": "parent", "relation": "father", "booklet": "never"}
    wrong = {**asked, "relative_id": "330781196602091018"}

    answer = await citizen.ask("POST", "applications", {"item": "qs-01", "answers": wrong})

    assert await slug(answer) == (422, "id-checksum")
    assert await pointers(answer) == [("/answers/relative_id", "id-checksum")]


@pytest.mark.parametrize(
    ("answers", "item"),
    [
        ({"kin": "spouse"}, "qs-02"),
        ({"kin": "parent", "relation": "father", "booklet": "now", "head": "self"}, "qs-11"),
        (
            {"booklet": "past", "booklet_place": "游埠镇", "relation": "father", "kin": "parent"},
            "ga-03",
        ),
    ],
)
async def test_answers_lead_to_the_item_that_fits_as_in_chat(
    citizen: Citizen, answers: dict[str, str], item: str
) -> None:
    case = await citizen.begins(**answers)

    assert case["item"] == item
    assert case["open"][0] == "purpose"


async def test_what_is_not_asked_yet_is_not_taken(citizen: Citizen) -> None:
    body = {"item": "qs-01", "answers": {"booklet": "now", "head": "self"}}

    answer = await citizen.ask("POST", "applications", body)

    assert await slug(answer) == (422, "validation")


async def test_a_change_says_from_which_version_it_was_made(citizen: Citizen) -> None:
    case = await citizen.begins(kin="parent")
    path, more = f"applications/{case['id']}", {"answers": {"relation": "father"}}

    without = await citizen.ask("PATCH", path, more)
    star = await citizen.ask("PATCH", path, more, If_Match="*")
    weak = await citizen.ask("PATCH", path, more, If_Match=f"W/{etag(case)}")
    right = await citizen.ask("PATCH", path, more, If_Match=etag(case))
    stale = await citizen.ask("PATCH", path, more, If_Match=etag(case))

    assert await slug(without) == (428, "precondition-required")
    assert await slug(star) == await slug(weak) == (412, "precondition-failed")
    assert (right.status, right.headers["ETag"] != etag(case)) == (200, True)
    assert await slug(stale) == (412, "precondition-failed")


async def test_of_two_changes_at_once_one_is_made(citizen: Citizen) -> None:
    case = await citizen.begins(kin="parent")
    path = f"applications/{case['id']}"

    answers = await asyncio.gather(
        *(
            citizen.ask("PATCH", path, {"answers": {"relation": who}}, If_Match=etag(case))
            for who in ("father", "mother") * 5
        )
    )

    assert sorted(each.status for each in answers) == [200] + [412] * 9


async def test_what_is_known_is_not_sent_again(citizen: Citizen) -> None:
    case = await citizen.begins(kin="parent")
    path = f"applications/{case['id']}"

    known = await citizen.ask("GET", path, If_None_Match=etag(case))
    other = await citizen.ask("GET", path, If_None_Match='"other"')
    item = await citizen.ask("GET", "items/qs-01")
    again = await citizen.ask("GET", "items/qs-01", If_None_Match=item.headers["ETag"])

    assert (known.status, await known.read()) == (304, b"")
    assert known.headers["ETag"] == other.headers["ETag"] == etag(case)
    assert (other.status, again.status) == (200, 304)


async def test_open_questions_keep_a_case_from_being_handed_in(citizen: Citizen) -> None:
    case = await citizen.begins(kin="parent", relation="father", booklet="never", purpose="job")

    answer = await citizen.ask("POST", f"applications/{case['id']}/submission")

    assert await slug(answer) == (422, "validation")
    assert [pointer for pointer, _ in await pointers(answer)] == [
        "/answers/use_unit",
        "/answers/relative_name",
        "/answers/relative_id",
        "/answers/more_relative",
        "/answers/relative_place",
    ]


async def test_a_case_with_the_office_is_not_handed_in_again(citizen: Citizen) -> None:
    case = await citizen.begins(**ANSWERS)
    path = f"applications/{case['id']}"
    filed = await (await citizen.ask("POST", f"{path}/submission")).json()

    again = await citizen.ask("POST", f"{path}/submission")

    assert filed["number"].startswith("YB-")
    assert await slug(again) == (409, "state-conflict")


async def test_a_case_with_the_office_is_changed_in_one_step(citizen: Citizen) -> None:
    case = await citizen.begins(**ANSWERS)
    path = f"applications/{case['id']}"
    filed = await (await citizen.ask("POST", f"{path}/submission")).json()
    more = {"answers": {"use_unit": "别的公司"}}

    changed = await citizen.ask("PATCH", path, more, If_Match=etag(filed))
    stale = await citizen.ask("PATCH", path, more, If_Match=etag(filed))

    now = await changed.json()
    assert (changed.status, now["state"], now["number"]) == (200, "proving", filed["number"])
    assert now["answers"]["use_unit"] == "别的公司"
    assert (now["waiting_for"], now["changes"]) == ([], None)
    assert await slug(stale) == (412, "precondition-failed")


async def test_a_change_that_leaves_a_question_open_changes_nothing(citizen: Citizen) -> None:
    case = await citizen.begins(**ANSWERS)
    path = f"applications/{case['id']}"
    filed = await (await citizen.ask("POST", f"{path}/submission")).json()
    more = {"answers": {"relation": "mother"}}

    answer = await citizen.ask("PATCH", path, more, If_Match=etag(filed))

    assert await slug(answer) == (422, "validation")
    assert await (await citizen.ask("GET", path)).json() == filed


async def test_the_same_request_is_not_taken_twice(citizen: Citizen) -> None:
    first = await citizen.begins(**ANSWERS)
    await citizen.ask("POST", f"applications/{first['id']}/submission")
    second = await citizen.begins(**ANSWERS)

    answer = await citizen.ask("POST", f"applications/{second['id']}/submission")

    assert await slug(answer) == (409, "duplicate-application")
    assert (await answer.json())["case"] == first["id"]


async def test_what_was_handed_in_can_be_taken_back(citizen: Citizen) -> None:
    case = await citizen.begins(**ANSWERS)
    path = f"applications/{case['id']}"
    await citizen.ask("POST", f"{path}/submission")

    taken = await citizen.ask("POST", f"{path}/withdrawal")
    again = await citizen.ask("POST", f"{path}/withdrawal")

    assert (taken.status, (await taken.json())["state"]) == (200, "withdrawn")
    assert await slug(again) == (409, "state-conflict")


async def test_a_draft_that_is_taken_back_is_gone(citizen: Citizen) -> None:
    case = await citizen.begins(kin="parent")
    path = f"applications/{case['id']}"

    taken = await citizen.ask("POST", f"{path}/withdrawal", {})

    assert (taken.status, (await taken.json())["state"]) == (200, "withdrawn")
    assert await slug(await citizen.ask("GET", path)) == (404, "not-found")


async def test_lists_are_read_page_by_page(citizen: Citizen) -> None:
    made = []
    for _ in range(5):
        case = await citizen.begins(**ANSWERS)
        await citizen.ask("POST", f"applications/{case['id']}/submission")
        await citizen.ask("POST", f"applications/{case['id']}/withdrawal")
        made.append(case["id"])

    seen, path = [], "applications?limit=2"
    while path:
        page = await citizen.ask("GET", path)
        told = await page.json()
        seen.append([case["id"] for case in told["applications"]])
        link = page.headers.get("Link", "")
        path = link.removesuffix('>; rel="next"').removeprefix("</api/v1/")
        assert (told["next"] is None) == (not link)

    assert seen == [made[:2:-1], made[2:0:-1], made[:1]]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "cursor=!!", "cursor=%C3%BC", "page=2", "limit="]
)
async def test_a_query_of_another_shape_is_refused(citizen: Citizen, query: str) -> None:
    assert await slug(await citizen.ask("GET", f"applications?{query}")) == (422, "validation")


async def test_somebody_elses_case_is_not_found_and_the_attempt_is_written_down(
    desk: Desk, door: Knocker, citizen: Citizen
) -> None:
    case, other = await citizen.begins(**ANSWERS), await neighbour(desk, door)
    path = f"applications/{case['id']}"

    answers = [
        await other.ask("GET", path),
        await other.ask("GET", f"{path}/certificate"),
        await other.ask("PATCH", path, {"answers": {}}, If_Match=etag(case)),
        await other.ask("POST", f"{path}/submission"),
        await other.ask("POST", f"{path}/withdrawal"),
    ]

    entries = await desk.db.read(lambda tx: tx.journal.of_case(case["id"]))
    assert [await slug(each) for each in answers] == [(404, "not-found")] * 5
    assert [each.kind for each in entries].count("attempt-refused") == 5


async def test_the_certificate_is_a_file_with_a_name(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)
    citizen = await proved(desk, door)

    told = await (await citizen.ask("GET", f"applications/{story.CASE}")).json()
    file = await citizen.ask("GET", f"applications/{story.CASE}/certificate")

    assert (told["state"], told["certificate"]["number"]) == ("issued", story.NUMBER)
    assert (file.content_type, await file.read()) == ("application/pdf", story.PDF)
    assert "filename*=UTF-8''" in file.headers["Content-Disposition"]


async def test_before_it_is_issued_there_is_no_certificate(citizen: Citizen) -> None:
    case = await citizen.begins(**ANSWERS)

    answer = await citizen.ask("GET", f"applications/{case['id']}/certificate")

    assert await slug(answer) == (404, "not-found")


async def test_a_program_hears_the_language_that_it_asks_for(citizen: Citizen) -> None:
    english = await citizen.ask("GET", "applications/nobody", Accept_Language="en-GB,zh;q=0.5")
    chinese = await citizen.ask("GET", "applications/nobody", Accept_Language="zh-CN")

    assert (await english.json())["detail"].startswith("We could not find")
    assert (await chinese.json())["detail"].startswith("没有查到")


# Idempotency keys.


async def test_a_repetition_gets_the_first_answer_again(citizen: Citizen) -> None:
    first = await citizen.ask("POST", "applications", BODY, Idempotency_Key="k")
    case = await first.json()
    path = f"applications/{case['id']}"
    filed = await citizen.ask("POST", f"{path}/submission", Idempotency_Key="k")

    again = await citizen.ask("POST", "applications", BODY, Idempotency_Key="k")
    filed_again = await citizen.ask("POST", f"{path}/submission", Idempotency_Key="k")

    assert (again.status, await again.json(), again.headers["ETag"]) == (201, case, etag(case))
    assert await filed_again.json() == await filed.json()


async def test_the_order_of_a_bodys_names_makes_no_other_request(citizen: Citizen) -> None:
    first = await citizen.ask("POST", "applications", BODY, Idempotency_Key="k")
    turned = {"answers": dict(reversed(ANSWERS.items())), "item": "qs-01"}

    again = await citizen.ask("POST", "applications", turned, Idempotency_Key="k")

    assert await again.json() == await first.json()


async def test_a_key_is_not_used_for_two_things(citizen: Citizen) -> None:
    await citizen.ask("POST", "applications", BODY, Idempotency_Key="k")

    other = {**BODY, "answers": {"kin": "child"}}
    answer = await citizen.ask("POST", "applications", other, Idempotency_Key="k")

    assert await slug(answer) == (409, "idempotency-key-reused")


async def test_keys_of_different_people_never_meet(desk: Desk, door: Knocker) -> None:
    hers, his = await proved(desk, door), await neighbour(desk, door)

    first = await hers.ask("POST", "applications", BODY, Idempotency_Key="k")
    second = await his.ask("POST", "applications", {"item": "qs-01"}, Idempotency_Key="k")

    assert (first.status, second.status) == (201, 201)
    assert (await first.json())["id"] != (await second.json())["id"]


async def test_what_was_refused_may_be_tried_again_under_its_key(citizen: Citizen) -> None:
    case = await citizen.begins(kin="parent")
    path = f"applications/{case['id']}"
    early = await citizen.ask("POST", f"{path}/submission", Idempotency_Key="k")
    more = {"answers": ANSWERS}
    await citizen.ask("PATCH", path, more, If_Match=etag(case))

    late = await citizen.ask("POST", f"{path}/submission", Idempotency_Key="k")

    assert (early.status, late.status) == (422, 200)


async def test_twenty_equal_requests_at_once_have_one_effect(desk: Desk, citizen: Citizen) -> None:
    answers = await asyncio.gather(
        *(citizen.ask("POST", "applications", BODY, Idempotency_Key="k") for _ in range(20))
    )

    made = [await each.json() for each in answers if each.status == 201]
    others = {await slug(each) for each in answers if each.status != 201}
    assert len({case["id"] for case in made}) == 1
    assert others <= {(409, "in-progress")}
    assert await desk.db.read(_how_many) == 1


async def test_the_same_key_is_not_run_twice_at_once(desk: Desk, door: Knocker) -> None:
    citizen = await proved(desk, door)
    caller = await enrolling.caller(desk, citizen.bearer)
    first, second = (
        make_mocked_request("POST", "/x", headers={"Idempotency-Key": "k"}, app=door.app)
        for _ in range(2)
    )
    first[CALLER] = second[CALLER] = caller

    async with held(first, Nothing()):
        with pytest.raises(InProgress):
            async with held(second, Nothing()):
                pass
    async with held(second, Nothing()):
        pass


def _how_many(tx: Transaction) -> int:
    row = tx.row("SELECT count(*) AS n FROM applications", {})
    assert row is not None
    return int(row["n"])


@pytest.mark.parametrize("key", ["", "a b", "ü", "k" * 129])
async def test_what_is_no_key_is_malformed(citizen: Citizen, key: str) -> None:
    answer = await citizen.ask("POST", "applications", BODY, Idempotency_Key=key)

    assert await slug(answer) == (400, "validation")
