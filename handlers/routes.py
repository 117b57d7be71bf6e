"""Every URL on one page, with who may pass."""

from dataclasses import replace

from domain.attachment import LONGEST
from handlers import (
    applications,
    apply,
    attachments,
    cases,
    checks,
    desk,
    desk_api,
    desk_catalogue,
    desk_letters,
    desk_time,
    docs,
    finding,
    h5,
    health,
    home,
    items,
    links,
    login,
    me,
    metrics,
    papers,
    sessions,
    static,
    wechat,
    wecom,
)
from handlers.route import KIB, Handler, Kind, Operation, Rate, Route, Who

FORM = 32 * KIB
JSON = 16 * KIB
PICTURE = LONGEST + 16 * KIB
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


def _api(method: str, path: str, operation: Operation, *, who: Who, longest: int = JSON) -> Route:
    return Route(
        method,
        path,
        operation.handler,
        who,
        Kind.API,
        longest=0 if method == "GET" else longest,
        rate=ONCE_A_SECOND,
        operation=operation,
    )


def _citizen(method: str, path: str, operation: Operation) -> Route:
    return _api(method, path, operation, who=Who.CITIZEN)


def _picture(path: str, operation: Operation) -> Route:
    taken = _api("POST", path, operation, who=Who.CITIZEN, longest=PICTURE)
    return replace(taken, streamed=True)


def _desk(method: str, path: str, operation: Operation) -> Route:
    return _api(method, path, operation, who=Who.OFFICIAL)


def _visitor(method: str, path: str, handler: Handler) -> Route:
    longest = FORM if method == "POST" else 0
    return Route(method, path, handler, Who.VISITOR, Kind.PAGE, longest=longest, rate=ONCE_A_SECOND)


def _official(method: str, path: str, handler: Handler) -> Route:
    longest = FORM if method == "POST" else 0
    return Route(method, path, handler, Who.OFFICIAL, Kind.PAGE, longest=longest)


