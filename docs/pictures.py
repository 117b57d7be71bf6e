"""Makes the pictures in `docs/images` anew: plays the story, and photographs what people see.

`make pictures` runs it.  Product and stand-in are started on free ports, over a folder that is
gone afterwards: no data of yours is touched.  What they log goes to `var/pictures.log`.
"""

import html
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright

from docs.pictures_of_pages import photograph
from docs.pictures_of_promises import photograph_promise

T = TypeVar("T")
Go = Callable[[str], Page]
ROOT = Path(__file__).parent.parent
LOG = ROOT / "var" / "pictures.log"
HOST = "https://xiangliban.example"  # what the paper calls us; the browser is led to our port
PATIENCE_S = 60.0
PHONE, OFFICE, TABLE = (375, 720), (1366, 768), (1440, 900)
QUIET = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
FLAGS = [f"--{flag}" for flag in f"{QUIET} disable-component-update disable-sync".split()]
ITEM = "亲属关系证明"
CHEN_YUAN = "父母 父亲 3 入职 深圳澜桥电子有限公司 陈国樑 330781196602091019 1 游埠镇 确认"
# She names the place where she lives herself; the register knows better, and the case moves on.
NI_AN = "父母 父亲 从来没有 银行 深圳前湾银行 倪长根 {father} 没有了 女埠街道 确认"
MADE = re.compile(rf'办好了[^<]*<a href="{re.escape(HOST)}(/c/[^"]+)"')


@dataclass(frozen=True)
class Stage:
    """The product and its stand-in, both up."""

    product: str
    stand_in: str

    def order(self, verb: str, **facts: object) -> Any:
        """What the stand-in answers to one of its verbs."""
        body, head = json.dumps(facts).encode(), {"Content-Type": "application/json"}
        return json.loads(_got(Request(f"{self.stand_in}/_sim/{verb}", body, head)))  # noqa: S310 - loopback

    def look(self, what: str, **query: str) -> Any:
        """What the stand-in shows of itself."""
        return json.loads(_got(f"{self.stand_in}/_sim/{what}?{urlencode(query)}"))

    def say(self, who: str, words: str) -> str:
        """What a citizen reads at once after writing these words, one by one."""
        return [str(self.order("say", who=who, text=word)["seen"]) for word in words.split()][-1]

    def enrol(self, who: str) -> None:
        """A citizen has been led through the mini program, and the chat asks its first question."""
        self.order("enrol", who=who, link=self.say(who, ITEM))
        _until(lambda: "第 1 问" in str(self.look("view", citizen=who, official="zhoumin")))

    def card(self, masked: str) -> Mapping[str, Any]:
        """The card about a citizen, once it lies before 周敏 and can be tapped."""

        def live() -> list[Mapping[str, Any]]:
            every = self.look("state")["cards"]["zhoumin"]
            return [each for each in every if each["live"] and masked in each["desc"]]

        return _until(live)[0]


def main() -> None:
    """The pictures are new."""
    chromium = shutil.which("chromium") or sys.exit("chromium is needed (apt-get install chromium)")
    with ExitStack() as stack:
        stage = stack.enter_context(_staged(Path(stack.enter_context(TemporaryDirectory()))))
        case, *desk = _play(stage)
        check = _photograph_paper(stage, case)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        stack.callback(browser.close)
        with _pages(stage, browser, PHONE) as go:
            _shoot(go(HOST + case), "case")
            _shoot(go(HOST + check), "check-valid")
        _photograph_offices(stage, browser, *desk)
        with _pages(stage, browser, PHONE) as go:
            _shoot(go(HOST + check), "check-revoked")
            _photograph_promise(stage, go)
            photograph(go, _shoot, host=HOST)


@contextmanager
def _staged(folder: Path) -> Iterator[Stage]:
    stage = Stage(*(f"http://127.0.0.1:{port}" for port in (_free_port(), _free_port())))
    officials, port = folder / "officials.toml", stage.stand_in.rpartition(":")[2]
    env = _environment(folder, stage)
    with ExitStack() as stack:
        LOG.parent.mkdir(exist_ok=True)
        log = stack.enter_context(LOG.open("wb"))

        def start(*asked: str) -> "subprocess.Popen[bytes]":
            command = [sys.executable, *asked]
            process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)  # noqa: S603 - ours
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
            return process

        start("-m", "sandbox", "--port", port, "--product", stage.product)
        _until(lambda: _got(f"{stage.stand_in}/_sim/state"))
        officials.write_text(_told("-m", "sandbox.residents", "--officials-toml"), "utf-8")
        start("run.py", "officials", str(officials)).wait(PATIENCE_S)
        start("run.py", "serve")
        _until(lambda: _got(f"{stage.product}/readyz"))
        yield stage


def _environment(folder: Path, stage: Stage) -> dict[str, str]:
    made = "import json, sandbox.settings as s; print(json.dumps(s.fresh_env() | s.bases({!r})))"
    return {
        **json.loads(_told("-c", made.format(stage.stand_in))),
        "LANE_ENV": "demo",
        "LANE_BIND": stage.product.removeprefix("http://"),
        "LANE_PUBLIC_URL": HOST,
        "LANE_DATABASE_URL": f"sqlite:///{folder}/lane.db",
        "LANE_OBJECTS_URL": f"file:///{folder}/objects",
        "LANE_MASTER_KEY_FILE": f"{folder}/master.key",
        "LANE_AUTHORITY_FOLDER": f"{folder}/authority",
    }


