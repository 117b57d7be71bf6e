from datetime import timedelta

import pytest

from casework import tidying
from domain.errors import NotFound
from domain.message import Phrase
from domain.post import Later
from storage.transaction import Transaction
from tests.support.desks import Town


async def tidied(town: Town) -> None:
    with pytest.raises(Later) as again:
        await tidying.tidy(town.desk)
    assert again.value.wait == tidying.AGAIN


async def test_a_draft_is_kept_for_thirty_days_and_no_longer(town: Town) -> None:
    draft = await town.drafted(await town.enrolled())

    town.at += tidying.DRAFTS
    await tidied(town)
    kept = await town.case(draft.id)
    town.at += timedelta(seconds=1)
    await tidied(town)

    assert kept.id == draft.id
    with pytest.raises(NotFound):
        await town.case(draft.id)


async def test_a_case_under_way_is_never_tidied_away(town: Town) -> None:
    case = await town.submitted()

    town.at += timedelta(days=400)
    await tidied(town)

    assert (await town.case(case.id)).number == case.number


async def test_the_answer_to_a_message_is_given_again_for_a_week(town: Town) -> None:
    at = town.at

    def answer(tx: Transaction) -> None:
        tx.once.claim("m", actor="a", at=at)
        tx.once.answer("m", Phrase("citizen/help"))

    await town.desk.db.write(answer)
    town.at += tidying.ANSWERS
    await tidied(town)
    kept = await town.desk.db.write(lambda tx: tx.once.claim("m", actor="a", at=at))

    assert kept == Phrase("citizen/help")


async def test_the_tidying_is_owed_once_however_often_the_house_starts(town: Town) -> None:
    await tidying.begin(town.desk)
    await tidying.begin(town.desk)

    assert (await town.owed()).count("tidy") == 1
