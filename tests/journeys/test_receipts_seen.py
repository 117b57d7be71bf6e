"""She sees whom we asked about her: on the page of her case, on her own page, and by her phone."""

from dataclasses import replace

from casework import settling
from domain.office import OfficialId
from sandbox.personas import CHEN_YUAN
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage
from tests.journeys.test_any_item import (
    PENSION,
    PENSION_ANSWERS,
    SOCIAL_SECURITY,
    asked_for,
    works_at,
)

ZHOU = OfficialId("zhoumin")


async def told(stage: Stage, path: str) -> list[tuple[str, str, str, bool]]:
    answer = await stage.sim.call("chenyuan", "GET", path)
    assert answer.ok, answer
    return [
        (each["source"], each["purpose"], each["said"], each["cached"])
        for each in answer.body["receipts"]
    ]


async def test_the_page_of_her_case_says_who_was_asked_and_what_came_of_it(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)

    page = await stage.get(await stage.case_path("chenyuan"))

    receipt = next(proof.receipt for proof in case.proofs if proof.receipt)
    assert "查过哪些登记" in page
    assert "户口登记 查到了 11月24日 10:00" in page
    assert "查您和亲属是什么关系、户口在哪里，为了亲属关系证明" in page
    assert f"回执号 {receipt}" in page


async def test_her_phone_is_told_of_everything_and_of_each_case_by_itself(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)

    everything = await told(stage, "me/receipts")
    of_the_case = await told(stage, f"applications/{case.id}/receipts")

    assert everything == [
        ("户口登记", "亲属关系证明", "查到了", False),
        ("户口登记", "确认是您本人", "对得上", False),
    ]
    assert of_the_case == everything[:1]


async def test_silence_is_told_as_silence(stage: Stage) -> None:
    stage.sim.faults.set("register-silent", where="kinship", seconds=0.01)
    case = await stage.applied("chenyuan", FATHER)
    await stage.later(seconds=2)
    await stage.later(seconds=10)

    of_the_case = await told(stage, f"applications/{case.id}/receipts")
    page = await stage.get(await stage.case_path("chenyuan"))

    assert of_the_case == [("户口登记", "亲属关系证明", "没有能用的答复", False)]
    assert "没有能用的答复（连着 3 次）" in page


async def test_the_same_is_not_asked_twice_unless_an_official_asks_again(stage: Stage) -> None:
    await works_at(stage, SOCIAL_SECURITY)
    stage.sim.records.strike(SOCIAL_SECURITY, "rs-02", CHEN_YUAN)
    first = await asked_for(stage, PENSION, PENSION_ANSWERS)
    await stage.say("chenyuan", f"撤回 {first.tail}")
    await stage.say("chenyuan", PENSION)
    second = await stage.handed_in("chenyuan", PENSION_ANSWERS)
    asked = stage.asked("rs-02")

    await settling.ask_again(stage.house.desk, second.id, by=ZHOU)
    await stage.settle()

    kept = [each[3] for each in await told(stage, f"applications/{second.id}/receipts")]
    assert first.id != second.id
    assert asked == 1
    assert kept == [False, True]
    assert stage.asked("rs-02") == 2


async def test_a_source_that_was_asked_often_enough_today_is_silent_and_a_person_looks(
    stage: Stage,
) -> None:
    shelf = stage.house.desk.shelf
    scarce = replace(shelf.catalogue.sources[SOCIAL_SECURITY], quota=1)
    sources = {**shelf.catalogue.sources, SOCIAL_SECURITY: scarce}
    shelf.put(replace(shelf.catalogue, sources=sources))
    await works_at(stage, SOCIAL_SECURITY)
    stage.sim.records.strike(SOCIAL_SECURITY, "rs-02", CHEN_YUAN)
    case = await asked_for(stage, PENSION, PENSION_ANSWERS)

    await settling.ask_again(stage.house.desk, case.id, by=ZHOU)
    await stage.settle()

    said = [each[2] for each in await told(stage, f"applications/{case.id}/receipts")]
    figures = await stage.get("/metrics")
    assert said[0] == "今天问满次数了，没有问"
    assert stage.asked("rs-02") == 1
    assert 'lane_source_asked_today{source="social-security"} 1.0' in figures.text
