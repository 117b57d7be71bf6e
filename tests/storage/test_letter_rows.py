from dataclasses import replace
from pathlib import Path

import pytest

from domain.application import ApplicationId
from domain.certificate import CertificateId, PaperKind
from domain.errors import Conflict
from domain.item import ItemId
from domain.letter import BEGIN, Figures, Letter, Reply, Said, Stance, reply
from domain.states import State
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import (
    OFFICE,
    a_case,
    a_certificate,
    a_person,
    an_account,
    in_state,
    later,
)

UNIT, OTHER = "深圳澜桥电子有限公司", "深圳前湾银行"
ACCEPTED, NEEDED = Stance.ACCEPTED, Stance.NEEDED


def a_letter(n: int = 1, *, unit: str = UNIT, item: str = "qs-11") -> Letter:
    return Letter(
        paper=CertificateId(f"paper-{n}"),
        case=ApplicationId(f"case-{n}"),
        office=OFFICE,
        item=ItemId(item),
        unit=unit,
        title="关于无需提供亲属关系证明的说明",
        points=(Said("户口簿已经载明", "陈*与陈*樑登记在同一户。"),),
        accept="同意以居民户口簿为准",
    )


def a_reply(stance: Stance, seconds: int = 0, basis: str = "公司人事制度第五条") -> Reply:
    return reply(stance, purpose="入职登记", basis=basis, who="王红", at=later(seconds))


def sent(tx: Transaction, *letters: Letter) -> None:
    """These letters went out, each in a case and on a paper of its own."""
    if tx.people.by_number(a_person().number) is None:
        tx.people.add(a_person())
    account = an_account(tx).id
    for letter in letters:
        case = replace(a_case(account), id=letter.case, number=letter.case)
        tx.applications.add(in_state(case, State.SUBMITTED))
        paper = replace(
            a_certificate(case),
            id=letter.paper,
            number=letter.paper,
            token_hash=f"t-{letter.paper}",
            code_hash=f"c-{letter.paper}",
            valid_to=None,
            kind=PaperKind.LETTER,
        )
        tx.certificates.add(paper)
        tx.letters.add(letter)
        tx.askings.sent(letter)


def answered(tx: Transaction, n: int, given: Reply) -> None:
    letter = tx.letters.of_paper(CertificateId(f"paper-{n}"))
    assert letter is not None
    tx.letters.answer(letter, given)
    tx.askings.answered(letter, given.stance)


def figures(tx: Transaction) -> list[tuple[str, str, Figures]]:
    page = tx.askings.page(OFFICE, after=BEGIN, limit=9)
    return [(each.item, each.unit, each.figures) for each in page]


async def test_a_letter_comes_back_as_it_was_kept(db: Database) -> None:
    await db.write(lambda tx: sent(tx, a_letter()))

    kept = await db.read(lambda tx: tx.letters.of_paper(a_letter().paper))
    paper = await db.read(lambda tx: tx.certificates.get(a_letter().paper))

    assert kept == a_letter()
    assert (paper.kind, paper.valid_to) == (PaperKind.LETTER, None)


async def test_the_last_answer_counts_and_the_earlier_ones_stay(db: Database) -> None:
    await db.write(lambda tx: sent(tx, a_letter()))
    await db.write(lambda tx: answered(tx, 1, a_reply(NEEDED)))
    await db.write(lambda tx: answered(tx, 1, a_reply(ACCEPTED, 60)))

    kept = await db.read(lambda tx: tx.letters.of_paper(a_letter().paper))
    history = await db.read(lambda tx: tx.letters.history(a_letter().paper))

    assert kept is not None
    assert kept.reply == a_reply(ACCEPTED, 60)
    assert history == [a_reply(NEEDED), a_reply(ACCEPTED, 60)]


async def test_of_two_answers_at_once_one_is_told_to_read_again(db: Database) -> None:
    await db.write(lambda tx: sent(tx, a_letter()))
    await db.write(lambda tx: answered(tx, 1, a_reply(ACCEPTED)))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.letters.answer(a_letter(), a_reply(NEEDED)))

    assert len(await db.read(lambda tx: tx.letters.history(a_letter().paper))) == 1


