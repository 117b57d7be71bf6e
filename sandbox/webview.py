"""The phones' browser: the product's public pages inside this page, and its papers as pictures.

Pages come from the product as they are; only addresses that begin at its root are led through
here, and they may stand in a frame of ours.  Officials' pages do not pass: they open in a window.
"""

import io
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pypdfium2
import zxingcpp
from aiohttp import ClientError, web

from sandbox.page import POLICY
from sandbox.sim import SIM, Sim

HOME = "/phone"
PUBLIC = re.compile(r"(?:c|v|e|static)/.+|verify|")
ROOTED = re.compile(r'\b(href|src|action)="/(?!/)')
PAPER = re.compile(r"c/[\w.~-]+/certificate\.pdf")
FRAMED = "frame-ancestors 'self'"
SHARP = 2.2
VIEWER = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>证明</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/paper.css"></head>
<body><p><span>共 {count} 页 · PDF {size} KB</span><a href="?file=1" download>存原文件</a></p>
{pages}</body></html>"""


class Unreadable(LookupError):
    """There is no paper there, or no code on it."""


@dataclass(frozen=True)
class Got:
    """What the product answered."""

    status: int
    headers: dict[str, str]
    body: bytes


async def show(request: web.Request) -> web.StreamResponse:
    """GET and POST /phone/…: a public page of the product, or a paper in the phone's viewer."""
    sim, path = request.app[SIM], request.match_info["path"]
    if not PUBLIC.fullmatch(path):
        raise web.HTTPForbidden(text="替身：手机里只打开公民看的页面")
    try:
        got = await _fetched(sim, path, request)
    except (ClientError, TimeoutError):
        raise web.HTTPBadGateway(text="产品没有应答") from None
    if PAPER.fullmatch(path) and got.status == 200:
        return _paper(got.body, request)
    return _page(sim, got)


async def scan(sim: Sim, address: str) -> str:
    """Hold a phone over the code on a paper; return the address that it reads.

    Args:
        sim: The stand-in.
        address: The page of the case, or of its paper.

    Raises:
        Unreadable: There is no paper, or no code on it.
    """
    path = urlsplit(address).path.removeprefix(HOME).removesuffix("/certificate.pdf")
    if not PAPER.fullmatch(f"{path}/certificate.pdf".lstrip("/")):
        raise Unreadable(address)
    async with sim.pusher.session.get(f"{sim.product}{path}/certificate.pdf") as answer:
        paper = await answer.read()
    if not paper.startswith(b"%PDF"):
        raise Unreadable(address)
    with pypdfium2.PdfDocument(paper) as document:
        codes = zxingcpp.read_barcodes(document[0].render(scale=SHARP).to_pil())
    if not codes:
        raise Unreadable(address)
    return str(codes[0].text)


async def _fetched(sim: Sim, path: str, request: web.Request) -> Got:
    kept = {
        name: request.headers[name]
        for name in ("Accept", "Accept-Language", "Content-Type")
        if name in request.headers
    }
    query = {k: v for k, v in request.query.items() if k not in {"file", "page"}}
    ask = sim.pusher.session.request
    async with ask(
        request.method,
        f"{sim.product}/{path}",
        params=query,
        data=await request.read() or None,
        headers=kept,
        allow_redirects=False,
    ) as answer:
        return Got(answer.status, dict(answer.headers), await answer.read())


def _page(sim: Sim, got: Got) -> web.Response:
    kept: dict[str, str] = {
        n: got.headers[n] for n in ("Content-Type", "Location") if n in got.headers
    }
    policy = got.headers.get("Content-Security-Policy", "default-src 'none'")
    kept["Content-Security-Policy"] = re.sub(r"frame-ancestors [^;]+", FRAMED, policy)
    kept["Referrer-Policy"] = "no-referrer"
    if kept.get("Location", "").startswith("/"):
        kept["Location"] = HOME + kept["Location"]
    body = got.body
    if kept.get("Content-Type", "").startswith("text/html"):
        text = body.decode(errors="replace").replace(f'="{sim.product}/', '="/')
        body = ROOTED.sub(rf'\1="{HOME}/', text).encode()
    return web.Response(status=got.status, body=body, headers=kept)


def _paper(paper: bytes, request: web.Request) -> web.Response:
    """The file itself, one page of it as a picture, or the viewer around these pictures."""
    if "file" in request.query:
        return web.Response(body=paper, content_type="application/pdf")
    with pypdfium2.PdfDocument(paper) as document:
        count = len(document)
        number = request.query.get("page", "")
        if number.isdigit() and int(number) < count:
            return web.Response(body=_png(document, int(number)), content_type="image/png")
    pages = "".join(f'<img src="?page={n}" alt="证明第 {n + 1} 页">' for n in range(count))
    text = VIEWER.format(count=count, size=len(paper) // 1024, pages=pages)
    policy = POLICY.replace("frame-ancestors 'none'", FRAMED)
    return web.Response(
        text=text, content_type="text/html", headers={"Content-Security-Policy": policy}
    )


def _png(document: pypdfium2.PdfDocument, number: int) -> bytes:
    out = io.BytesIO()
    document[number].render(scale=SHARP).to_pil().save(out, "PNG")
    return out.getvalue()


def routes() -> list[web.RouteDef]:
    """Return the routes of the phones' browser."""
    path = f"{HOME}/{{path:.*}}"
    return [web.get(path, show), web.post(path, show)]
