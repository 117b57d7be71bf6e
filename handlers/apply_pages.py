"""The pages of a request that is filled in: questions, what the register holds, the summary."""

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web
from yarl import URL

from bot.talk import Talk, registers
from casework import opening, stepping
from casework.applying import PURPOSE
from casework.opening import Opened
from domain.attachment import LONGEST, MOST_A_CASE
from domain.errors import Refusal
from domain.form import Field
from domain.item import ItemId
from domain.steps import step
from handlers import asked
from handlers.asked import Sent
from handlers.keys import DESK, VISITOR
from handlers.pages import page
from handlers.problems import STATUS, said

USE = frozenset({PURPOSE, "purpose_text", "use_unit"})  # what a summary tells first
UNFIT = 422


def elder(request: web.Request) -> bool:
    """Whether the reader has chosen the elder version."""
    return request.query.get("k") == "1"


def here(request: web.Request, item: ItemId, **query: str) -> str:
    """Where the pages of an item are, in the version that the reader has chosen."""
    return _address(item, **query, **({"k": "1"} if elder(request) else {}))


def _address(item: ItemId, **query: str) -> str:
    return str(URL(f"/apply/{item}").with_query({n: told for n, told in query.items() if told}))


async def page_of(
    request: web.Request,
    *,
    typed: Mapping[str, str] | None = None,
    refused: Mapping[str, Refusal] | None = None,
    refusal: Refusal | None = None,
) -> web.Response:
    """The page that is open: the next questions, or what else has to be settled first.

    Args:
        request: The request.
        typed: What was typed, by field, if some of it was not taken.
        refused: Why not, by field.
        refusal: Why something else was refused.
    """
    desk, item = request.app[DESK], ItemId(request.match_info["item"])
    now = await opening.opened(desk, request[VISITOR], item)
    wrong = {name: _why(request, each) for name, each in (refused or {}).items()}
    sent, talk = Sent(typed or {}, wrong), asked.talk_of(desk, now)
    why = _why(request, refusal) if refusal else ""
    status = STATUS[type(refusal)] if refusal else UNFIT if wrong else 200
    if now.elsewhere:
        return _other(request, now, item, status=status)
    contest = talk.form.field(request.query.get("contest", ""))
    if contest and contest.id in talk.form.fixed:
        return _contest(request, now, contest, sent=sent, status=status)
    if together := _together(request, talk, sent):
        return _questions(request, now, together, sent=sent, why=why, status=status)
    return _summary(request, now, why=why, status=status)


def _together(request: web.Request, talk: Talk, sent: Sent) -> tuple[Field, ...]:
    """The questions of the page; after a refusal, those that were on it."""
    form, answers = talk.form, talk.draft.answers
    asked_then = [each for each in form.applicable(answers) if each.id in sent.typed]
    if any(each.id in sent.wrong for each in asked_then):
        return tuple(asked_then)
    return step(form, answers, at=request.query.get("at", ""), single=elder(request))


def _why(request: web.Request, refusal: Refusal) -> str:
    """What a refusal says on a page, where one sees the choices and has buttons to press."""
    words = request.app[DESK].words.terms.tables["reason_page"]
    own = words.get(str(refusal.facts.get("reason", "")), "")
    return own or said(request, refusal, reader="citizen")


def _questions(
    request: web.Request,
    now: Opened,
    together: tuple[Field, ...],
    *,
    sent: Sent,
    why: str,
    status: int,
) -> web.Response:
    desk, item = request.app[DESK], now.sheet.item
    form, answers = item.form.on(now.reading), now.sheet.answers
    before = form.before(together[0].id, answers)
    return page(
        request,
        "apply",
        status=status,
        **_common(request, now),
        progress=asked.progress(desk, now, together),
        questions=[asked.question(desk, now, each, sent) for each in together],
        fixed=asked.fixed_lines(desk, now),
        lately=asked.lately(desk, now, together[0]),
        before=here(request, item.id, at=before.id) if before else "",
        led=now.sheet.draft.left is not None,
        fresh=PURPOSE not in answers,
        why=why,
        pictures=now.pictures,
        most=MOST_A_CASE,
        longest=LONGEST,
    )


def _summary(request: web.Request, now: Opened, *, why: str, status: int) -> web.Response:
    desk, item = request.app[DESK], now.sheet.item
    lines = asked.lines(desk, now)
    before = item.form.on(now.reading).before("", now.sheet.answers)
    return page(
        request,
        "apply-summary",
        status=status,
        **_common(request, now),
        progress=asked.progress(desk, now, ()),
        use=[line for line in lines if line.field in USE],
        rest=[line for line in lines if line.field not in USE],
        links={line.field: here(request, item.id, at=line.field) for line in lines},
        before=here(request, item.id, at=before.id) if before else "",
        promise=opening.promised(desk, now),
        consents=stepping.consents(item),
        registers=registers(asked.talk_of(desk, now)),
        pictures=now.pictures,
        why=why,
    )


def _contest(
    request: web.Request, now: Opened, field: Field, *, sent: Sent, status: int
) -> web.Response:
    desk = request.app[DESK]
    lines = asked.fixed_lines(desk, now)
    plain = replace(field, question=field.label, optional=False)  # skipping takes it back
    return page(
        request,
        "apply-contest",
        status=status,
        **_common(request, now),
        line=next(line for line in lines if line.field == field.id),
        question=asked.question(desk, now, plain, sent),
    )


def _other(request: web.Request, now: Opened, wanted: ItemId, *, status: int) -> web.Response:
    desk, form = request.app[DESK], now.sheet.item.form.on(now.reading)
    together = step(form, now.sheet.answers)
    return page(
        request,
        "apply-other",
        status=status,
        **_common(request, now),
        progress=asked.progress(desk, now, together),
        open=bool(together),
        wanted=desk.catalogue.item(wanted),
        on=here(request, now.sheet.item.id),
        back=here(request, wanted),
    )


def _common(request: web.Request, now: Opened) -> dict[str, object]:
    """What every page of a request knows."""
    item, asks = now.sheet.item, {name: request.query.get(name, "") for name in ("at", "contest")}
    fixed = item.form.on(now.reading).fixed
    return {
        "item": item,
        "case": now.case,
        "known": now.reading.known,
        "csrf": request[VISITOR].csrf,
        "here": f"/apply/{item.id}",
        "k": "?k=1" if elder(request) else "",
        "turn": _address(item.id, **asks, k="" if elder(request) else "1"),
        "contest": {name: here(request, item.id, contest=name) for name in fixed},
    }
