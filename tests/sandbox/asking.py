"""Signed questions to the register, as a client writes them."""

import hashlib
import hmac
import json
import time
from typing import Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from sandbox.settings import Settings


def headers(settings: Settings, path: str, body: bytes, at: float | None = None) -> dict[str, str]:
    stamp = str(int(at or time.time()))
    text = f"{stamp}\n{path}\n{hashlib.sha256(body).hexdigest()}"
    signed = hmac.new(settings.register_secret.encode(), text.encode(), hashlib.sha256)
    return {
        "X-Lane-Client": settings.register_client,
        "X-Lane-Timestamp": stamp,
        "X-Lane-Signature": signed.hexdigest(),
    }


async def question(
    http: ClientSession, server: TestServer, settings: Settings, topic: str, asked: dict[str, Any]
) -> tuple[int, Any]:
    path = f"/population/v1/{topic}"
    body = json.dumps({"purpose": "QS-16", **asked}).encode()
    url, signed = server.make_url(f"/registers{path}"), headers(settings, path, body)
    async with http.post(url, data=body, headers=signed) as response:
        text = await response.text()
        return response.status, json.loads(text) if text.startswith("{") else text


def who(name: str, number: str) -> dict[str, str]:
    return {"name": name, "id_number": number}
