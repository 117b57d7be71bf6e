"""Attesting: an office signs what it says, and the signature lies beside it (detached CMS)."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from domain.message import Json
from domain.office import OfficeId


@dataclass(frozen=True)
class Attesting:
    """What an office is to sign.

    Attributes:
        office: Whose key.
        name: The office's full name, for a key that is yet to be made.
        sample: The word that marks a sample; empty for a real office.
        content: The bytes.
    """

    office: OfficeId
    name: str
    sample: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Attested:
    """What an office has signed, and its signature: a CMS container without the content."""

    content: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def dump(self) -> bytes:
        """Both in one, as they are kept."""
        return canonical({"content": self.content.decode(), "signature": self.signature.hex()})

    @classmethod
    def load(cls, kept: bytes) -> "Attested":
        """What was kept."""
        held = json.loads(kept)
        return cls(held["content"].encode(), bytes.fromhex(held["signature"]))


def canonical(facts: Mapping[str, Json]) -> bytes:
    """Facts in the one form in which they are signed: keys sorted, no blanks, UTF-8."""
    return json.dumps(
        facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest_of(content: bytes) -> str:
    """The digest by which one signed text names another."""
    return hashlib.sha256(content).hexdigest()


def attest(content: bytes, *, signer: SimpleSigner, at: datetime) -> bytes:
    """The signature of some content, in DER; never called on an event loop."""
    return asyncio.run(_attest(content, signer=signer, at=at))


async def _attest(content: bytes, *, signer: SimpleSigner, at: datetime) -> bytes:
    signed = await signer.async_sign_general_data(
        content,
        "sha256",
        detached=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
    )
    return bytes(signed.dump())
