"""Every kind of question on a page: how it is asked, what it takes, what it says otherwise."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest

from casework.desk import Desk
from casework.shelf import Shelf
from domain.form import Choice, Field, FieldKind, Form, PlaceLevel
from domain.item import ItemId
from tests.handlers import story
from tests.handlers.conftest import Open
from tests.handlers.visitors import Visitor, visitor
from tests.support.pictures import a_photo, headed

LIKE = story.CATALOGUE.item(ItemId("qs-01"))
ITEM = ItemId("zz-01")
FIELDS: tuple[Field, ...] = (
    Field("pick", FieldKind.CHOICE, "哪一样？", "样", (Choice("a", "甲"), Choice("b", "乙"))),
    Field("words", FieldKind.TEXT, "怎么写？", "字", longest=6),
    Field("name", FieldKind.NAME, "叫什么？", "名"),
    Field("number", FieldKind.ID_NUMBER, "号码？", "号"),
    Field("passport", FieldKind.PASSPORT, "护照？", "护照"),
    Field("day", FieldKind.DATE, "哪天？", "日", past=True),
    Field("money", FieldKind.MONEY, "多少钱？", "钱", most=Decimal(5000)),
    Field("count", FieldKind.NUMBER, "几个？", "数"),
    Field("town", FieldKind.DIVISION, "哪个镇？", "镇"),
    Field("county", FieldKind.DIVISION, "哪个县？", "县", level=PlaceLevel.COUNTY),
    Field("phone", FieldKind.PHONE, "电话？", "电话"),
    Field("code", FieldKind.CREDIT_CODE, "代码？", "代码"),
)
SKIPPABLE = tuple(replace(each, optional=True) for each in FIELDS)
PHOTO = Field("photo", FieldKind.IMAGE, "拍一张？拍好回复“好了”。", "照片")
ASKED = {each.id: each for each in FIELDS}


async def asked(desk: Desk, doors: Open, *fields: Field) -> Visitor:
    """Somebody before an item with these questions."""
    item = replace(LIKE, id=ITEM, form=Form(fields), proofs=(), place="")
    items = MappingProxyType({**story.CATALOGUE.items, ITEM: item})
    shelf = Shelf(replace(story.CATALOGUE, items=items))
    return await visitor(desk, await doors(replace(desk, shelf=shelf)))


@pytest.mark.parametrize(
    ("field", "typed", "kept", "read_back"),
    [
        ("pick", "b", "b", "乙"),
        ("words", " 三间房 ", "三间房", "三间房"),
        ("name", "陈国樑", "陈国樑", "陈国樑"),
        ("number", "330781 19660209 1019", story.FATHER, "330781 19660209 1019"),
        ("passport", "e1234567", "E1234567", "E1234567"),
        ("day", "2026年3月5日", "2026-03-05", "2026年3月5日"),
        ("money", "1,234.5", "1234.50", "1,234.50元"),
        ("count", "３", "3", "3"),
        ("town", "330781102", "330781102", "游埠镇"),
        ("county", "深圳市宝安区", "440306", "广东省深圳市宝安区"),
        ("phone", "138 1234 0042", "13812340042", "13812340042"),
        ("code", "91330781ma28abcd1x", "91330781MA28ABCD1X", "91330781MA28ABCD1X"),
    ],
)
async def test_an_answer_is_read_as_the_chat_reads_it_and_read_back(
    desk: Desk, doors: Open, field: str, typed: str, kept: str, read_back: str
) -> None:
    her = await asked(desk, doors, ASKED[field])

    page = await her.says(ITEM, **{field: typed})

    draft = await her.draft(desk)
    assert draft is not None
    assert draft.draft.answers == {field: kept}
    assert read_back in page


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("pick", "c", "请选一项"),
        ("words", "一二三四五六七", "字太多了"),
        ("name", "陈", "姓名至少 2 个字"),
        ("number", story.CHEN, "这是您自己的号码"),
        ("passport", "12", "证件号码是 5 到 12 位"),
        ("day", "2026年2月30日", "日历上没有这一天"),
        ("day", "2027年1月1日", "这一天还没有到"),
        ("money", "6000", "最大是 5000"),
        ("count", "三四个", "请只写数字"),
        ("town", "330781999", "请从单子里选"),
        ("county", "没有这里", "没有找到这个县、市、区"),
        ("phone", "1381234", "手机号是 11 位"),
        ("code", "123", "统一社会信用代码是 18 位"),
    ],
)
async def test_what_does_not_fit_stays_in_its_field_with_the_reason(
    desk: Desk, doors: Open, field: str, typed: str, why: str
) -> None:
    her = await asked(desk, doors, ASKED[field])

    page = await her.says(ITEM, **{field: typed})

    assert page.status == 422
    assert why in page
    assert await her.draft(desk) is None
    if ASKED[field].kind not in (FieldKind.CHOICE, FieldKind.DIVISION):
        assert f'value="{typed}"' in page.source


async def test_everything_optional_is_passed_over_when_it_is_left_empty(
    desk: Desk, doors: Open
) -> None:
    her = await asked(desk, doors, *SKIPPABLE)

    page = await her.says(ITEM, **{each.id: "" for each in SKIPPABLE})

    draft = await her.draft(desk)
    assert draft is not None
    assert set(draft.draft.answers.values()) == {""}
    assert page.text.count("没有填") == len(SKIPPABLE)


async def test_an_optional_town_is_not_passed_over_by_not_looking(desk: Desk, doors: Open) -> None:
    her = await asked(desk, doors, replace(ASKED["town"], optional=True))

    page = await her.get(f"/apply/{ITEM}")
    pressed = await her.says(ITEM, town="-")

    assert '<option value="-">请选</option>' in page.source
    assert pressed.status == 422


async def test_a_county_that_several_have_is_chosen_from_a_list(desk: Desk, doors: Open) -> None:
    her = await asked(desk, doors, ASKED["county"])

    page = await her.says(ITEM, county="鼓楼区")
    after = await her.sends(f"/apply/{ITEM}", **{"a.county": "鼓楼区", "pick.county": "320106"})

    assert page.status == 422
    assert "叫这个名字的不止一个，请从下面选" in page
    assert page.source.count('name="pick.county"') > 1
    assert "江苏省南京市鼓楼区" in page
    assert "江苏省南京市鼓楼区" in after
    assert "请核对" in after


async def test_keyboards_fit_what_is_typed(desk: Desk, doors: Open) -> None:
    her = await asked(desk, doors, *FIELDS)

    page = (await her.get(f"/apply/{ITEM}")).source

    assert page.count('inputmode="text" autocapitalize="characters"') == 3
    assert page.count('inputmode="decimal"') == 2
    assert page.count('type="tel" inputmode="tel"') == 1
    assert 'type="date"' not in page
    assert "例如 2026年3月5日" in page


async def test_pictures_are_sent_by_a_form_of_their_own_and_counted(
    desk: Desk, doors: Open
) -> None:
    her = await asked(desk, doors, PHOTO, ASKED["words"])

    before = await her.get(f"/apply/{ITEM}")
    too_early = await her.says(ITEM, photo="0")
    sent = await her.shows(ITEM, a_photo())
    after = await her.says(ITEM, photo="1")

    draft = await her.draft(desk)
    assert "multipart/form-data" in before.source
    assert "回复“好了”" not in before
    assert "还没有照片" in too_early
    assert "第 1 张" in sent
    assert "怎么写？" in after
    assert draft is not None
    assert draft.draft.answers == {"photo": "1"}


async def test_a_picture_that_is_not_needed_is_passed_over_by_a_button(
    desk: Desk, doors: Open
) -> None:
    her = await asked(desk, doors, replace(PHOTO, optional=True))

    page = await her.get(f"/apply/{ITEM}")
    after = await her.sends(f"/apply/{ITEM}", **{"a.photo": "0", "skip": "photo"})

    assert 'name="skip" value="photo">没有，跳过' in page.source
    assert "请核对" in after
    assert "没有填" in after


@pytest.mark.parametrize(
    ("content", "status", "why"),
    [
        (b"GIF89a", 415, "这种文件打不开"),
        (headed(30_000, 30_000), 413, "这张照片像素太多"),
        (b"\xff\xd8\xff\xe0broken", 422, "这张照片打不开"),
    ],
)
async def test_what_is_no_picture_is_told_in_words_beside_the_question(
    desk: Desk, doors: Open, content: bytes, status: int, why: str
) -> None:
    her = await asked(desk, doors, PHOTO)

    page = await her.shows(ITEM, content)

    assert page.status == status
    assert why in page
    assert "拍一张？" in page


async def test_a_picture_without_the_token_of_the_session_is_not_kept(
    desk: Desk, doors: Open
) -> None:
    her = await asked(desk, doors, PHOTO)

    page = await her.shows(ITEM, a_photo(), csrf="x" * 22)

    assert page.status == 403
    assert await her.draft(desk) is None