def _play(stage: Stage) -> tuple[str, str, str]:
    """陈媛's certificate is made, 倪安's case waits; give her page, and both at the desk."""
    stage.enrol("chenyuan")
    tail = re.findall(r"-(\d{4})", stage.say("chenyuan", CHEN_YUAN))[-1]
    card = stage.card("陈*")
    approve = next(button["key"] for button in card["buttons"] if button["key"])
    stage.order("tap", userid="xuliqun", task=card["task"], key=approve)
    case = _until(lambda: MADE.search(stage.say("chenyuan", tail)))[1]
    stage.enrol("nian")
    father = stage.look("residents", q="倪长根")[0]["id_number"]
    stage.say("nian", NI_AN.format(father=father))
    waiting = stage.card("倪*")
    stage.order("faults", kind="duplicate-push", where="wechat", times=1)
    stage.say("chenyuan", ITEM)
    return case, card["url"], waiting["url"]


def _photograph_paper(stage: Stage, case: str) -> str:
    """The certificate as a picture; give what its QR code opens, as read from there."""
    paper = pypdfium2.PdfDocument(_got(f"{stage.product}{case}/certificate.pdf"))
    picture = paper[0].render(scale=132 / 72).to_pil()
    _keep(picture, "certificate")
    return str(zxingcpp.read_barcodes(picture)[0].text).removeprefix(HOST)


def _photograph_offices(stage: Stage, browser: Browser, decided: str, waiting: str) -> None:
    """The stand-in and the desk as pictures; in the end the certificate is revoked."""
    with _pages(stage, browser, TABLE) as go:
        page = go(stage.stand_in)
        page.get_by_role("button", name="同意", exact=True).wait_for()
        _shoot(page, "sandbox")
        page.get_by_role("button", name="主线一遍").click()
        page.locator("#playing .good").wait_for(timeout=PATIENCE_S * 1000)
        page.frame_locator("#third iframe").get_by_text("有效").first.wait_for()
        _shoot(page, "sandbox-story")
    stage.order("official", userid="xuliqun")
    stage.order("product", url=HOST)  # WeCom sends officials back to this host and no other
    with _pages(stage, browser, OFFICE) as go:
        _shoot(go(waiting), "desk")
        page = go(f"{decided}#revoke")
        page.fill("input[name=reason]", "登记有误，已更正")
        page.click("#revoke button")
        page.get_by_role("status").wait_for()


def _photograph_promise(stage: Stage, go: Go) -> None:
    """A promise that 陈媛 signs, and its letter."""
    where = photograph_promise(go, _shoot, host=HOST)
    page = go(f"{HOST}{where}")
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
    address = Request(f"{stage.product}{where}/letter.pdf", headers={"Cookie": cookies})  # noqa: S310 - loopback
    letter = pypdfium2.PdfDocument(_until(lambda: _got(address)))
    _keep(letter[0].render(scale=132 / 72).to_pil(), "commitment")


@contextmanager
def _pages(stage: Stage, browser: Browser, size: tuple[int, int]) -> Iterator[Go]:
    """A way to open pages of that size, where our host leads to the product's port."""

    def lead(route: Route) -> None:
        address = re.sub(f"^{HOST}", stage.product, route.request.url)
        answer = route.fetch(url=address, max_redirects=0)
        if onward := html.escape(answer.headers.get("location", "")):
            # Playwright meets no address that a redirect leads to; it meets the next page's.
            step = f'<meta http-equiv="refresh" content="0;url={onward}">'
            route.fulfill(response=answer, status=200, content_type="text/html", body=step)
        else:
            route.fulfill(response=answer)

    def go(address: str) -> Page:
        page.goto(address)
        page.locator("main").wait_for()
        return page

    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=2 if size == PHONE else 1
    )
    for ours in (HOST, f"{stage.stand_in}/wecom-oauth"):
        context.route(f"{ours}/**", lead)
    page = context.new_page()
    yield go
    context.unroute_all(behavior="ignoreErrors")  # some of the last page may still be on its way
    context.close()


def _shoot(page: Page, name: str) -> None:
    whole = page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}
    _keep(Image.open(BytesIO(page.screenshot(full_page=whole, animations="disabled"))), name)


def _keep(picture: Image.Image, name: str) -> None:
    target = ROOT / "docs" / "images" / f"{name}.png"
    picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)


def _told(*asked: str) -> str:
    told = subprocess.run([sys.executable, *asked], cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603 - ours
    return told.stdout.decode()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _got(what: str | Request) -> bytes:
    with urlopen(what, timeout=30) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


def _until(find: Callable[[], T | None]) -> T:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with suppress(OSError):  # not listening yet
            if found := find():
                return found
        time.sleep(0.2)
    raise TimeoutError(find.__qualname__)


if __name__ == "__main__":
    main()
