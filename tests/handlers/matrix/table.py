"""What is expected: one row for every route, one cell for everybody and every object."""

from tests.handlers.matrix.acts import ASKS, ASKS_FORM, NOT_NOW, acting, acts
from tests.handlers.matrix.rows import (
    Cell,
    Expected,
    between,
    citizens,
    everybody,
    guessing,
    officials,
    reading,
    visitors,
)

__all__ = ["EXPECTED", "Cell", "Expected"]

_CASE = "/api/v1/applications/{case}"
_ASKED = "verifications/{verification}"
# The first of those that lie before the office may be changed; then the others would be the same.
_OWN: Cell = {"returned": 200, "draft": 200, "submitted": 200, ...: 409}
_ENDED: Cell = {"issued": 201, "letter": 201, "refused": 201, ...: 409}
_OPEN_TO_HER = {"draft": 200, "submitted": 200, "open": 200, "review": 200, "returned": 200}
AWAY_FORM = {"official": "approver", "since": "2026-12-01", "until": "2026-12-02"}
AWAY = {
    "official": "approver",
    "since": "2026-12-01T00:00:00+08:00",
    "until": "2026-12-03T00:00:00+08:00",
}
_LATER = {"countersign": 403, "draft": 404, ...: 409}
_OWN_LEAVE = {"elsewhere": 404, "verifier": 404}
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
    "GET /api/v1/me/receipts": citizens(200, 200),
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
    f"POST {_CASE}/withdrawal": citizens({**_OPEN_TO_HER, "countersign": 200, ...: 409}, 404),
    f"GET {_CASE}/certificate": citizens({"issued": 200, "letter": 200, ...: 404}, 404),
    f"GET {_CASE}/receipts": citizens(200, 404),
    f"GET {_CASE}/verifications": citizens(200, 404),
    f"POST {_CASE}/{_ASKED}/consent": citizens({"open": 200, ...: 404}, 404, agree=True),
    f"POST {_CASE}/{_ASKED}/conversion": citizens({"open": 409, ...: 404}, 404),
    f"GET /me/cases/{{case}}/{_ASKED}": visitors({"open": 200, ...: 404}, 404, 303),
    f"POST /me/cases/{{case}}/{_ASKED}/consent": visitors(
        {"open": 303, ...: 404}, 404, 401, agree="no"
    ),
    f"POST /me/cases/{{case}}/{_ASKED}/conversion": visitors({"open": 303, ...: 404}, 404, 401),
    f"POST {_CASE}/attachments": citizens({**dict.fromkeys(_OPEN_TO_HER, 415), ...: 409}, 404),
    f"GET {_CASE}/attachments": citizens(200, 404),
    f"GET {_CASE}/attachments/{{attachment}}": citizens(200, 404),
    # Nothing is offered in these cases; test_commitment_pages.py has one where it is.
    f"GET {_CASE}/commitments": citizens(200, 404),
    f"POST {_CASE}/commitment": citizens(404, 404, proof="declared", signature="", confirmed=True),
    f"POST {_CASE}/commitments/{{proof}}/clearance": citizens(404, 404),
    f"POST {_CASE}/commitments/{{proof}}/refusal": citizens(404, 404),
    f"POST {_CASE}/commitments/{{proof}}/withdrawal": citizens(404, 404),
    f"GET {_CASE}/commitments/{{proof}}/letter": citizens(404, 404),
    "GET /me/cases/{case}/commitments/{proof}": visitors(404, 404, 303),
    "POST /me/cases/{case}/commitments/{proof}": visitors(404, 404, 401),
    "POST /me/cases/{case}/commitments/{proof}/clearance": visitors(404, 404, 401),
    "POST /me/cases/{case}/commitments/{proof}/refusal": visitors(404, 404, 401),
    "POST /me/cases/{case}/commitments/{proof}/withdrawal": visitors(404, 404, 401),
    "GET /me/cases/{case}/commitments/{proof}/letter.pdf": visitors(404, 404, 303),
    "GET /desk/cases/{case}/commitments/{proof}/letter.pdf": officials(303, 404),
    "GET /commitments": everybody(200),
    "GET /commitments/items/{item}": everybody(404),  # of qs-01, where nothing may be promised
    "GET /commitments/items/{item}/letter.txt": everybody(404),
    "GET /commitments/{token}": everybody(404),
    "GET /login": everybody(303),
    "GET /login/callback": everybody(401),
    "GET /me": visitors(200, 200, 303),
    "GET /me/cases/{case}": visitors(303, 404, 303),
    "POST /me/cases/{case}/change": visitors(409, 404, 401),  # she is filling something in
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
    "POST /verify": guessing(404, number="兰游证〔2026〕000128号", code="0" * 12),
    "GET /api/v1/checks/{token}": everybody(200),
    "POST /api/v1/checks/{token}/reply": everybody(200, reply="accepted"),
    "POST /api/v1/checks": guessing(200, number="兰游证〔2026〕000128号", code="0" * 12),
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
    "GET /desk/absences": officials(303, 200),
    "POST /desk/absences": officials(401, 403, **_OWN_LEAVE, approver=303, **AWAY_FORM),
    "POST /desk/absences/handover": officials(401, 422, to="approver"),
    "POST /desk/absences/{absence}/end": officials(401, 404),
    "GET /api/v1/desk/absences": officials(401, 200),
    "POST /api/v1/desk/absences": officials(401, 403, **_OWN_LEAVE, approver=201, **AWAY),
    "POST /api/v1/desk/absences/{absence}/end": officials(401, 404),
    "POST /api/v1/desk/handover": officials(401, 422, to="approver"),
    "GET /stats": everybody(200),
    "GET /stats.xlsx": everybody(200),
    "GET /api/v1/stats": everybody(200),
    "GET /desk/stats": officials(303, 200),
    "GET /desk/stats/cases": officials(303, 422),
    "GET /api/v1/desk/stats": officials(401, 200),
    "GET /api/v1/desk/stats/cases": officials(401, 422),
    # Once: tests/journeys/test_ratings.py tells the rest.
    f"GET {_CASE}/rating": citizens(200, 404),
    f"POST {_CASE}/rating": citizens(_ENDED, 404, level="fair"),
    "POST /c/{token}/rating": everybody(422),
    "GET /desk/ratings": officials(303, 200),
    "POST /desk/ratings/{rating}/call-back": officials(401, 404, reached="yes", gist="g", done="d"),
    "POST /desk/ratings/{rating}/review": officials(401, 404, doubt="mistaken", why="w"),
    "POST /desk/ratings/{rating}/decision": officials(401, 404, strike="yes", reason="r"),
    "GET /api/v1/desk/ratings": officials(401, 200),
    "POST /api/v1/desk/ratings/{rating}/call-back": officials(
        401, 404, reached=True, gist="g", done="d"
    ),
    "POST /api/v1/desk/ratings/{rating}/review": officials(401, 404, doubt="mistaken", why="w"),
    "POST /api/v1/desk/ratings/{rating}/decision": officials(401, 404, strike=True, reason="r"),
    "GET /desk/verifications": officials(303, 200),
    "GET /api/v1/desk/verifications": officials(401, 200),
    f"GET /desk/{_ASKED}": between(303, asker=200, owner=200, outer=403),
    f"GET /api/v1/desk/{_ASKED}": between(401, asker=200, owner=200, outer=403),
    # Nothing is signed here, so there is nothing to be taken along.
    f"GET /desk/{_ASKED}/evidence": between(303, asker=404, owner=404, outer=403),
    f"GET /api/v1/desk/{_ASKED}/evidence": between(401, asker=404, owner=404, outer=403),
    f"POST /desk/{_ASKED}/answer": between(
        401, asker=404, owner=303, outer=404, answer="no", remark="登记在别处。"
    ),
    f"POST /api/v1/desk/{_ASKED}/answer": between(
        401, asker=404, owner=200, outer=404, answer="no", remark="登记在别处。"
    ),
    "POST /desk/cases/{case}/verifications": acting(
        {"open": 303, **_LATER}, done=303, countersigner=NOT_NOW, proof="kinship"
    ),
    "POST /api/v1/desk/cases/{case}/proofs/{proof}/verification": acting(
        {"open": 200, **_LATER}, done=200, countersigner=NOT_NOW
    ),
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
