"""The load: a process of its own that plays the platform, many clients at once.

It runs in the peers' virtual environment and imports nothing of the product: requests are sealed
and answers opened with wechatpy's crypto.  Orders come as JSON lines on stdin: `{"prepare": N}`
seals N messages beforehand, `{"port": P, "pid": I, "echo": false}` posts all of them to a
contestant and reports how long it took, how much CPU time that process used, and how many
answers were wrong.
"""

import asyncio
import hashlib
import json
import os
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import xmltodict
from wechatpy.crypto import WeChatCrypto

CLIENTS = 32
TOKEN, APPID = os.environ["LANE_WECHAT_TOKEN"], os.environ["LANE_WECHAT_APPID"]
ASKED, REPLY = os.environ["BENCH_ASKED"], os.environ["BENCH_REPLY"]
PLAIN = (
    "<xml><ToUserName><![CDATA[gh_bench]]></ToUserName>"
    "<FromUserName><![CDATA[{user}]]></FromUserName><CreateTime>{at}</CreateTime>"
    "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
    "<MsgId>{number}</MsgId></xml>"
)
OUTER = (
    "<xml><ToUserName><![CDATA[gh_bench]]></ToUserName>"
    "<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
)
HEAD = (
    "POST /wechat?signature={signature}&timestamp={at}&nonce={nonce}&openid={user}"
    "&encrypt_type=aes&msg_signature={msg_signature} HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\n"
    "Content-Type: text/xml\r\nContent-Length: {length}\r\n\r\n"
)
_crypto = WeChatCrypto(TOKEN, os.environ["LANE_WECHAT_AES_KEY"], APPID)


@dataclass
class Client(asyncio.Protocol):
    """One keep-alive connection that posts its requests, each after the answer to the last."""

    requests: list[bytes]
    done: asyncio.Future[None]
    answers: list[bytes] = field(default_factory=list)
    transport: Any = None
    heard: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        """Go on once an answer is whole."""
        self.heard += data
        head, found, body = self.heard.partition(b"\r\n\r\n")
        if found and len(body) >= _length(head):
            self.answers.append(body if head.split(b" ", 2)[1] == b"200" else b"")
            self.heard = b""
            self._next()

    def connection_lost(self, _exc: Exception | None) -> None:
        """End, whatever was answered."""
        if not self.done.done():
            self.done.set_result(None)

    def _next(self) -> None:
        if len(self.answers) == len(self.requests):
            self.transport.close()
        else:
            self.transport.write(self.requests[len(self.answers)])


def prepared(count: int) -> list[bytes]:
    """So many sealed messages, no two alike, as the platform would post them now."""
    first = random.randrange(10**15, 10**16)
    return [_request(f"oBench{n % CLIENTS:04d}", first + n) for n in range(count)]


async def fired(requests: list[bytes], port: int, *, pid: int, echo: bool) -> dict[str, float]:
    """Post the messages from many clients at once, and tell what came of it."""
    loop = asyncio.get_running_loop()
    clients = [Client(requests[n::CLIENTS], loop.create_future()) for n in range(CLIENTS)]
    cpu, began = _cpu_s(pid), time.perf_counter()
    for client in clients:
        await loop.create_connection(lambda it=client: it, "127.0.0.1", port)  # type: ignore[misc] # mypy knows no default in a lambda
    await asyncio.gather(*(client.done for client in clients))
    took, cpu = time.perf_counter() - began, _cpu_s(pid) - cpu
    right = sum(_right(client, echo=echo) for client in clients)
    return {"seconds": took, "cpu_s": cpu, "wrong": len(requests) - right}


def _request(user: str, number: int) -> bytes:
    at, nonce = str(int(time.time())), f"{number}"
    plain = PLAIN.format(user=user, at=at, text=ASKED, number=number)
    answer = xmltodict.parse(_crypto.encrypt_message(plain, nonce, at))["xml"]
    body = OUTER.format(sealed=answer["Encrypt"]).encode()
    head = HEAD.format(
        signature=hashlib.sha1("".join(sorted((TOKEN, at, nonce))).encode()).hexdigest(),  # noqa: S324 - the protocol says SHA-1
        at=at,
        nonce=nonce,
        user=user,
        msg_signature=answer["MsgSignature"],
        length=len(body),
    )
    return head.encode() + body


def _length(head: bytes) -> int:
    return int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])


def _cpu_s(pid: int) -> float:
    # The CPU-time clock of another process, all threads together, as clock_getcpuclockid(3).
    return time.clock_gettime((~pid << 3) | 2)


def _right(client: Client, *, echo: bool) -> int:
    if echo:
        posted = (request.partition(b"\r\n\r\n")[2] for request in client.requests)
        return sum(map(bytes.__eq__, client.answers, posted))
    return sum(bool(answer) and _said(answer) == REPLY for answer in client.answers)


def _said(answer: bytes) -> str:
    outer = xmltodict.parse(answer)["xml"]
    signed = (outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])
    plain = _crypto.decrypt_message(answer, *signed)
    return str(xmltodict.parse(plain)["xml"]["Content"])


def _obey() -> None:
    requests: list[bytes] = []
    for line in sys.stdin:
        order = json.loads(line)
        if "prepare" in order:
            requests = prepared(order["prepare"])
            told: dict[str, float] = {"prepared": len(requests)}
        else:
            told = asyncio.run(fired(requests, order["port"], pid=order["pid"], echo=order["echo"]))
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    _obey()
