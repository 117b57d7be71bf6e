"""What is expected: one row for every route, one cell for everybody and every object.

A cell is a status, or a status for each object, with `...` for all others.  303 leads to a sign-in
page, or, after a form, back to the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.handlers.matrix.cast import Who

Cell = int | Mapping[Any, int]
Row = Mapping[Who, Cell]
OFFICIALS = (Who.APPROVER, Who.ELSEWHERE, Who.CLERK, Who.KEEPER, Who.AUDITOR, Who.CONCERNED)


@dataclass(frozen=True)
class Expected:
    """A row, and what is sent.

    Attributes:
        sends: The body: fields of a form, or of a JSON object.
        careful: `version` or `etag`: what If-Match carries.
    """

    row: Row
    sends: Mapping[str, Any] = field(default_factory=dict)
    careful: str = ""


def everybody(status: int, **sends: Any) -> Expected:
    """It is all the same who asks."""
    return Expected(dict.fromkeys(Who, status), sends)


def citizens(owner: Cell, stranger: Cell, *, careful: str = "", **sends: Any) -> Expected:
    """For a bearer of the mini program; to everybody else nobody is signed in."""
    row = {**dict.fromkeys(Who, 401), Who.OWNER: owner, Who.STRANGER: stranger}
    return Expected(row, sends, careful=careful)


def visitors(owner: Cell, stranger: Cell, outside: int, **sends: Any) -> Expected:
    """For a citizen's cookie."""
    row = {**dict.fromkeys(Who, outside), Who.OWNER: owner, Who.STRANGER: stranger}
    return Expected(row, sends)


def officials(outside: int, inside: Cell, **others: Any) -> Expected:
    """For an official's cookie; `others` are parts with a cell of their own."""
    row: dict[Who, Cell] = dict.fromkeys(Who, outside)
    row |= dict.fromkeys(OFFICIALS, inside)
    row |= {Who(part): cell for part, cell in others.items() if part in tuple(Who)}
    sends = {name: value for name, value in others.items() if name not in tuple(Who)}
    careful = sends.pop("careful", "")
    return Expected(row, sends, careful=careful)


def reading(outside: int) -> Expected:
    """A case of the own office may be read in every role there, but not by its kin."""
    return officials(outside, {"draft": 404, ...: 200}, elsewhere=404, concerned=404)


def acting(approver: Cell, *, done: int, **sends: Any) -> Expected:
    """What an approver of the own office may do; `done` tells page and API apart."""
    outside, kin = (401, 404) if done == 303 else (401, {"draft": 404, ...: 403})
    return officials(
        outside,
        {"draft": 404, ...: 403},
        approver=approver,
        elsewhere=404,
        concerned=kin,
        **sends,
    )


def revoking(*, done: int, **sends: Any) -> Expected:
    """What a keeper of the seal may do with a paper."""
    kin = 404 if done == 303 else 403
    return officials(
        401,
        {"issued": 403, "letter": 403, ...: 404},
        keeper={"issued": done, "letter": done, ...: 404},
        elsewhere=404,
        concerned={"issued": kin, "letter": kin, ...: 404},
        **sends,
    )


ASKS = [{"field": "use_unit", "why": "名称不全"}]
ASKS_FORM = {"field": "use_unit", "why-use_unit": "名称不全", "how-use_unit": ""}
SEEN = {"proof": "kinship", "document": "出生医学证明 K330000001"}


def acts(done: int, returning: Mapping[str, Any], **careful: str) -> dict[str, Expected]:
    """The acts of an official by their last word, for pages and API alike."""
    approval = {"review": done, "draft": 404, ...: 409}
    early = {"submitted": done, "open": done, "review": done, "draft": 404, ...: 409}
    review = {"open": done, "review": done, "draft": 404, ...: 409}
    asking = {"open": done, "draft": 404, ...: 409}
    still = {"reason": "要查老档案。", "until": "2026-12-01"}
    return {
        "acceptance": acting(early, done=done, **careful),
        "suspension": acting(review, done=done, **still),
        "resumption": acting({"draft": 404, ...: 409}, done=done),
        "approval": acting(approval, done=done, **careful),
        "return": acting(early, done=done, **careful, **returning),
        "refusal": acting(review, done=done, reasons="登记里没有。", **careful),
        "non-acceptance": acting(early, done=done, reasons="不归我们办。", **careful),
        "register-query": acting(asking, done=done),
        "proofs": acting(review, done=done, **SEEN),
        "revocation": revoking(done=done, reason="登记有误"),
    }


