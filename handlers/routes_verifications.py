"""URLs of questions between offices: of who asks, of who answers, and of whom it is about."""

from handlers import consent_pages, consents, desk, desk_verifications, verifications
from handlers.route import Route
from handlers.routing import citizen, official, program, visitor

_MINE = "/me/cases/{case}/verifications/{verification}"
_OF_MINE = "/api/v1/applications/{case}/verifications"
_ONE = "/api/v1/desk/verifications/{verification}"

VERIFICATIONS: tuple[Route, ...] = (
    # Whom it is about.
    citizen("GET", _OF_MINE, consents.show_all),
    citizen("POST", f"{_OF_MINE}/{{verification}}/consent", consents.consent),
    citizen("POST", f"{_OF_MINE}/{{verification}}/conversion", consents.convert),
    visitor("GET", _MINE, consent_pages.show),
    visitor("POST", f"{_MINE}/consent", consent_pages.consent),
    visitor("POST", f"{_MINE}/conversion", consent_pages.convert),
    # Who asks.
    official("POST", "/desk/cases/{case}/verifications", desk.ask_owner),
    program(
        "POST", "/api/v1/desk/cases/{case}/proofs/{proof}/verification", verifications.ask_owner
    ),
    # Who answers.
    official("GET", "/desk/verifications", desk_verifications.queue),
    official("GET", "/desk/verifications/{verification}", desk_verifications.show),
    official("GET", "/desk/verifications/{verification}/evidence", desk_verifications.evidence),
    official("POST", "/desk/verifications/{verification}/answer", desk_verifications.answer),
    program("GET", "/api/v1/desk/verifications", verifications.show_all),
    program("GET", _ONE, verifications.show),
    program("GET", f"{_ONE}/evidence", verifications.evidence),
    program("POST", f"{_ONE}/answer", verifications.answer),
)
