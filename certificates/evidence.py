"""Evidence: a request and its reply in one file that anybody can check, without us or a network.

A file holds what both offices signed, their signatures, the journal, and the root certificate.
A signed list of digests binds them, so that nothing can be taken out, put in, or changed.
"""

import asyncio
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, pem, x509
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from certificates.attesting import digest_of
from certificates.envelope import in_its_one_form
from certificates.reading import must_be_off_the_loop

LIST, REQUEST, REPLY, ROOT = "manifest", "request", "reply", "root.pem"
MOST_FILES, MOST_BYTES = 16, 2_000_000
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: `file`, `root`, `manifest`, `request`, `reply`, `bond`.
        holds: Whether it is as it must be; None: nothing can be said.
        why: A code of what is so.
        facts: What there is to tell: an office, a moment, a file's name, a fingerprint.
    """

    what: str
    holds: bool | None
    why: str
    facts: Mapping[str, str]


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as one, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in sorted(files):
            pack.writestr(zipfile.ZipInfo(name, EPOCH), files[name])
    return out.getvalue()


def check(pack: bytes, *, root: bytes | None = None) -> tuple[Finding, ...]:
    """What holds of a file, in order; it is sound if nothing fails.

    Args:
        pack: The file.
        root: The root certificate that is trusted, as PEM; None: the one that came along, which
            says nothing of whose it is.

    Raises:
        RuntimeError: It was called on an event loop, which it would hold up.
    """
    must_be_off_the_loop()
    try:
        files = _unpacked(pack)
        trusted = _certificate(root or files[ROOT])
    except Exception as fault:  # noqa: BLE001 - foreign bytes break parsers in every way
        return (Finding("file", False, "unreadable", {"fault": type(fault).__name__}),)
    return tuple(_findings(files, trusted, brought=root is not None))


def _unpacked(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as held:
        infos = held.infolist()
        names = {info.filename for info in infos}
        too_much = sum(info.file_size for info in infos) > MOST_BYTES
        if len(infos) > MOST_FILES or len(names) != len(infos) or too_much:
            raise ValueError(len(infos))
        return {info.filename: held.read(info) for info in infos}


def _certificate(text: bytes) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(text)[2])


def _findings(
    files: Mapping[str, bytes], root: x509.Certificate, *, brought: bool
) -> Iterator[Finding]:
    print_ = {"fingerprint": root.sha256.hex()}
    yield Finding("root", True if brought else None, "trusted" if brought else "unproven", print_)
    yield _signed(files, LIST, root, by=None, at="exported_at")
    yield from _listed(files)
    request, reply = _read(files, REQUEST), _read(files, REPLY)
    yield _signed(files, REQUEST, root, by=_id(request, "asker"), at="asked_at")
    if f"{REPLY}.json" not in files:
        yield Finding("reply", None, "none", {})
        return
    yield _signed(files, REPLY, root, by=_id(request, "owner"), at="answered_at")
    bound = reply.get("request_sha256") == digest_of(files.get(f"{REQUEST}.json", b""))
    same = all(reply.get(key) == request.get(key) for key in ("number", "verification"))
    yield Finding("bond", bound and same, "answers-it" if bound and same else "answers-another", {})


def _read(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    try:
        held = json.loads(files[f"{name}.json"])
    except (KeyError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _id(said: Mapping[str, Any], who: str) -> str:
    held = said.get(who)
    return str(held.get("id", "")) if isinstance(held, dict) else ""


def _listed(files: Mapping[str, bytes]) -> Iterator[Finding]:
    listed = _read(files, LIST).get("files")
    known = listed if isinstance(listed, dict) else {}
    here = {name for name in files if not name.startswith(f"{LIST}.")}
    for name in sorted(here | known.keys()):
        if name not in here:
            yield Finding("manifest", False, "missing", {"file": name})
        elif known.get(name) != digest_of(files[name]):
            yield Finding("manifest", False, "changed", {"file": name})


def _signed(
    files: Mapping[str, bytes], name: str, root: x509.Certificate, *, by: str | None, at: str
) -> Finding:
    """Whether a text is as its office signed it.  An unreadable signature is none."""
    content, signature = files.get(f"{name}.json"), files.get(f"{name}.p7s")
    if content is None or signature is None:
        return Finding(name, False, "missing", {})
    try:
        return _validated(name, content, signature, root, by=by, at=at)
    except Exception as fault:  # noqa: BLE001 - foreign bytes break parsers in every way
        return Finding(name, False, "unreadable", {"fault": type(fault).__name__})


def _validated(
    name: str,
    content: bytes,
    signature: bytes,
    root: x509.Certificate,
    *,
    by: str | None,
    at: str,
) -> Finding:
    moment = datetime.fromisoformat(json.loads(content)[at])
    signed = cms.ContentInfo.load(signature, strict=True)["content"]
    status = asyncio.run(_status(content, signed, root, moment))
    signer = signed["certificates"][0].chosen.subject.native
    facts = {"office": str(signer["common_name"]), "at": moment.isoformat()}
    if not (status.intact and status.valid and in_its_one_form(signature)):
        return Finding(name, False, "changed", facts)
    if not status.validation_path or status.trust_problem_indic:
        return Finding(name, False, "foreign", facts)
    if by is not None and signer.get("user_id") != by:
        return Finding(name, False, "another-office", facts)
    return Finding(name, True, "as-signed", facts)


async def _status(
    content: bytes, signed: cms.SignedData, root: x509.Certificate, moment: datetime
) -> Any:
    context = ValidationContext(trust_roots=[root], moment=moment, allow_fetching=False)
    return await async_validate_detached_cms(content, signed, signer_validation_context=context)
