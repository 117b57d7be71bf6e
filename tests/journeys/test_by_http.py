"""The story of the main job without a word of chat; and half of it by each door."""

import asyncio
from hashlib import sha256

from domain.states import State
from tests.journeys.calling import FATHER, FIRST_HALF, SECOND_HALF, holding, program_of
from tests.journeys.parts import FATHER as FATHER_IN_CHAT
from tests.journeys.stagecraft import Stage


async def test_the_whole_story_by_http_alone(stage: Stage) -> None:
    citizen = await program_of(stage, "chenyuan")

    begun = await citizen.ask("POST", "applications", {"item": "qs-01", "answers": dict(FATHER)})
    case = begun.body["id"]
    filed = await citizen.ask("POST", f"applications/{case}/submission")
    stage.numbers["chenyuan"] = filed.body["number"]
    await stage.settle()
    await stage.approved("chenyuan")
    issued = await citizen.ask("GET", f"applications/{case}")
    pdf = await citizen.ask("GET", f"applications/{case}/certificate")
    paper = issued.body["certificate"]

    assert (begun.status, begun.body["state"], begun.body["open"]) == (201, "draft", [])
    assert (filed.status, filed.body["state"]) == (200, "submitted")
    assert (issued.body["state"], paper["revoked_at"]) == ("issued", None)
    assert (pdf.headers["Content-Type"], pdf.body[:5]) == ("application/pdf", b"%PDF-")
    assert sha256(pdf.body).hexdigest() == paper["sha256"]


async def test_the_employer_checks_the_file_itself(stage: Stage) -> None:
    await stage.issued("chenyuan", FATHER_IN_CHAT)
    pdf = await stage.pdf("chenyuan")
    stranger = await holding(stage, "fangyuan")
    url, headers = f"{stage.sim.product}/api/v1/checks", {"Content-Type": "application/pdf"}

    true = await (await stranger.session.post(url, data=pdf, headers=headers)).json()
    bent = pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    assert bent != pdf
    changed = await (await stranger.session.post(url, data=bent, headers=headers)).json()
    other = await (await stranger.session.post(url, data=b"%PDF-1.7", headers=headers)).json()

    assert [true[each] for each in ("content", "issuer", "status", "verdict")] == [
        "unchanged",
        "ours",
        "in_force",
        "in_force",
    ]
    assert true["paper"]["parties"][0]["name"] == "陈*"
    assert changed["verdict"] == "altered"
    assert (other["verdict"], other["issuer"], other["paper"]) == ("unknown", "not_ours", None)


async def test_a_revoked_paper_is_whole_and_ours_and_not_in_force(stage: Stage) -> None:
    await stage.issued("chenyuan", FATHER_IN_CHAT)
    pdf = await stage.pdf("chenyuan")
    browser, page = await stage.opened("chenyuan", "xuliqun")
    assert page.status == 200
    case = await stage.case("chenyuan")
    await browser.post(f"/desk/cases/{case.id}/revocation", {"reason": "登记有误"})
    stranger = await holding(stage, "fangyuan")

    url, headers = f"{stage.sim.product}/api/v1/checks", {"Content-Type": "application/pdf"}
    told = await (await stranger.session.post(url, data=pdf, headers=headers)).json()

    assert (told["content"], told["issuer"], told["status"]) == ("unchanged", "ours", "revoked")