_CASE = "/api/v1/applications/{case}"
_OWN = {"returned": 200, "draft": 200, ...: 409}
_OPEN_TO_HER = {"draft": 200, "submitted": 200, "open": 200, "review": 200, "returned": 200}
EXPECTED: dict[str, Expected] = {
    "GET /": everybody(200),
    "GET /healthz": everybody(200),
    "GET /readyz": everybody(200),
    "GET /metrics": everybody(404),  # all of them come through a proxy; it is for the operator
    "GET /static/{name}": everybody(200),
    "GET /openapi.json": everybody(200),
    "GET /docs": everybody(200),
    "GET /problems/{slug}": everybody(200),
    "GET /wechat": everybody(403),
    "POST /wechat": everybody(403),
    "GET /miniapp": everybody(403),
    "POST /miniapp": everybody(403),
    "GET /wecom": everybody(403),
    "POST /wecom": everybody(403),
    "POST /api/v1/sessions": everybody(201, code="c"),
    "GET /api/v1/items": everybody(200),
    "GET /api/v1/items/{item}": everybody(200),
    "GET /api/v1/guide": everybody(200),
    "GET /items": everybody(200),
    "GET /items/{item}": everybody(200),
    "GET /guide": everybody(200),
    "GET /api/v1/me": citizens(200, 200),
    "POST /api/v1/me/phone": citizens(200, 200, code="p"),
    "POST /api/v1/me/identity": citizens(422, 422, name="陈媛", id_number="330781199305163024"),
    "GET /e/{token}": everybody(200),
    # Whoever holds the link holds the key; it was sent to her, and her page says so.
    "GET /c/{token}": everybody(200),
    "GET /c/{token}/certificate.pdf": everybody(200),
    "POST /c/{token}/materials": everybody(409),
    "GET /api/v1/applications": citizens(200, 200),
    "POST /api/v1/applications": citizens(201, 201, item="qs-01"),
    f"GET {_CASE}": citizens(200, 404),
    f"PATCH {_CASE}": citizens(_OWN, 404, answers={"use_unit": "深圳某厂"}, careful="etag"),
    f"POST {_CASE}/submission": citizens({"draft": 200, "returned": 422, ...: 409}, 404),
    f"POST {_CASE}/withdrawal": citizens({**_OPEN_TO_HER, ...: 409}, 404),
    f"GET {_CASE}/certificate": citizens({"issued": 200, "letter": 200, ...: 404}, 404),
    f"POST {_CASE}/attachments": citizens({**dict.fromkeys(_OPEN_TO_HER, 415), ...: 409}, 404),
    f"GET {_CASE}/attachments": citizens(200, 404),
    f"GET {_CASE}/attachments/{{attachment}}": citizens(200, 404),
    "GET /login": everybody(303),
    "GET /login/callback": everybody(401),
    "GET /me": visitors(200, 200, 303),
    "GET /me/cases/{case}": visitors(303, 404, 303),
    "POST /me/sign-out": visitors(200, 200, 401),
    # A page of a visitor's own; the case is named in the form, and nobody else's is touched.
    "GET /apply/{item}": visitors(200, 200, 303),
    "POST /apply/{item}": visitors(303, 303, 401, **{"a.kin": "parent"}),
    "POST /apply/{item}/contest": visitors(422, 422, 401),
    "POST /apply/{item}/back": visitors(404, 404, 401),
    "POST /apply/{item}/drop": visitors(404, 404, 401, case="case-issued-1"),
    "POST /apply/{item}/pictures": visitors(415, 415, 401),
    "POST /apply/{item}/submission": visitors(404, 404, 401, case="case-issued-1"),
    "GET /v/{token}": everybody(200),
    "POST /v/{token}/reply": everybody(303, reply="accepted"),
    "GET /verify": everybody(200),
    "POST /verify": everybody(404, number="兰游证〔2026〕000128号", code="0" * 12),
    "GET /api/v1/checks/{token}": everybody(200),
    "POST /api/v1/checks/{token}/reply": everybody(200, reply="accepted"),
    "POST /api/v1/checks": everybody(200, number="兰游证〔2026〕000128号", code="0" * 12),
    "GET /desk/sign-in": everybody(200),
    "GET /desk/login": everybody(303),
    "GET /desk/login/qr": everybody(303),
    "GET /desk/callback": everybody(401),
    "POST /desk/sign-out": officials(401, 200),
    # Editors alone; nobody of this cast is one.  tests/handlers/test_desk_catalogue.py has two.
    "GET /desk/catalogue": officials(303, 403),
    "POST /desk/catalogue/reload": officials(401, 403),
    "POST /desk/catalogue/{item}/release": officials(401, 403, version="0" * 16),
    "GET /api/v1/desk/catalogue": officials(401, 403),
    "POST /api/v1/desk/catalogue/reload": officials(401, 403),
    "POST /api/v1/desk/catalogue/{item}/release": officials(401, 403, version="0" * 16),
    "GET /desk": officials(303, 200),
    "GET /desk/letters": officials(303, 200),
    "GET /desk/cases/{case}": reading(303),
    "GET /desk/cases/{case}/attachments/{attachment}": reading(303),
    "GET /api/v1/desk/session": officials(401, 200),
    "GET /api/v1/desk/cases": officials(401, 200),
    "GET /api/v1/desk/letters": officials(401, 200),
    "GET /api/v1/desk/cases/{case}": reading(401),
    **{f"POST /desk/cases/{{case}}/{act}": row for act, row in acts(303, ASKS_FORM).items()},
    **{
        f"POST /api/v1/desk/cases/{{case}}/{act}": row
        for act, row in acts(200, {"asks": ASKS}, careful="version").items()
    },
}
