"""Bad input at the doors: forged, broken, oversized; a plain 4xx, and no row that it left."""

from typing import Any

import pytest

from sandbox.envelope import Door
from tests.journeys import forgeries
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage

FORGED = ("signature", "stale", "receiver", "plain")
NOT_XML = "<xml><MsgType><![CDATA[text]]></MsgType>"
BOMB = '<!DOCTYPE a [<!ENTITY b "c">]><xml><MsgType>&b;</MsgType></xml>'
LESS = "<xml><MsgType><![CDATA[text]]></MsgType><Content>x</Content></xml>"
BROKEN = (NOT_XML, BOMB, LESS, "", "{}", "[1", "\ud7ff", "<a/>")
UNSIGNED = ("<xml><Encrypt>", '{"Encrypt":', "", "x" * 70_000)
NOWHERE = ("/c/nobody", "/c/nobody/certificate.pdf", "/desk/cases/none", "/nothing", "/desk/x")
UNFIT = ('{"code": 7}', '{"kode": "x"}', '{"code": ""}', "[]", "null")


async def test_a_forged_callback_is_turned_away_and_changes_nothing(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    before = await stage.rows()

    statuses = {(how, door): await stage.sim.forge(how, door) for how in FORGED for door in Door}

    assert set(statuses.values()) == {403}
    assert await stage.rows() == before


async def test_the_addresses_are_proved_to_the_platforms(stage: Stage) -> None:
    assert [await stage.sim.verify(door) for door in Door] == [True, True, True]


@pytest.mark.parametrize("door", Door)
async def test_a_broken_document_in_a_true_envelope_is_a_bad_request(
    stage: Stage, door: Door
) -> None:
    before = await stage.rows()

    statuses = {clear: (await forgeries.posted(stage, door, clear)).status for clear in BROKEN}

    assert statuses == dict.fromkeys(BROKEN, 400)
    assert await stage.rows() == before


@pytest.mark.parametrize("door", Door)
async def test_bytes_without_a_signature_are_not_read(stage: Stage, door: Door) -> None:
    before = await stage.rows()

    statuses = [(await forgeries.raw(stage, door, body)).status for body in UNSIGNED]

    assert statuses == [403, 403, 403, 413]
    assert await stage.rows() == before


async def called(stage: Stage, path: str, body: Any, **headers: str) -> tuple[int, str]:
    """Post to the product's API as whoever has a token."""
    address, http = f"{stage.sim.product}/api/v1/{path}", stage.sim.pusher.session
    sent = {"Content-Type": "application/json", **headers}
    async with http.post(address, data=body, headers=sent) as answer:
        problem = await answer.json(content_type="application/problem+json")
        assert problem["title"]
        return answer.status, str(problem["type"])


async def test_a_broken_body_is_told_apart_from_an_unfit_one(stage: Stage) -> None:
    before = await stage.rows()

    broken = [await called(stage, "sessions", body) for body in ('{"code": ', "not json")]
    unfit = [await called(stage, "sessions", body) for body in UNFIT]

    assert broken == [(400, "/problems/validation")] * 2
    assert unfit == [(422, "/problems/validation")] * 5
    assert await stage.rows() == before


async def test_a_body_over_the_limit_or_of_another_kind_is_turned_away(stage: Stage) -> None:
    large = await called(stage, "sessions", "x" * 20_000)
    form = await called(
        stage, "sessions", "code=x", **{"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert large == (413, "/problems/too-large")
    assert form == (415, "/problems/unsupported-media-type")


async def test_without_a_session_nothing_of_a_person_can_be_said(stage: Stage) -> None:
    name = '{"name": "陈媛", "id_number": "330781199305163024"}'

    none = await called(stage, "me/identity", name.encode())
    wrong = await called(stage, "me/identity", name.encode(), Authorization="Bearer x")

    assert none == wrong == (401, "/problems/unauthenticated")
    assert (await stage.rows())["people"] == 0


async def test_a_login_code_is_good_once(stage: Stage) -> None:
    code = stage.sim.world.login_codes.issue(stage.sim.world.phones.citizen("chenyuan"))
    first = await stage.sim.call("chenyuan", "POST", "sessions", {"code": code})

    again = await stage.sim.call("chenyuan", "POST", "sessions", {"code": code})
    invented = await stage.sim.call("chenyuan", "POST", "sessions", {"code": "invented"})

    assert first.status == 201
    assert (again.status, invented.status) == (401, 401)
    assert (await stage.rows())["sessions"] == 1


async def test_a_check_that_is_no_check_is_answered_plainly(stage: Stage) -> None:
    browser = await stage.browser()

    unknown = await browser.get("/v/" + "0" * 26)
    odd = await browser.get("/v/%00%F0%9F%98%80")
    empty = await browser.post("/verify")
    large = await browser.post("/verify", {"number": "x" * 5000})

    assert (unknown.status, odd.status, empty.status, large.status) == (404, 404, 404, 413)
    assert "查无此证" in unknown
    assert "查无此证" in empty


async def test_a_code_cannot_be_guessed_by_trying(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    browser = await stage.browser()

    pages = [
        await browser.post("/verify", {"number": case.certificate_number, "code": f"{n:012d}"})
        for n in range(11)
    ]

    assert [page.status for page in pages] == [404] * 10 + [429]
    assert "点得有点快" in pages[-1]


async def test_what_is_not_there_is_said_to_be_not_there(stage: Stage) -> None:
    browser = await stage.at_desk("zhoumin")

    pages = [await browser.get(path) for path in NOWHERE]

    assert [page.status for page in pages] == [404] * len(NOWHERE)
    assert all("没有找到" in page for page in pages)
