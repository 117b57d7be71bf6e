"""An official's browser: signs in by WeCom and sends the forms of the product's desk."""

import html
import re
from collections.abc import Mapping

from aiohttp import ClientSession, ClientTimeout, CookieJar

from sandbox.sim import Sim

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
STATUS = re.compile(r'role="status"[^>]*>(.*?)</', re.DOTALL)


async def act(
    sim: Sim, userid: str, case: str, verb: str, fields: Mapping[str, str]
) -> tuple[int, str]:
    """Open a case on the desk as this official and send one of its forms.

    Args:
        sim: The stand-in.
        userid: Who acts.
        case: Address of the case, as a card bears it.
        verb: Last part of the form's address: `return`, `revocation`, `register-query` …
        fields: What is typed into the form.

    Returns:
        The product's status, and the line that it shows above the case.
    """
    before, sim.official = sim.official, userid
    try:
        async with ClientSession(
            cookie_jar=CookieJar(unsafe=True), timeout=ClientTimeout(total=20)
        ) as browser:
            async with browser.get(case) as page:
                hidden = dict(HIDDEN.findall(await page.text()))
            data = {**hidden, **fields}
            async with browser.post(f"{case}/{verb}", data=data) as answer:
                return answer.status, _told(await answer.text())
    finally:
        sim.official = before


async def look(sim: Sim, userid: str, address: str) -> int:
    """Open a page of the desk as this official; return the product's status."""
    before, sim.official = sim.official, userid
    try:
        async with (
            ClientSession(
                cookie_jar=CookieJar(unsafe=True), timeout=ClientTimeout(total=20)
            ) as browser,
            browser.get(address) as page,
        ):
            return page.status
    finally:
        sim.official = before


def _told(page: str) -> str:
    found = STATUS.search(page)
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""
