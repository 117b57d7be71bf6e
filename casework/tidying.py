"""Tidying: what was promised to be kept for a time only is not kept longer."""

from datetime import timedelta
from functools import partial
from typing import NoReturn

from casework.desk import Desk
from domain.post import Job, Later
from storage.transaction import Transaction

DRAFTS = timedelta(days=30)  # as the chat tells whoever leaves a draft
SECRETS = timedelta(days=1)  # links and sessions, after their end
ANSWERS = timedelta(days=7)  # the platforms repeat within a minute; clients within a day
STRAYS = timedelta(days=1)  # files that no row names
AGAIN = timedelta(hours=6)
HELD = timedelta(minutes=10)


async def begin(desk: Desk) -> None:
    """Owe the tidying, unless it is owed already."""
    at = desk.now()

    def work(tx: Transaction) -> None:
        if "tidy" not in tx.outbox.topics():
            tx.outbox.put("tidy", lane="tidy", at=at)

    await desk.db.write(work)


async def tidy(desk: Desk, _job: Job | None = None) -> NoReturn:
    """Delete old drafts, ended links and sessions, old answers, what was delivered, stray files.

    Raises:
        Later: Always: it is due again in six hours, or sooner if it is in doubt what time it is.
    """
    if not desk.sure():
        raise Later("time-doubted", HELD)
    at = desk.now()

    def work(tx: Transaction) -> None:
        drafts = tx.applications.forget_drafts(at - DRAFTS)
        links = tx.links.forget(at - SECRETS)
        sessions = tx.sessions.forget(at - SECRETS)
        tx.once.forget(at - ANSWERS)
        tx.outbox.forget(at - ANSWERS)
        tx.jottings.forget(at - SECRETS)
        tx.source_answers.forget(at)
        if drafts or links or sessions:
            tx.journal.add(
                "tidied", by="house", at=at, drafts=drafts, links=links, sessions=sessions
            )

    await desk.db.write(work)
    await sweep(desk)
    raise Later("again", AGAIN)


async def sweep(desk: Desk) -> None:
    """Delete what lies in the object store for nobody.

    A file is written before the row that names it, so what has been put within a day is let be.
    """
    before, swept = desk.now() - STRAYS, 0
    for names in await desk.files.untouched(before):
        for name in await desk.db.read(partial(_strays, names=names)):
            swept += await desk.files.discard(name, before=before)
    if swept:
        at = desk.now()
        await desk.db.write(lambda tx: tx.journal.add("swept", by="house", at=at, files=swept))


def _strays(tx: Transaction, names: list[str]) -> list[str]:
    kept = (tx.attachments, tx.certificates, tx.verifications)
    return [name for name in names if not any(each.uses(name) for each in kept)]