ROUTES: tuple[Route, ...] = (
    _anyone("GET", "/", home.show),
    _anyone("GET", "/healthz", health.live, Kind.PROBE),
    _anyone("GET", "/readyz", health.ready, Kind.PROBE),
    _anyone("GET", "/metrics", metrics.show, Kind.PROBE),
    _anyone("GET", "/static/{name}", static.show, Kind.ASSET),
    # Programmers.
    _anyone("GET", "/openapi.json", docs.spec),
    _anyone("GET", "/docs", docs.show),
    _anyone("GET", "/problems/{slug}", docs.problem),
    # The platforms.
    *_platform("/wechat", wechat.prove, wechat.listen),
    *_platform("/miniapp", wechat.prove_miniapp, wechat.listen_miniapp),
    *_platform("/wecom", wecom.prove, wecom.listen),
    # Citizens: the mini program's calls, and pages behind secret links.
    _api("POST", "/api/v1/sessions", sessions.create, who=Who.ANYONE),
    _api("GET", "/api/v1/items", items.show_all, who=Who.ANYONE),
    _api("GET", "/api/v1/items/{item}", items.show, who=Who.ANYONE),
    _api("GET", "/api/v1/guide", items.show_guide, who=Who.ANYONE),
    Route("GET", "/items", finding.search, Who.ANYONE, Kind.PAGE, rate=ONCE_A_SECOND),
    Route("GET", "/items/{item}", finding.show, Who.ANYONE, Kind.PAGE, rate=ONCE_A_SECOND),
    Route("GET", "/guide", finding.guide, Who.ANYONE, Kind.PAGE, rate=ONCE_A_SECOND),
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
    Route(
        "POST",
        "/c/{token}/materials",
        attachments.hand_in,
        Who.ANYONE,
        Kind.PAGE,
        longest=PICTURE,
        rate=ONCE_A_SECOND,
        streamed=True,
    ),
    _citizen("GET", "/api/v1/applications", applications.show_all),
    _citizen("POST", "/api/v1/applications", applications.begin),
    _citizen("GET", "/api/v1/applications/{case}", applications.show),
    _citizen("PATCH", "/api/v1/applications/{case}", applications.amend),
    _citizen("POST", "/api/v1/applications/{case}/submission", applications.submit),
    _citizen("POST", "/api/v1/applications/{case}/withdrawal", applications.withdraw),
    _citizen("GET", "/api/v1/applications/{case}/certificate", applications.certificate),
    _picture("/api/v1/applications/{case}/attachments", attachments.add),
    _citizen("GET", "/api/v1/applications/{case}/attachments", attachments.show_all),
    _citizen("GET", "/api/v1/applications/{case}/attachments/{attachment}", attachments.show),
    # Citizens in WeChat's own browser.
    Route("GET", "/login", h5.begin, Who.ANYONE, Kind.PAGE, rate=SELDOM),
    Route("GET", "/login/callback", h5.finish, Who.ANYONE, Kind.PAGE, rate=SELDOM),
    _visitor("GET", "/me", h5.show),
    _visitor("GET", "/me/cases/{case}", h5.open_case),
    _visitor("POST", "/me/sign-out", h5.sign_out),
    _visitor("GET", "/apply/{item}", apply.show),
    _visitor("POST", "/apply/{item}", apply.answer),
    _visitor("POST", "/apply/{item}/contest", apply.contest),
    _visitor("POST", "/apply/{item}/back", apply.go_back),
    _visitor("POST", "/apply/{item}/drop", apply.drop),
    replace(
        _visitor("POST", "/apply/{item}/pictures", apply.add_picture),
        longest=PICTURE,
        streamed=True,
    ),
    _visitor("POST", "/apply/{item}/submission", apply.submit),
    # Strangers with a paper in hand.
    Route("GET", "/v/{token}", checks.by_token, Who.ANYONE, Kind.CHECK, rate=ONCE_A_SECOND),
    Route(
        "POST",
        "/v/{token}/reply",
        checks.reply,
        Who.ANYONE,
        Kind.CHECK,
        longest=8 * KIB,
        rate=SELDOM,
    ),
    Route("GET", "/verify", checks.ask, Who.ANYONE, Kind.CHECK, rate=ONCE_A_SECOND),
    Route("POST", "/verify", checks.by_code, Who.ANYONE, Kind.CHECK, longest=4 * KIB, rate=SELDOM),
    _api("GET", "/api/v1/checks/{token}", papers.show, who=Who.ANYONE),
    replace(
        _api("POST", "/api/v1/checks/{token}/reply", papers.reply, who=Who.ANYONE), rate=SELDOM
    ),
    Route(
        "POST",
        "/api/v1/checks",
        papers.check.handler,
        Who.ANYONE,
        Kind.API,
        longest=papers.LONGEST_FILE,
        rate=SELDOM,
        operation=papers.check,
        streamed=True,
    ),
    # Officials.
    _anyone("GET", "/desk/sign-in", login.choose),
    Route("GET", "/desk/login", login.begin, Who.ANYONE, Kind.PAGE, rate=SELDOM),
    Route("GET", "/desk/login/qr", login.begin_by_scan, Who.ANYONE, Kind.PAGE, rate=SELDOM),
    Route("GET", "/desk/callback", login.finish, Who.ANYONE, Kind.PAGE, rate=SELDOM),
    _official("POST", "/desk/sign-out", login.sign_out),
    _desk("GET", "/api/v1/desk/session", desk_api.session),
    _desk("GET", "/api/v1/desk/letters", desk_letters.show_all),
    _desk("GET", "/api/v1/desk/cases", desk_api.cases),
    _desk("GET", "/api/v1/desk/cases/{case}", desk_api.show),
    _desk("POST", "/api/v1/desk/cases/{case}/acceptance", desk_time.accept),
    _desk("POST", "/api/v1/desk/cases/{case}/suspension", desk_time.suspend),
    _desk("POST", "/api/v1/desk/cases/{case}/resumption", desk_time.resume),
    _desk("POST", "/api/v1/desk/cases/{case}/approval", desk_api.approve),
    _desk("POST", "/api/v1/desk/cases/{case}/return", desk_api.send_back),
    _desk("POST", "/api/v1/desk/cases/{case}/refusal", desk_api.refuse),
    _desk("POST", "/api/v1/desk/cases/{case}/non-acceptance", desk_api.not_accept),
    _desk("POST", "/api/v1/desk/cases/{case}/register-query", desk_api.ask_again),
    _desk("POST", "/api/v1/desk/cases/{case}/proofs", desk_api.show_proof),
    _desk("POST", "/api/v1/desk/cases/{case}/revocation", desk_api.revoke),
    _desk("GET", "/api/v1/desk/catalogue", desk_catalogue.show),
    _desk("POST", "/api/v1/desk/catalogue/reload", desk_catalogue.reload),
    _desk("POST", "/api/v1/desk/catalogue/{item}/release", desk_catalogue.release),
    _official("GET", "/desk/catalogue", desk_catalogue.show_page),
    _official("POST", "/desk/catalogue/reload", desk_catalogue.reload_page),
    _official("POST", "/desk/catalogue/{item}/release", desk_catalogue.release_page),
    _official("GET", "/desk", desk.queue),
    _official("GET", "/desk/letters", desk_letters.show),
    _official("GET", "/desk/cases/{case}", desk.show),
    _official("GET", "/desk/cases/{case}/attachments/{attachment}", attachments.show_at_desk),
    _official("POST", "/desk/cases/{case}/acceptance", desk.accept),
    _official("POST", "/desk/cases/{case}/suspension", desk.suspend),
    _official("POST", "/desk/cases/{case}/resumption", desk.resume),
    _official("POST", "/desk/cases/{case}/approval", desk.approve),
    _official("POST", "/desk/cases/{case}/return", desk.send_back),
    _official("POST", "/desk/cases/{case}/refusal", desk.refuse),
    _official("POST", "/desk/cases/{case}/non-acceptance", desk.not_accept),
    _official("POST", "/desk/cases/{case}/register-query", desk.ask_again),
    _official("POST", "/desk/cases/{case}/proofs", desk.show_proof),
    _official("POST", "/desk/cases/{case}/revocation", desk.revoke),
)
