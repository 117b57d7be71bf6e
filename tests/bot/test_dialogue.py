"""The chat's side of a form: groups, skipping, what the register holds, and changing one's mind."""

from dataclasses import replace

import pytest

from bot import dialogue
from bot.talk import SUMMARY, Talk
from casework.answering import begun
from domain.errors import Refusal
from domain.form import Choice, Draft, Field, FieldKind, Form, Group, Known, Prefill
from domain.item import Catalogue, Disposition, ItemId
from templates.environment import Words
from tests.support.forms import READING, a_catalogue, a_choice, a_field, an_item
from tests.support.people import CHEN_GUOLIANG, ZHANG_SHUIYING

WORDS = Words()
HOME = Field("home", FieldKind.DIVISION, "您的户口在哪里？", "户口所在", prefill=Prefill.HOME)
WAY = Field(
    "way",
    FieldKind.CHOICE,
    "办哪一种？",
    "种类",
    choices=(Choice("paper", "证明"), Choice("none", "说明", item="qs-11")),
)
CARD = a_choice("ward_doc", "身份证", "护照")
NUMBER = a_field("ward_id", FieldKind.ID_NUMBER, part_of="ward_doc")
DAY = a_field("day", FieldKind.DATE, optional=True)
PICTURE = a_field("picture", FieldKind.IMAGE)
CODE = a_field("code", FieldKind.CREDIT_CODE)
RELATION = Field(
    "relation",
    FieldKind.CHOICE,
    "是哪一位？",
    "关系",
    choices=(Choice("father", "父亲"), Choice("mother", "母亲")),
    repeat="relative",
)
NAME = Field(
    "relative_name", FieldKind.NAME, "{relative}叫什么？", "{relative}姓名", repeat="relative"
)
MORE = Field(
    "more",
    FieldKind.CHOICE,
    "还要加一位吗？",
    "再加",
    choices=(Choice("yes", "要"), Choice("no", "不要")),
)
PLAIN = Form((HOME, WAY, DAY, PICTURE, CODE))
FAMILY = Form((RELATION, NAME, MORE), (Group("relative", "more", most=3),))
PERSON = Form((CARD, NUMBER))
LETTER = Form((a_field("use_unit"),))


def explain(refusal: Refusal) -> str:
    return WORDS.refusal(refusal.code, refusal.facts)


def a_talk(form: Form, **known: str) -> Talk:
    catalogue: Catalogue = a_catalogue(
        an_item("a-01", form), an_item("qs-11", LETTER, Disposition.NOT_NEEDED)
    )
    item = catalogue.item(ItemId("a-01"))
    reading = replace(READING, known=Known(**known))
    return Talk(catalogue, item, begun(item, by=reading), reading)


def hear(talk: Talk, *said: str) -> tuple[Talk, str, dialogue.Heard]:
    """Say these, one after the other; the conversation, the last bubble and what was heard."""
    for words in said:
        heard = dialogue.hear(talk, words, explain=explain)
        talk = Talk(talk.catalogue, heard.item, heard.draft, talk.reading)
    return talk, "" if heard.done else WORDS.say(heard.phrase), heard


def answered(form: Form, *said: str, **known: str) -> tuple[Talk, str]:
    talk, bubble, _ = hear(a_talk(form, **known), *said)
    return talk, bubble


def test_one_more_relative_is_asked_for_until_there_is_no_more() -> None:
    talk, bubble = answered(FAMILY, "父亲", "陈国樑", "要", "母亲")
    assert "第 5 问（第 2 位）：母亲叫什么？" in bubble

    talk, bubble, _ = hear(talk, "章水英", "不要")

    assert talk.draft.answers["relative_name#2"] == "章水英"
    assert "2 第 1 位父亲姓名：陈国樑\n" in bubble
    assert "5 第 2 位母亲姓名：章水英\n" in bubble


def test_with_one_relative_nobody_is_numbered() -> None:
    _, bubble = answered(FAMILY, "父亲", "陈国樑", "不要")

    assert "要证明的是：陈国樑是您的父亲。" in bubble
    assert "2 父亲姓名：陈国樑\n" in bubble
    assert "位" not in bubble


def test_a_relative_is_taken_off_by_saying_no_to_one_more() -> None:
    talk, _ = answered(FAMILY, "父亲", "陈国樑", "要", "母亲", "章水英", "不要")

    talk, _, _ = hear(talk, "3", "不要")

    assert talk.draft.answers.keys() == {"relation", "relative_name", "more"}


