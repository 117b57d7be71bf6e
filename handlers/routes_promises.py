"""The URLs of commitments, with who may pass: programs', citizens' and strangers'."""

from dataclasses import replace

from handlers import commitment_pages, commitments, desk_promises, promises
from handlers.route import Route
from handlers.routing import SELDOM, SIGNATURE, citizen, official, stranger, visitor

CASE = "/api/v1/applications/{case}"
ONE = f"{CASE}/commitments/{{proof}}"
PAGE = "/me/cases/{case}/commitments/{proof}"

PROMISES: tuple[Route, ...] = (
    citizen("GET", f"{CASE}/commitments", commitments.show_all),
    replace(citizen("POST", f"{CASE}/commitment", commitments.sign), longest=SIGNATURE),
    citizen("POST", f"{ONE}/clearance", commitments.take_up),
    citizen("POST", f"{ONE}/refusal", commitments.refuse),
    citizen("POST", f"{ONE}/withdrawal", commitments.withdraw),
    citizen("GET", f"{ONE}/letter", commitments.letter),
    visitor("GET", PAGE, commitment_pages.show),
    replace(visitor("POST", PAGE, commitment_pages.sign), longest=SIGNATURE),
    visitor("POST", f"{PAGE}/clearance", commitment_pages.take_up),
    visitor("POST", f"{PAGE}/refusal", commitment_pages.refuse),
    visitor("POST", f"{PAGE}/withdrawal", commitment_pages.withdraw),
    visitor("GET", f"{PAGE}/letter.pdf", commitment_pages.letter),
    official("GET", "/desk/cases/{case}/commitments/{proof}/letter.pdf", desk_promises.letter),
    stranger("/commitments", promises.show_all),
    stranger("/commitments/items/{item}", promises.show_item),
    stranger("/commitments/items/{item}/letter.txt", promises.letter),
    stranger("/commitments/{token}", promises.check, SELDOM),
)
