"""A certificate that is revoked: whoever checks it learns so at once, and its holder is told."""

from datetime import timedelta

from domain.states import State
from tests.journeys.paperwork import address_of
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage, desk_path

REASON = "登记有误，已更正"


async def test_the_check_page_says_so_on_the_next_request(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    address = address_of(await stage.pdf("chenyuan"))
    browser, _ = await stage.opened("chenyuan", "xuliqun")
    before = await stage.get(address)

    done = await browser.post(desk_path(case, "revocation"), {"reason": REASON})
    after = await stage.get(address)

    assert "现在可以使用" in before
    assert "已撤销证明。申请人会收到通知。" in done
    assert "已撤销 出具机关已于" in after
    assert f"撤销原因：{REASON}" in after
    assert "现在可以使用" not in after


async def test_the_holder_is_told_and_can_ask_for_a_new_one(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "xuliqun")
    await browser.post(desk_path(case, "revocation"), {"reason": REASON})
    await stage.settle()

    page = await stage.get(await stage.case_path("chenyuan"))
    again = await stage.say("chenyuan", "亲属关系证明")

    told = stage.told("chenyuan")[-1]
    assert told.startswith("您的亲属关系证明（YB-20261124-0001）已撤销，不能再用")
    assert "已撤销，不能再用" in page
    assert f"原因：{REASON}" in page
    assert again.startswith("办亲属关系证明，共 8 问")


async def test_the_file_is_still_there_but_no_longer_offered(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "xuliqun")
    await browser.post(desk_path(case, "revocation"), {"reason": REASON})

    page = await stage.get(await stage.case_path("chenyuan"))

    assert "打开证明（PDF）" not in page


async def test_a_second_revocation_changes_nothing(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "xuliqun")
    await browser.post(desk_path(case, "revocation"), {"reason": REASON})
    first = await stage.paper("chenyuan")

    again = await browser.post(desk_path(case, "revocation"), {"reason": "别的原因"})
    await stage.settle()

    assert again.status == 409
    assert "本件现为“已撤销”" in again
    assert await stage.paper("chenyuan") == first
    assert (await stage.steps("chenyuan")).count("revoked") == 1


async def test_only_who_keeps_the_seal_revokes(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    browser, page = await stage.opened("chenyuan", "zhoumin")

    refused = await browser.post(desk_path(case, "revocation"), {"reason": REASON})

    assert "没有可以由您撤销的证明" in page
    assert refused.status == 403
    assert (await stage.paper("chenyuan")).revoked_at is None
    assert (await stage.steps("chenyuan"))[-2:] == ["attempt-refused", "read"]


async def test_revoking_asks_for_a_fresh_sign_in(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "xuliqun")
    stage.time.skip(timedelta(minutes=11))

    stale = await browser.post(desk_path(case, "revocation"), {"reason": REASON})
    link = await browser.get(desk_path(case))
    untouched = (await stage.paper("chenyuan")).revoked_at
    back = await browser.get(f"/desk/login?next={desk_path(case)}")
    fresh = await browser.post(desk_path(case, "revocation"), {"reason": REASON})

    assert stale.status == 401
    assert "撤销要 10 分钟内登录过" in link
    assert untouched is None
    assert back.path == desk_path(case)
    assert fresh.status == 200
    assert (await stage.paper("chenyuan")).revoked_reason == REASON


async def test_a_revocation_without_a_reason_is_refused(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "xuliqun")

    page = await browser.post(desk_path(case, "revocation"), {"reason": ""})

    assert page.status == 422
    assert (await stage.paper("chenyuan")).revoked_at is None


async def test_a_form_from_elsewhere_revokes_nothing(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "xuliqun")

    page = await browser.post(desk_path(case, "revocation"), {"csrf": "x", "reason": REASON})

    assert page.status == 403
    assert (await stage.paper("chenyuan")).revoked_at is None


async def test_what_is_not_issued_cannot_be_revoked(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "xuliqun")

    page = await browser.post(desk_path(case, "revocation"), {"reason": REASON})

    assert page.status == 404
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_a_paper_runs_out_on_the_day_after_its_last(stage: Stage) -> None:
    await stage.issued("chenyuan", FATHER)
    address = address_of(await stage.pdf("chenyuan"))
    await stage.later(days=90)
    last = await stage.get(address)
    await stage.later(days=1)

    over = await stage.get(address)

    assert "现在可以使用" in last
    assert "已过期 证明是真的，但有效期只到 2027年2月22日 ，已过 1 天" in over
