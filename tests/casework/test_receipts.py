"""Whoever was asked about can see it: who was asked, when, what for, and what came of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework import receipts
from casework.receipts import ReceiptLine
from domain.application import ApplicationId
from domain.errors import NotFound
from domain.identity import PersonId
from domain.receipt import SourceReceipt
from storage.transaction import Transaction
from tests.support.desks import AT, CHEN, WORDS, Town

HEALTH = SourceReceipt("1", None, AT, "health", "wj-03", "wj-03", "found", "r-1", AT)
SILENT = replace(HEALTH, outcome="silent-TimeoutError", receipt="", as_of=None)
OUTCOMES = {
    "asked": "问了，没有等到答复",
    "match": "对得上",
    "silent-quota": "今天问满次数了，没有问",
    "silent-resting": "一直没有答复，先不问",
    "silent-stale": "答复太旧，没有用",
    "silent-wrong-subject": "答的是别人，没有用",
    "silent-TimeoutError": "没有能用的答复",
    "silent-garbage": "没有能用的答复",
    "not-found": "没有查到",
}


async def put(town: Town, *written: SourceReceipt) -> None:
    def work(tx: Transaction) -> None:
        for number, each in enumerate(written):
            at = AT + timedelta(minutes=number)
            tx.source_receipts.add(replace(each, id=f"r{number:03}", at=at), about=CHEN.number)

    await town.desk.db.write(work)


async def mine(town: Town) -> list[ReceiptLine]:
    return list(await receipts.of_person(town.desk, CHEN.id))


async def test_each_question_is_told_in_words_newest_first(town: Town) -> None:
    case = await town.submitted()
    await put(
        town,
        replace(HEALTH, case=case.id),
        replace(HEALTH, source="population", question="identity", purpose="enrol", outcome="match"),
    )

    told = [(each.source, each.question, each.purpose, each.said) for each in await mine(town)]

    assert told == [
        ("户口登记", "姓名、身份证号码和手机号是不是同一个人", "确认是您本人", "对得上"),
        ("兰溪市卫生健康局业务系统", "生育登记证明", "亲属关系证明", "查到了"),
    ]


@pytest.mark.parametrize(("outcome", "said"), OUTCOMES.items())
async def test_what_came_of_it_is_said_plainly(town: Town, outcome: str, said: str) -> None:
    await town.enrolled()
    await put(town, replace(HEALTH, outcome=outcome))

    assert [each.said for each in await mine(town)] == [said]


async def test_a_source_that_is_silent_again_and_again_is_one_line(town: Town) -> None:
    await town.enrolled()
    await put(town, HEALTH, SILENT, SILENT, SILENT, HEALTH, SILENT)

    told = [(each.outcome, each.times, each.at - AT) for each in await mine(town)]

    assert told == [
        ("silent-TimeoutError", 1, timedelta(minutes=5)),
        ("found", 1, timedelta(minutes=4)),
        ("silent-TimeoutError", 3, timedelta(minutes=3)),
        ("found", 1, timedelta()),
    ]


async def test_what_was_asked_for_a_case_is_its_applicants_to_see(town: Town) -> None:
    case = await town.submitted()
    await put(town, replace(HEALTH, case=case.id), HEALTH)

    seen = await receipts.of_case(town.desk, case.id, by=CHEN.id)

    assert [each.case for each in seen] == [case.id]
    for by in (PersonId("somebody"), None):
        with pytest.raises(NotFound):
            await receipts.of_case(town.desk, case.id, by=by)
    with pytest.raises(NotFound):
        await receipts.of_case(town.desk, ApplicationId("none"), by=CHEN.id)


async def test_whoever_has_not_proved_who_he_is_sees_nothing(town: Town) -> None:
    with pytest.raises(NotFound):
        await receipts.of_person(town.desk, None)


def test_every_outcome_and_question_of_ours_has_a_word() -> None:
    tables = WORDS.terms.tables

    assert tables["question"].keys() >= {"identity", "kinship", "near-kin"}
    assert tables["errand"].keys() >= {"enrol", "recusal"}
    assert tables["heard"].keys() >= {
        *("asked", "found", "not-found", "ambiguous", "wrong-subject", "match", "no-match"),
        *("other-phone", "answered", "silent", "stale", "quota", "resting"),
    }
