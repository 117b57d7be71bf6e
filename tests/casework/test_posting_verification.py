"""What those who answer for an owner get: a card, its greying, and reminders."""

from dataclasses import replace

from casework import posting_verification as posting
from casework import verifying
from casework.shelf import Shelf
from casework.showing_verification import record
from domain.verification import Answer, Said, VerificationId
from tests.support import verifying as asking
from tests.support.desks import ZHOU, Town


async def sent(town: Town) -> VerificationId:
    """A question whose card lies in the chats of the station."""
    _, asked = await asking.put(town)
    due = await posting.card_due(town.desk, asked.id)
    assert due is not None
    await posting.card_sent(town.desk, due, due.officials, "code-1")
    return asked.id


async def test_a_card_goes_to_those_who_may_answer_and_once(town: Town) -> None:
    _, asked = await asking.put(town)

    due = await posting.card_due(town.desk, asked.id)
    assert due is not None
    await posting.card_sent(town.desk, due, due.officials, "code-1")
    again = await posting.card_due(town.desk, asked.id)

    assert due.officials == (asking.FANG,)
    assert due.key == f"verify:{asked.id}:{due.revision}"
    assert due.url.endswith(f"/desk/verifications/{asked.id}")
    assert "陈媛" not in "".join(due.words.values())
    assert again is None


async def test_what_wants_facts_cannot_be_answered_by_a_tap(town: Town) -> None:
    _, asked = await asking.put(town, asking.BOOK)

    due = await posting.card_due(town.desk, asked.id)

    assert due is not None
    assert due.key == ""


async def test_a_question_that_waits_for_consent_has_no_card(town: Town) -> None:
    case = await asking.asking(town)
    asked = await asking.only(town, case)

    assert await posting.card_due(town.desk, asked.id) is None


async def test_cards_stay_live_until_the_answer_and_then_say_who_gave_it(town: Town) -> None:
    vid = await sent(town)
    before = await posting.cards_answered(town.desk, vid)
    said = Said(Answer.NO, "登记在别处")

    await verifying.answer(town.desk, vid, by=asking.FANG, said=said)
    after = await posting.cards_answered(town.desk, vid)

    assert before is None
    assert after is not None
    assert (after.did, [card.response_code for card in after.live]) == ("no", ["code-1"])
    assert after.words.endswith("答复：不属实")


async def test_a_recalled_question_says_so_on_its_cards(town: Town) -> None:
    vid = await sent(town)
    asked = (await record(town.desk, vid)).asked
    case = await town.case(asked.case)
    await town.desk.db.write(lambda tx: verifying.recall_all(tx, case, at=town.at, why="changed"))

    after = await posting.cards_answered(town.desk, vid)

    assert after is not None
    assert after.did == "recalled"


async def test_half_time_is_the_owners_and_the_end_its_supervisors_too(town: Town) -> None:
    vid = await sent(town)

    half = await posting.prompts_due(town.desk, vid, what="half-time")
    late = await posting.prompts_due(town.desk, vid, what="overdue")
    await posting.prompted(town.desk, vid, half[0], what="half-time")

    assert [text.officials for text in half] == [(asking.FANG,)]
    assert [text.officials for text in late] == [(asking.FANG, asking.SHEN)]
    assert "时限过半" in half[0].text
    assert "verification-prompted" in await town.journal((await record(town.desk, vid)).asked.case)


async def test_nobody_is_prompted_once_it_is_answered(town: Town) -> None:
    vid = await sent(town)
    said = Said(Answer.CANNOT_TELL, "旧册不在")
    await verifying.answer(town.desk, vid, by=asking.FANG, said=said)

    assert await posting.prompts_due(town.desk, vid, what="overdue") == ()


async def test_whom_the_case_concerns_gets_no_card(town: Town) -> None:
    case, asked = await asking.put(town)
    concerned = replace(asking.verifier(ZHOU), kin=frozenset(case.parties))
    await town.appointed(concerned)

    due = await posting.card_due(town.desk, asked.id)

    assert due is not None
    assert ZHOU not in due.officials


async def test_a_proof_that_has_left_the_catalogue_is_told_by_its_purpose(town: Town) -> None:
    vid = await sent(town)
    town.desk = replace(town.desk, shelf=Shelf(asking.catalogue_with(replace(asking.FACT, id="x"))))

    known = await record(town.desk, vid)

    assert known.title == known.asked.purpose
    assert not known.convertible
