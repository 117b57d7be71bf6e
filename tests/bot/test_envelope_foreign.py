"""Our codec and those of strangers read each other's letters, in both directions."""

import asyncio
import json
import random
import re
import shutil
import string
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from wechatpy.crypto import WeChatCrypto

from bot.envelope import Envelope
from domain.message import Channel, Kind, Message
from tests.bot.forging import NOW, STAMP, Sender, outer, xml

FOREIGN = Path(__file__).parent / "foreign"
PIECES = ["a", "亲属关系", "]]>", "<![CDATA[", "&amp;", "🙂", "\n", "]", "𠮷", '"', "<Encrypt>"]


@dataclass(frozen=True)
class Letter:
    wax: Envelope
    sender: Sender
    text: str
    nonce: str

    @property
    def inner(self) -> str:
        fields: dict[str, str | int] = {
            "ToUserName": "gh_1",
            "FromUserName": "oAbc",
            "CreateTime": STAMP,
            "MsgType": "text",
            "MsgId": 1,
        }
        content = self.text.replace("]]>", "]]]]><![CDATA[>")
        return xml({**fields, "Content": content}).decode()

    @property
    def question(self) -> Message:
        return Message(Channel.OFFICIAL_ACCOUNT, Kind.TEXT, "oAbc", "gh_1", NOW, "oa:1")


def letters() -> list[Letter]:
    chance = random.Random(20261124)  # noqa: S311 -- cases that can be had again, not secrets
    alphabet = string.ascii_letters + string.digits
    made = []
    for number in range(200):
        key = "".join(chance.choices(alphabet, k=43))
        token = "".join(chance.choices(alphabet, k=chance.randint(3, 32)))
        nonce = "".join(chance.choices(alphabet, k=chance.randint(1, 64)))
        text = "".join(chance.choices(PIECES, k=number * 25))[: chance.randint(0, number * 25)]
        receive_id = "wx" + "".join(chance.choices("0123456789abcdef", k=16))
        wax = Envelope(Channel.OFFICIAL_ACCOUNT, token, key, receive_id, timedelta(minutes=5))
        made.append(Letter(wax, Sender(token, key, receive_id), text, nonce))
    return made


LETTERS = letters()


def reply_parts(reply: str) -> tuple[str, str]:
    found = dict(re.findall(r"<(\w+)><!\[CDATA\[([^\]]+)", reply))
    return found["Encrypt"], found["MsgSignature"]


def read_back(letter: Letter, sealed: str, signature: str) -> str:
    query = {"timestamp": str(STAMP), "nonce": letter.nonce, "msg_signature": signature}
    message = letter.wax.open(query, outer(sealed), NOW)
    assert isinstance(message, Message)
    return message.text


def test_the_letters_are_as_long_as_promised() -> None:
    lengths = [len(letter.text) for letter in LETTERS]

    assert min(lengths) == 0
    assert 4000 < max(lengths) <= 5000


def test_wechatpy_reads_what_we_seal_and_we_read_what_it_seals() -> None:
    for letter in LETTERS:
        theirs = WeChatCrypto(letter.sender.token, letter.sender.key, letter.sender.receive_id)
        reply = letter.wax.seal(letter.question, letter.text, at=NOW, nonce=letter.nonce)
        sealed, signature = reply_parts(reply)
        envelope = theirs.encrypt_message(letter.inner, letter.nonce, str(STAMP))

        inner = theirs.decrypt_message(reply, signature, str(STAMP), letter.nonce)
        text = read_back(letter, *reply_parts(envelope))

        assert inner.encode() == letter.sender.decrypt(sealed)
        assert text == letter.text


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.skipif(
    not (FOREIGN / "node_modules").is_dir(),
    reason="npm packages are missing: npm install --no-package-lock, in tests/bot/foreign",
)
async def test_the_npm_codecs_read_what_we_seal_and_we_read_what_they_seal() -> None:
    ours = [
        letter.wax.seal(letter.question, letter.text, at=NOW, nonce=letter.nonce)
        for letter in LETTERS
    ]

    answers = await strangers([case(*pair) for pair in zip(LETTERS, ours, strict=True)])

    for letter, reply, answer in zip(LETTERS, ours, answers, strict=True):
        sealed, signature = reply_parts(reply)
        inner = letter.sender.decrypt(sealed).decode()
        for theirs in answer.values():
            assert theirs["opened"] == {"message": inner, "id": letter.sender.receive_id}
            assert theirs["openedSignature"] == signature
            assert read_back(letter, theirs["sealed"], theirs["signature"]) == letter.text


def case(letter: Letter, reply: str) -> str:
    return json.dumps(
        {
            "token": letter.sender.token,
            "key": letter.sender.key,
            "id": letter.sender.receive_id,
            "timestamp": str(STAMP),
            "nonce": letter.nonce,
            "message": letter.inner,
            "sealed": reply_parts(reply)[0],
        }
    )


async def strangers(cases: list[str]) -> list[dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        "node",
        "foreign.mjs",
        cwd=FOREIGN,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(30):
        out, _ = await process.communicate("\n".join(cases).encode())
    assert process.returncode == 0
    return [json.loads(line) for line in out.splitlines()]
