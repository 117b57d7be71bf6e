"""A request is filled in on pages: step by step, kept at once, handed in once."""

import pytest

from casework.desk import Desk
from domain.item import ItemId
from domain.states import State
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.conftest import Knocker
from tests.handlers.visitors import HOME, STEPS, Visitor, filled, visitor

WRONG = story.FATHER[:-1] + "8"


@pytest.fixture
async def her(desk: Desk, door: Knocker) -> Visitor:
    return await visitor(desk, door)


async def halfway(her: Visitor) -> None:
    for step in STEPS[:4]:
        await her.says("qs-01", **step)


async def confirmed(desk: Desk, her: Visitor, **more: str) -> dict[str, str]:
    """What the form of the summary sends."""
    draft = await her.draft(desk)
    assert draft is not None
    return {"case": draft.id, "version": str(draft.version), "agree": "true", **more}


async def test_looking_at_the_questions_begins_nothing(desk: Desk, her: Visitor) -> None:
    page = await her.get("/apply/qs-01")

    assert page.status == 200
    assert "第 1 问，共" in page
    assert "要证明您和谁的关系？" in page
    assert await her.draft(desk) is None


async def test_the_first_answer_opens_a_draft_and_the_next_page_asks_on(
    desk: Desk, her: Visitor
) -> None:
    page = await her.says("qs-01", kin="parent")

    draft = await her.draft(desk)
    assert draft is not None
    assert draft.draft.answers["kin"] == "parent"
    assert (page.status, page.path) == (200, "/apply/qs-01")
    assert "是哪一位？" in page


async def test_questions_that_decide_nothing_stand_on_one_page(her: Visitor) -> None:
    await halfway(her)

    page = await her.get("/apply/qs-01")

    assert "第 4 到 6 问，共 8 问" in page
    for words in ("哪个单位要？", "父亲叫什么名字？", "父亲的身份证号码？"):
        assert words in page


async def test_what_fits_is_kept_and_what_does_not_comes_back_as_it_was_typed(
    desk: Desk, her: Visitor
) -> None:
    await halfway(her)

    page = await her.says("qs-01", use_unit="某厂", relative_name="陈国樑", relative_id=WRONG)

    draft = await her.draft(desk)
    assert draft is not None
    assert draft.draft.answers["relative_name"] == "陈国樑"
    assert "relative_id" not in draft.draft.answers
    assert page.status == 422
    assert "有 1 处要改" in page
    assert page.text.count("身份证号码里可能有一位不对") == 2
    assert f'value="{WRONG}"' in page.source
    assert 'href="#f-relative_id"' in page.source
    assert 'aria-describedby="h-relative_id e-relative_id" aria-invalid="true"' in page.source
    assert "分开看 330781 1966-02-09 101 8" in page


async def test_of_several_that_do_not_fit_every_one_is_named(her: Visitor) -> None:
    await halfway(her)

    page = await her.says("qs-01", use_unit="", relative_name="陈", relative_id="33078")

    assert "有 3 处要改" in page
    for words in (
        "谁要的：这里还空着",
        "父亲姓名：姓名至少 2 个字",
        "父亲号码：身份证号码是 18 位",
    ):
        assert words in page


async def test_where_nothing_was_chosen_the_page_says_so_and_no_draft_is_opened(
    desk: Desk, her: Visitor
) -> None:
    page = await her.says("qs-01", kin="")

    assert page.status == 422
    assert "请选一项" in page
    assert await her.draft(desk) is None


async def test_what_is_not_asked_is_not_taken(desk: Desk, her: Visitor) -> None:
    page = await her.says("qs-01", kin="parent", relative_place=HOME, nothing="x")

    draft = await her.draft(desk)
    assert page.status == 200
    assert draft is not None
    assert set(draft.draft.answers) == {"kin"}


async def test_a_line_of_the_summary_is_changed_by_itself(desk: Desk, her: Visitor) -> None:
    await filled(her)

    page = await her.get("/apply/qs-01?at=relative_name")
    after = await her.says("qs-01", relative_name="陈国梁")

    assert 'value="陈国樑"' in page.source
    assert "父亲的身份证号码？" not in page
    assert "请核对，再提交" in after
    assert "陈国梁" in after


async def test_the_step_before_leads_back_and_keeps_what_was_said(her: Visitor) -> None:
    await halfway(her)

    page = await her.get("/apply/qs-01")
    before = await her.get("/apply/qs-01?at=purpose")

    assert 'href="/apply/qs-01?at=purpose"' in page.source
    assert "第 3 问，共 8 问" in before
    assert 'value="job" checked' in before.source


async def test_the_summary_shows_in_full_what_she_typed_and_masks_what_is_hers(
    her: Visitor,
) -> None:
    page = await filled(her)

    assert "请核对，再提交" in page
    assert "330781 19660209 1019" in page
    assert "陈* 3307**********3024" in page
    assert story.CHEN not in page.source
    assert "兰溪市游埠镇人民政府 来办，最晚 11月30日（周一）17:30" in page
    assert "核对：亲属关系、户口在本镇（街道）" in page