def test_what_is_optional_is_skipped_and_the_summary_says_so() -> None:
    talk, bubble = answered(PLAIN, "证明", "没有", "好了", "11100000000013338W", home="330781102")

    assert talk.draft.answers["day"] == ""
    assert "day：没有填\n" in bubble
    assert "picture：2 张\n" in bubble


def test_a_day_and_an_amount_are_read_back_in_words() -> None:
    _, bubble = answered(PLAIN, "证明", "20260305", home="330781102")

    assert bubble.startswith("记下了：2026年3月5日。")


def test_a_doubtful_code_is_kept_and_doubted() -> None:
    talk, bubble = answered(PLAIN, "证明", "没有", "好了", "91350100M000100Y44", home="330781102")

    assert talk.draft.focus == SUMMARY
    assert bubble.startswith("照您写的记下了：91350100M000100Y44。")


def test_what_the_register_holds_is_not_asked_but_shown() -> None:
    talk, bubble = answered(PLAIN, "证明", "没有", "好了", "11100000000013338W", home="330781102")

    assert talk.form.number(WAY, talk.draft.answers) == 1
    assert "1 户口所在：游埠镇（登记带出，不对就回复“不对 1”）\n" in bubble


@pytest.mark.parametrize("words", ["不对 1", "不对1", "1 不对", "1", "不对 １。"])
def test_what_the_register_holds_can_be_contested_from_the_summary(words: str) -> None:
    talk, _ = answered(PLAIN, "证明", "没有", "好了", "11100000000013338W", home="330781102")

    talk, question, _ = hear(talk, words)
    talk, bubble, heard = hear(talk, "兰江街道")

    assert question.startswith("户口所在在登记里是“游埠镇”。")
    assert talk.draft.contested == {"home": "330781001"}
    assert talk.draft.answers["home"] == "330781102"
    assert "1 户口所在：游埠镇（登记带出；您说是兰江街道）" in bubble
    assert heard.draft.focus == SUMMARY


def test_a_contest_that_does_not_fit_is_asked_again() -> None:
    talk, _ = answered(PLAIN, "证明", "没有", "好了", "11100000000013338W", home="330781102")

    talk, bubble, _ = hear(talk, "不对 1", "深圳")

    assert "在兰溪没有找到这个镇、街道" in bubble
    assert talk.draft.contested == {}


def test_what_the_register_does_not_hold_is_asked() -> None:
    talk, _ = answered(PLAIN, "兰江街道")

    assert talk.draft.answers == {"home": "330781001"}
    assert talk.asked == WAY


def test_an_answer_that_needs_no_paper_goes_on_with_that_item() -> None:
    talk, bubble, heard = hear(a_talk(PLAIN, home="330781102"), "说明")

    assert heard.rerouted
    assert talk.item.id == "qs-11"
    assert bubble.startswith("第 1 问：use_unit?")


def test_only_the_answer_that_led_away_says_that_it_did() -> None:
    talk, _, _ = hear(a_talk(PLAIN, home="330781102"), "说明")

    _, _, heard = hear(talk, "深圳澜桥电子有限公司")

    assert not heard.rerouted


def test_one_can_go_back_from_an_item_that_was_led_to() -> None:
    talk, bubble, heard = hear(a_talk(PLAIN, home="330781102"), "说明", "返回")

    assert talk.item.id == "a-01"
    assert bubble.startswith("回到第 1 问：办哪一种？")
    assert talk.draft.answers == {"home": "330781102"}
    assert not heard.rerouted


def test_beginning_anew_begins_where_it_all_began() -> None:
    talk, _, _ = hear(a_talk(PLAIN, home="330781102"), "说明")
    parked = dialogue.resume(talk)

    talk, _, _ = hear(Talk(talk.catalogue, parked.item, parked.draft, talk.reading), "从头")

    assert (talk.item.id, talk.draft) == ("a-01", Draft({"home": "330781102"}))


def test_whoever_changes_a_question_of_several_parts_comes_to_every_part() -> None:
    talk, _ = answered(PERSON, "身份证", CHEN_GUOLIANG)

    talk, bubble, _ = hear(talk, "1", "身份证")
    assert "ward_id?" in bubble
    talk, bubble, _ = hear(talk, ZHANG_SHUIYING)

    assert talk.draft.answers == {"ward_doc": "身份证", "ward_id": ZHANG_SHUIYING}
    assert talk.draft.focus == SUMMARY


def test_everything_answered_can_be_confirmed() -> None:
    talk, _ = answered(PERSON, "身份证", CHEN_GUOLIANG)

    _, _, heard = hear(talk, "确认")

    assert heard.done == "confirmed"