async def test_begun_in_chat_and_ended_by_http(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER_IN_CHAT[:4])
    citizen = await holding(stage, "chenyuan")

    [draft] = (await citizen.ask("GET", "applications")).body["applications"]
    match = f'"{draft["etag"]}"'
    path = f"applications/{draft['id']}"
    amended = await citizen.ask("PATCH", path, {"answers": SECOND_HALF}, If_Match=match)
    filed = await citizen.ask("POST", f"{path}/submission")
    stage.numbers["chenyuan"] = filed.body["number"]
    await stage.settle()

    assert draft["answers"] == FIRST_HALF
    assert amended.body["answers"]["relative_id"] == "3307**********1019"
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_begun_by_http_and_ended_in_chat(stage: Stage) -> None:
    citizen = await program_of(stage, "chenyuan")
    await citizen.ask("POST", "applications", {"item": "qs-01", "answers": FIRST_HALF})
    link = await stage.say("chenyuan", "亲属关系证明")
    await stage.sim.enrol("chenyuan", link)
    await stage.settle()

    await stage.handed_in("chenyuan", FATHER_IN_CHAT[4:])

    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_both_doors_lead_to_the_same_answer(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", "配偶")
    citizen = await holding(stage, "chenyuan")

    [by_chat] = (await citizen.ask("GET", "applications")).body["applications"]
    path, match = f"applications/{by_chat['id']}", f'"{by_chat["etag"]}"'
    kin = {"answers": {"kin": "parent"}}
    back = await citizen.ask("PATCH", path, kin, If_Match=match)
    kin, match = {"answers": {"kin": "spouse"}}, f'"{back.body["etag"]}"'
    by_http = await citizen.ask("PATCH", path, kin, If_Match=match)

    assert (by_chat["item"], back.body["item"]) == ("qs-02", "qs-01")
    told = ("item", "answers", "open")
    assert {name: by_http.body[name] for name in told} == {name: by_chat[name] for name in told}


async def test_a_returned_case_is_corrected_by_http(stage: Stage) -> None:
    citizen = await program_of(stage, "chenyuan")
    begun = await citizen.ask("POST", "applications", {"item": "qs-01", "answers": dict(FATHER)})
    path = f"applications/{begun.body['id']}"
    filed = await citizen.ask("POST", f"{path}/submission")
    stage.numbers["chenyuan"] = filed.body["number"]
    await stage.settle()
    browser, _ = await stage.opened("chenyuan", "xuliqun")
    ask = {"field": "use_unit", "why-use_unit": "单位名称不全。"}
    await browser.post(f"/desk/cases/{begun.body['id']}/return", ask)

    returned = await citizen.ask("GET", path)
    match = returned.headers["ETag"]
    unit = {"answers": {"use_unit": "深圳澜桥电子有限公司南山分公司"}}
    await citizen.ask("PATCH", path, unit, If_Match=match)
    again = await citizen.ask("POST", f"{path}/submission")

    assert (returned.body["state"], returned.body["asks"][0]["field"]) == ("returned", "use_unit")
    assert returned.body["open"] == ["use_unit"]
    assert (again.status, again.body["state"]) == (200, "submitted")


async def test_twenty_equal_posts_at_once_have_one_effect(stage: Stage) -> None:
    citizen = await program_of(stage, "chenyuan")
    before = await stage.rows()
    body = {"item": "qs-01", "answers": dict(FATHER)}

    answers = await asyncio.gather(
        *(citizen.ask("POST", "applications", body, Idempotency_Key="k-1") for _ in range(20))
    )
    later = await citizen.ask("POST", "applications", body, Idempotency_Key="k-1")
    case = later.body["id"]
    filed = await asyncio.gather(
        *(
            citizen.ask("POST", f"applications/{case}/submission", Idempotency_Key="k-2")
            for _ in range(20)
        )
    )
    after = await stage.rows()

    made = [each for each in answers if each.status == 201]
    assert {each.status for each in answers} <= {201, 409}
    assert {each.slug for each in answers if each.status == 409} <= {"in-progress"}
    assert made
    assert all(each.body == later.body for each in made)
    assert {each.body["number"] for each in filed if each.status == 200} != {None}
    assert len({each.body["number"] for each in filed if each.status == 200}) == 1
    assert after["applications"] == before["applications"] + 1


async def test_somebody_elses_case_is_not_found_and_the_attempt_is_written_down(
    stage: Stage,
) -> None:
    hers = await stage.issued("chenyuan", FATHER_IN_CHAT)
    stranger = await program_of(stage, "dexing")
    path = f"applications/{hers.id}"

    seen = [
        await stranger.ask("GET", path),
        await stranger.ask("GET", f"{path}/certificate"),
        await stranger.ask("PATCH", path, {"answers": {}}, If_Match='"x"'),
        await stranger.ask("POST", f"{path}/submission"),
        await stranger.ask("POST", f"{path}/withdrawal", Idempotency_Key="w"),
    ]
    nobodys = await stranger.ask("GET", "applications/nobody")

    assert [(each.status, each.slug) for each in seen] == [(404, "not-found")] * 5
    assert {**seen[0].body, "request_id": ""} == {**nobodys.body, "request_id": ""}
    assert (await stage.steps("chenyuan")).count("attempt-refused") == 5
