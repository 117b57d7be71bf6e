"""Secrets in links: random for a link, derived for a paper; only their hashes are stored."""

import hashlib
import hmac

from domain.application import ApplicationId
from domain.commitment import CommitmentId
from storage.sealing import Keyring

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TYPED = str.maketrans("OIL", "011")
_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}


def hashed(token: str) -> str:
    """The form in which a link's or session's secret is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def paper_token(keyring: Keyring, case: ApplicationId) -> str:
    """The 128-bit token in a paper's QR code; a second pressing gets the same one."""
    return _spelt(_mac(keyring, "paper-token", case), 26)


def paper_code(keyring: Keyring, case: ApplicationId) -> str:
    """The twelve characters for typing, without the letters I, L, O and U."""
    return _spelt(_mac(keyring, "paper-code", case), 12)


def promise_token(keyring: Keyring, commitment: CommitmentId) -> str:
    """The 128-bit token in the QR code of a commitment letter; as with papers, always the same."""
    return _spelt(_mac(keyring, "promise-token", commitment), 26)


def promise_code(keyring: Keyring, commitment: CommitmentId) -> str:
    """The twelve characters for typing on a commitment letter."""
    return _spelt(_mac(keyring, "promise-code", commitment), 12)


def code_hash(keyring: Keyring, number: str, code: str) -> str:
    """Number and code together as they are stored; one look-up answers for both."""
    return _mac(keyring, "paper-check", f"{number}|{code}").hex()


def grouped(code: str) -> str:
    """The code as it is printed: three groups of four."""
    return "-".join(code[n : n + 4] for n in range(0, 12, 4))


def typed_code(text: str) -> str:
    """The code that somebody meant: small letters, gaps and look-alikes are forgiven."""
    kept = text.translate(_WIDE).upper().translate(_TYPED)
    return "".join(char for char in kept if char in CROCKFORD)[:13]


def typed_number(text: str) -> str:
    """The number that somebody meant: gaps go, brackets and digits of any width are one."""
    kept = "".join(text.split()).translate(_WIDE)
    for mark in "[(【（":
        kept = kept.replace(mark, "〔")
    for mark in "])】）":
        kept = kept.replace(mark, "〕")
    return kept[:40]


def _mac(keyring: Keyring, purpose: str, text: str) -> bytes:
    return hmac.new(keyring.derive(purpose), text.encode(), hashlib.sha256).digest()


def _spelt(mac: bytes, length: int) -> str:
    number = int.from_bytes(mac, "big")
    return "".join(CROCKFORD[(number >> (5 * n)) & 31] for n in range(length))
