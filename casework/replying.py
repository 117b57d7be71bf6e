"""Replying: a unit answers the letter that was written to it, and the applicant learns of it."""

from casework.desk import Desk
from casework.links import hashed
from casework.reckoning import count
from casework.telling import tell
from domain.certificate import Certificate, PaperKind, Standing
from domain.errors import NotFound, WrongState
from domain.figures import NEEDED
from domain.letter import Letter, Reply, Stance
from storage.transaction import Transaction

HAPPENED = {Stance.ACCEPTED: "letter-accepted", Stance.NEEDED: "letter-contested"}


async def answer(desk: Desk, token: str, given: Reply) -> Letter:
    """Keep an answer; it counts until another is given.  To say the same again changes nothing.

    Whoever holds the letter may answer: its token is the key.

    Raises:
        NotFound: No letter has that token.
        WrongState: The letter was revoked.
    """

    def work(tx: Transaction) -> Letter:
        paper = tx.certificates.by_token_hash(hashed(token))
        letter = tx.letters.of_paper(paper.id) if paper else None
        if paper is None or letter is None:
            raise NotFound
        if paper.revoked_at is not None:
            raise WrongState(state=Standing.REVOKED, wanted=Standing.IN_FORCE)
        if given.says(letter.reply):
            return letter
        return _kept(tx, letter, given)

    return await desk.db.write(work)


def _kept(tx: Transaction, letter: Letter, given: Reply) -> Letter:
    tx.letters.answer(letter, given)
    tx.askings.answered(letter, given.stance)
    case = tx.applications.get(letter.case)
    happened = HAPPENED[given.stance]
    tx.journal.add(happened, by="unit", at=given.at, case=case.id, certificate=letter.paper)
    before = letter.reply.stance if letter.reply else None
    if given.stance is Stance.NEEDED is not before:
        count(tx, case, NEEDED, at=given.at)
    tell(tx, case, f"told/{happened}", at=given.at)
    return letter.answered(given)


def end(tx: Transaction, paper: Certificate) -> None:
    """A revoked letter asks for no answer, and is counted no longer."""
    letter = tx.letters.of_paper(paper.id) if paper.kind is PaperKind.LETTER else None
    if letter is not None:
        tx.askings.ended(letter)
        tx.letters.end(letter)
