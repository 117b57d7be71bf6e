"""Every URL on one page, with who may pass."""

from handlers import (
    cases,
    checks,
    desk,
    health,
    home,
    links,
    login,
    me,
    sessions,
    static,
    wechat,
    wecom,
)
from handlers.route import KIB, Handler, Kind, Rate, Route, Who

FORM = 32 * KIB
JSON = 16 * KIB
ENVELOPE = 64 * KIB
ONCE_A_SECOND = Rate(60, 60)  # a mobile carrier lends one address to many people
SELDOM = Rate(20, 60)


def _anyone(method: str, path: str, handler: Handler, kind: Kind = Kind.PAGE) -> Route:
    return Route(method, path, handler, Who.ANYONE, kind)


def _platform(path: str, prove: Handler, listen: Handler) -> tuple[Route, Route]:
    return (
        Route("GET", path, prove, Who.PLATFORM, Kind.CALLBACK),
        Route("POST", path, listen, Who.PLATFORM, Kind.CALLBACK, longest=ENVELOPE),
    )


def _citizen(method: str, path: str, handler: Handler) -> Route:
    longest = JSON if method == "POST" else 0
    return Route(method, path, handler, Who.CITIZEN, Kind.API, longest=longest, rate=ONCE_A_SECOND)


def _official(method: str, path: str, handler: Handler) -> Route:
    longest = FORM if method == "POST" else 0
    return Route(method, path, handler, Who.OFFICIAL, Kind.PAGE, longest=longest)


ROUTES: tuple[Route, ...] = (
    _anyone("GET", "/", home.show),
    _anyone("GET", "/healthz", health.live, Kind.PROBE),
    _anyone("GET", "/readyz", health.ready, Kind.PROBE),
    _anyone("GET", "/static/{name}", static.show, Kind.ASSET),
    # The platforms.
    *_platform("/wechat", wechat.prove, wechat.listen),
    *_platform("/miniapp", wechat.prove_miniapp, wechat.listen_miniapp),
    *_platform("/wecom", wecom.prove, wecom.listen),
    # Citizens: the mini program's calls, and pages behind secret links.
    Route(
        "POST",
        "/api/v1/sessions",
        sessions.create,
        Who.ANYONE,
        Kind.API,
        longest=JSON,
        rate=ONCE_A_SECOND,
    ),
    _citizen("GET", "/api/v1/me", me.show),
    _citizen("POST", "/api/v1/me/phone", me.give_phone),
    _citizen("POST", "/api/v1/me/identity", me.prove_identity),
    Route("GET", "/e/{token}", links.show, Who.ANYONE, Kind.PAGE, rate=ONCE_A_SECOND),
    Route("GET", "/c/{token}", cases.show, Who.ANYONE, Kind.PAGE, rate=ONCE_A_SECOND),
    Route(
        "GET",
        "/c/{token}/certificate.pdf",
        cases.certificate,
        Who.ANYONE,
        Kind.PAGE,
        rate=ONCE_A_SECOND,
    ),
    # Strangers with a paper in hand.
    Route("GET", "/v/{token}", checks.by_token, Who.ANYONE, Kind.CHECK, rate=ONCE_A_SECOND),
    Route("GET", "/verify", checks.ask, Who.ANYONE, Kind.CHECK, rate=ONCE_A_SECOND),
    Route("POST", "/verify", checks.by_code, Who.ANYONE, Kind.CHECK, longest=4 * KIB, rate=SELDOM),
    # Officials.
    Route("GET", "/desk/login", login.begin, Who.ANYONE, Kind.PAGE, rate=SELDOM),
    Route("GET", "/desk/callback", login.finish, Who.ANYONE, Kind.PAGE, rate=SELDOM),
    _official("POST", "/desk/sign-out", login.sign_out),
    _official("GET", "/desk", desk.queue),
    _official("GET", "/desk/cases/{case}", desk.show),
    _official("POST", "/desk/cases/{case}/approval", desk.approve),
    _official("POST", "/desk/cases/{case}/return", desk.send_back),
    _official("POST", "/desk/cases/{case}/refusal", desk.refuse),
    _official("POST", "/desk/cases/{case}/non-acceptance", desk.not_accept),
    _official("POST", "/desk/cases/{case}/register-query", desk.ask_again),
    _official("POST", "/desk/cases/{case}/proofs", desk.show_proof),
    _official("POST", "/desk/cases/{case}/revocation", desk.revoke),
)