async def test_figures_follow_every_answer_and_every_change_of_mind(db: Database) -> None:
    def story(tx: Transaction) -> None:
        sent(tx, a_letter(1), a_letter(2), a_letter(3, unit=OTHER), a_letter(4, item="rs-02"))
        answered(tx, 1, a_reply(ACCEPTED))
        answered(tx, 2, a_reply(ACCEPTED))
        answered(tx, 2, a_reply(NEEDED, 60))
        answered(tx, 3, a_reply(NEEDED))
        answered(tx, 3, a_reply(ACCEPTED, 60))

    await db.write(story)

    assert await db.read(figures) == [
        ("qs-11", UNIT, Figures(2, 1, 1)),
        ("rs-02", UNIT, Figures(1, 0, 0)),
        ("qs-11", OTHER, Figures(1, 1, 0)),
    ]
    assert await db.read(lambda tx: tx.askings.of_office(OFFICE)) == Figures(4, 2, 1)


@pytest.mark.parametrize("spelt", ["深圳 澜桥电子有限公司", "深圳澜桥电子有限公司　"])
async def test_a_unit_is_one_unit_however_its_name_is_typed(db: Database, spelt: str) -> None:
    await db.write(lambda tx: sent(tx, a_letter(1), a_letter(2, unit=spelt)))

    assert await db.read(figures) == [("qs-11", UNIT, Figures(2, 0, 0))]


async def test_a_revoked_letter_is_counted_no_longer(db: Database) -> None:
    def story(tx: Transaction) -> None:
        sent(tx, a_letter(1), a_letter(2))
        answered(tx, 1, a_reply(NEEDED))
        revoked = tx.letters.of_paper(a_letter(1).paper)
        assert revoked is not None
        tx.askings.ended(revoked)
        tx.letters.end(revoked)

    await db.write(story)

    assert await db.read(figures) == [("qs-11", UNIT, Figures(1, 0, 0))]
    row = await db.read(lambda tx: tx.askings.page(OFFICE, after=BEGIN, limit=1)[0])
    assert await db.read(lambda tx: tx.letters.contested(row)) is None


async def test_the_letter_contested_last_is_the_one_that_is_shown(db: Database) -> None:
    def story(tx: Transaction) -> None:
        sent(tx, *(a_letter(n) for n in (1, 2, 3)))
        for n in (1, 2, 3):
            answered(tx, n, a_reply(NEEDED, n, basis=f"第{n}条"))
        answered(tx, 3, a_reply(ACCEPTED, 9))

    await db.write(story)
    row = await db.read(lambda tx: tx.askings.page(OFFICE, after=BEGIN, limit=1)[0])

    shown = await db.read(lambda tx: tx.letters.contested(row))

    assert shown is not None
    assert shown.reply == a_reply(NEEDED, 2, basis="第2条")


async def test_pages_follow_one_another_without_gap_or_repetition(db: Database) -> None:
    letters = [a_letter(n, unit=f"单位{n}") for n in range(1, 8)]
    await db.write(lambda tx: sent(tx, *letters))
    await db.write(lambda tx: answered(tx, 5, a_reply(NEEDED)))
    seen: list[str] = []
    after = BEGIN

    for _ in range(4):
        page = await db.read(lambda tx, at=after: tx.askings.page(OFFICE, after=at, limit=2))  # type: ignore[misc] # mypy knows no default in a lambda
        seen += [each.unit for each in page]
        after = page[-1].place

    assert seen[0] == "单位5"
    assert sorted(seen) == [f"单位{n}" for n in range(1, 8)]


async def test_neither_unit_nor_basis_lies_readable_in_the_file(
    sqlite: Database, tmp_path: Path
) -> None:
    await sqlite.write(lambda tx: sent(tx, a_letter()))
    await sqlite.write(lambda tx: answered(tx, 1, a_reply(NEEDED)))

    raw = (tmp_path / "lane.db").read_bytes() + (tmp_path / "lane.db-wal").read_bytes()

    assert [word for word in (UNIT, "人事制度", "王红", "同一户") if word.encode() in raw] == []


async def test_lists_and_figures_are_found_by_index(sqlite: Database) -> None:
    def plan(tx: Transaction) -> str:
        listed = tx.rows(
            "EXPLAIN QUERY PLAN SELECT * FROM asking WHERE office = 'o' AND item <> ''"
            " AND letters > 0 AND (needed, letters, id) < (9, 9, 'x')"
            " ORDER BY needed DESC, letters DESC, id DESC LIMIT 9",
            {},
        )
        last = tx.rows(
            "EXPLAIN QUERY PLAN SELECT * FROM letters WHERE office = 'o' AND item = 'i'"
            " AND unit_index = 'u' AND stance = 'needed' ORDER BY reply DESC LIMIT 1",
            {},
        )
        return "; ".join(row["detail"] for row in (*listed, *last))

    shown = await sqlite.read(plan)

    assert "asking_list" in shown
    assert "letters_contested" in shown
    assert "TEMP B-TREE" not in shown
