"""Numbering: numbers without gaps, of cases by day and of papers by year, each office its own."""

from datetime import datetime

from casework.desk import Desk
from domain.calendar import local, local_day
from domain.certificate import PaperKind
from domain.office import Office
from storage.transaction import Transaction


def case_number(tx: Transaction, office: Office, *, at: datetime) -> str:
    """The next number of a case at that office: YB-20261123-0042."""
    day = f"{local(at):%Y%m%d}"
    serial = tx.counters.next(f"case/{office.id}/{day}")
    return f"{office.initials}-{day}-{serial:04d}"


def paper_number(
    desk: Desk, tx: Transaction, office: Office, *, kind: PaperKind, at: datetime
) -> str:
    """The next number of a paper of that kind, as it is printed."""
    year = local_day(at).year
    serial = tx.counters.next(f"{kind}/{office.id}/{year}")
    facts = {"sign": office.sign, "year": year, "serial": serial}
    return desk.words.blocks("documents/number", facts)[kind]
