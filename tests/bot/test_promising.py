"""Which words speak of promises and of consent, and which are answers to something else."""

from dataclasses import replace

import pytest

from bot import guide, promising
from bot.guide import Shelves
from casework.acts import Scene
from casework.seeking import Seek, Sought
from domain.identity import Account, AccountId
from domain.message import Channel
from tests.support.desks import AT, CATALOGUE

ACCOUNT = Account(AccountId("a"), Channel.OFFICIAL_ACCOUNT, "wx-office", "oChenYuan")
SCENE = Scene(ACCOUNT, None, None, (), 0, AT)
ASKED = replace(SCENE, offered="consent/c-1")
OFFERED = replace(SCENE, offered="promise/c-1")


@pytest.mark.parametrize(
    ("words", "sought"),
    [
        ("签承诺", Seek(Sought.OPEN)),
        ("签承诺 0042", Seek(Sought.OPEN, "0042")),
        ("不签承诺0042", Seek(Sought.OPEN, "0042")),
        ("撤回承诺", Seek(Sought.SIGNED)),
        ("同意", Seek(Sought.CONSENT)),
        ("不同意 0042", Seek(Sought.CONSENT, "0042")),
    ],
)
def test_a_word_says_what_is_meant(words: str, sought: Seek) -> None:
    turn = promising.command(SCENE, words, asked=False)

    assert turn is not None
    assert turn.act == sought


@pytest.mark.parametrize("words", ["撤回", "承诺", "同意书", "签", "不", "1", "2", "同意 42"])
def test_other_words_are_about_something_else(words: str) -> None:
    assert promising.command(SCENE, words, asked=False) is None


def test_a_digit_answers_what_was_laid_before_her_last() -> None:
    agrees = promising.command(ASKED, "１", asked=True)
    declines = promising.command(OFFERED, "2", asked=False)

    assert agrees is not None
    assert declines is not None
    assert (agrees.phrase.name, agrees.act) == (promising.AGREE, Seek(Sought.CONSENT, "", "c-1"))
    assert (declines.phrase.name, declines.act) == (promising.DECLINE, Seek(Sought.OPEN, "", "c-1"))


def test_a_mere_yes_answers_the_question_of_a_form_that_is_open() -> None:
    assert promising.command(SCENE, "同意", asked=True) is None
    assert promising.command(SCENE, "同意 0042", asked=True) is not None
    assert promising.command(ASKED, "同意", asked=True) is not None


def test_what_the_guide_did_not_offer_it_does_not_read() -> None:
    shelves = Shelves(CATALOGUE.guide, CATALOGUE)

    assert guide.choose(shelves, "consent/c-1", "3") is None
    assert guide.choose(shelves, "promise/c-1", "返回") is None
