"""The phones' browser: public pages pass, officials' do not, papers become pictures."""

import io
from collections.abc import AsyncIterator

import pypdfium2
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from PIL import Image

from sandbox.sim import Sim
from sandbox.webview import Unreadable, scan

PAGE = (
    '<a href="/c/abc/certificate.pdf">证明</a><link href="/static/lane.css">'
    '<form action="/verify"></form><a href="//elsewhere.example/">外面</a>'
)
POLICY = "default-src 'none'; frame-ancestors 'none'"


def blank_paper() -> bytes:
    out = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(200, 300)
        document.save(out)
    return out.getvalue()


@pytest.fixture
async def pages(sim: Sim) -> AsyncIterator[list[str]]:
    asked: list[str] = []

    async def show(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path_qs}")
        if request.path.endswith(".pdf"):
            return web.Response(body=blank_paper(), content_type="application/pdf")
        if request.path == "/e/moved":
            return web.Response(status=303, headers={"Location": "/c/abc"})
        headers = {"Content-Security-Policy": POLICY, "Set-Cookie": "a=b"}
        return web.Response(text=PAGE, content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", show)
    server = TestServer(app)
    await server.start_server()
    sim.product = str(server.make_url("")).rstrip("/")
    yield asked
    await server.close()


async def test_a_page_keeps_the_reader_inside_and_may_stand_in_our_frame(
    pages: list[str], http: ClientSession, server: TestServer
) -> None:
    async with http.get(server.make_url("/phone/c/abc?k=1")) as response:
        text, headers = await response.text(), response.headers

    assert pages == ["GET /c/abc?k=1"]
    assert 'href="/phone/c/abc/certificate.pdf"' in text
    assert 'action="/phone/verify"' in text
    assert 'href="//elsewhere.example/"' in text
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"
    assert "Set-Cookie" not in headers


async def test_a_redirect_stays_inside(
    pages: list[str], http: ClientSession, server: TestServer
) -> None:
    async with http.get(server.make_url("/phone/e/moved"), allow_redirects=False) as response:
        led = response.headers["Location"]

    assert led == "/phone/c/abc"


@pytest.mark.parametrize("path", ["desk", "desk/cases/1", "api/v1/me", "wechat", "readyz"])
async def test_what_is_not_for_citizens_does_not_pass(
    pages: list[str], http: ClientSession, server: TestServer, path: str
) -> None:
    async with http.get(server.make_url(f"/phone/{path}")) as response:
        status = response.status

    assert (status, pages) == (403, [])


async def test_a_paper_is_shown_as_pictures_and_handed_out_as_a_file(
    pages: list[str], http: ClientSession, server: TestServer
) -> None:
    url = server.make_url("/phone/c/abc/certificate.pdf")
    async with http.get(url) as response:
        viewer = await response.text()
    async with http.get(url.with_query(page="0")) as response:
        picture = Image.open(io.BytesIO(await response.read()))
    async with http.get(url.with_query(file="1")) as response:
        file = await response.read()

    assert "共 1 页" in viewer
    assert 'src="?page=0"' in viewer
    assert picture.height == 660
    assert file.startswith(b"%PDF")


@pytest.mark.parametrize("address", ["/phone/verify", "/c/abc/certificate.pdf", "nonsense"])
async def test_where_there_is_no_code_nothing_is_scanned(
    pages: list[str], sim: Sim, address: str
) -> None:
    with pytest.raises(Unreadable):
        await scan(sim, address)


async def test_a_product_that_is_away_is_said_to_be_away(
    sim: Sim, http: ClientSession, server: TestServer
) -> None:
    sim.product = "http://127.0.0.1:9"

    async with http.get(server.make_url("/phone/verify")) as response:
        status, text = response.status, await response.text()

    assert (status, text) == (502, "产品没有应答")
