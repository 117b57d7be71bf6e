"""Reach: which offices an official works at, and which cases he may therefore look at."""

from datetime import datetime

from domain.application import Application, ApplicationId
from domain.errors import NotFound
from domain.office import OfficeId, Official, OfficialId
from storage.transaction import Transaction


def offices_of(official: Official, at: datetime) -> frozenset[OfficeId]:
    """Where the official holds a role at that moment."""
    return frozenset(grant.office for grant in official.held(at))


def at_office(tx: Transaction, case_id: ApplicationId, by: OfficialId, at: datetime) -> Application:
    """The case, which lies with an office of this official's, whom it does not concern.

    Raises:
        NotFound: It does not.
    """
    case, official = tx.applications.get(case_id), tx.officials.get(by)
    if case.office not in offices_of(official, at) or official.concerned(case.parties):
        raise NotFound
    return case