async def test_what_is_confirmed_is_handed_in_and_its_page_opens(desk: Desk, her: Visitor) -> None:
    await filled(her)

    page = await her.sends("/apply/qs-01/submission", **await confirmed(desk, her))

    (case,) = await desk.db.read(lambda tx: tx.applications.of_person(her.person, 9))
    assert case.state is State.SUBMITTED
    assert case.number.startswith("YB-")
    assert page.path.startswith("/c/")
    assert "已收到" in page


async def test_pressed_twice_it_is_handed_in_once(desk: Desk, her: Visitor) -> None:
    await filled(her)
    form = await confirmed(desk, her)

    first = await her.sends("/apply/qs-01/submission", **form)
    second = await her.sends("/apply/qs-01/submission", **form)

    owed = await desk.db.read(lambda tx: tx.rows("SELECT topic FROM outbox", {}))
    assert (first.status, second.status) == (200, 200)
    assert second.path.startswith("/c/")
    assert [row["topic"] for row in owed].count("prove") == 1


async def test_without_her_consent_nothing_is_handed_in(desk: Desk, her: Visitor) -> None:
    await filled(her)

    page = await her.sends("/apply/qs-01/submission", **await confirmed(desk, her, agree=""))

    draft = await her.draft(desk)
    assert page.status == 422
    assert "还没有打勾" in page
    assert draft is not None
    assert draft.state is State.DRAFT


async def test_what_was_changed_since_is_shown_again_before_it_is_handed_in(
    desk: Desk, her: Visitor
) -> None:
    await filled(her)
    form = await confirmed(desk, her)
    await her.says("qs-01", relative_name="陈国梁")

    page = await her.sends("/apply/qs-01/submission", **form)

    assert page.status == 412
    assert "请再看一眼再交" in page
    assert "陈国梁" in page


async def test_with_questions_open_she_is_led_to_them(desk: Desk, her: Visitor) -> None:
    await halfway(her)

    page = await her.sends("/apply/qs-01/submission", **await confirmed(desk, her))

    assert page.status == 422
    assert "这里还空着" in page
    assert "父亲叫什么名字？" in page


async def test_the_same_request_again_is_told_in_words(desk: Desk, her: Visitor) -> None:
    await filled(her)
    await her.sends("/apply/qs-01/submission", **await confirmed(desk, her))
    await filled(her)

    page = await her.sends("/apply/qs-01/submission", **await confirmed(desk, her))

    assert page.status == 409
    assert "正在办，不用再交" in page
    assert "请核对，再提交" in page


async def test_saved_for_later_it_lies_under_what_is_hers(her: Visitor) -> None:
    await halfway(her)

    page = await her.get("/me")

    assert "亲属关系证明（父母子女） 还没有交，填过的都在。" in page
    assert 'href="/apply/qs-01"' in page.source


async def test_the_elder_version_asks_one_question_and_stays_on(her: Visitor) -> None:
    await her.sends("/apply/qs-01?k=1", **{"a.kin": "parent"})
    await her.sends("/apply/qs-01?k=1", **{"a.relation": "father"})
    await her.sends("/apply/qs-01?k=1", **{"a.booklet": "never"})

    page = await her.sends("/apply/qs-01?k=1", **{"a.purpose": "job"})

    assert page.path == "/apply/qs-01?k=1"
    assert "哪个单位要？" in page
    assert "父亲叫什么名字？" not in page
    assert "前面您答了 从来没有 入职" in page
    assert 'action="/apply/qs-01?k=1"' in page.source
    assert 'href="/apply/qs-01?at=purpose&amp;k=1"' in page.source


async def test_an_item_that_does_not_exist_is_not_found(her: Visitor) -> None:
    assert (await her.get("/apply/zz-99")).status == 404
    assert (await her.says("zz-99", kin="parent")).status == 404


async def test_what_the_office_returned_is_corrected_on_the_same_pages(
    desk: Desk, her: Visitor
) -> None:
    await story.returned(desk)

    mine = await her.get("/me")
    first = await her.get("/apply/qs-01")
    summary = await her.says("qs-01", use_unit="深圳澜桥电子有限公司", relative_name="陈国樑")

    assert "请您补 2 样" in mine
    assert "工作人员请您改 2 处" in first
    assert "请您改：登记里是“樑”，请照身份证写。怎么改：看身份证正面" in first
    assert "请核对，再提交" in summary


async def test_letters_stand_in_for_papers_by_the_same_pages(desk: Desk, her: Visitor) -> None:
    def about(tx: Transaction) -> list[tuple[str, State]]:
        return [(case.item, case.state) for case in tx.applications.of_person(her.person, 9)]

    await her.says("n-45", purpose="job", use_unit="深圳澜桥电子有限公司")
    summary = await her.get("/apply/n-45")
    item = desk.catalogue.item(ItemId("n-45"))
    await her.sends("/apply/n-45/submission", **await confirmed(desk, her))

    assert item.answer is not None
    assert "请核对，再要说明" in summary
    assert "要一封说明" in summary
    assert await desk.db.read(about) == [("n-45", State.SUBMITTED)]
