"""Evidence: whoever has the file alone can tell whether it is what both offices signed."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certificates.attesting import Attested, attest, canonical, digest_of
from certificates.authority import Authority
from certificates.envelope import in_its_one_form
from certificates.evidence import Finding, check, packed
from certificates.signing import signer_of
from domain.message import Json
from domain.office import OfficeId

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ASKER, OWNER = "youbu", "police-youbu"


@dataclass(frozen=True)
class Keys:
    """Two offices under one root."""

    authority: Authority

    @property
    def root(self) -> bytes:
        return self.authority.root_pem(at=AT)

    def signed(self, office: str, said: Mapping[str, Json]) -> Attested:
        identity = self.authority.office(OfficeId(office), name=office, sample="样本", at=AT)
        content = canonical(said)
        return Attested(content, attest(content, signer=signer_of(identity), at=AT))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(Authority(tmp_path_factory.mktemp("authority"), b"a passphrase"))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """The same offices as somebody else would have them."""
    return Keys(Authority(tmp_path_factory.mktemp("others"), b"a passphrase"))


def request(keys: Keys, number: str = "HY-1", by: str = ASKER) -> Attested:
    said: dict[str, Json] = {
        "number": number,
        "verification": number,
        "asker": {"id": ASKER},
        "owner": {"id": OWNER},
        "question": "是不是？",
        "asked_at": AT.isoformat(),
    }
    return keys.signed(by, said)


def reply(keys: Keys, to: Attested, number: str = "HY-1", by: str = OWNER) -> Attested:
    said: dict[str, Json] = {
        "number": number,
        "verification": number,
        "answer": "yes",
        "request_sha256": digest_of(to.content),
        "answered_at": AT.isoformat(),
    }
    return keys.signed(by, said)


def files_of(keys: Keys, asked: Attested, answered: Attested | None) -> dict[str, bytes]:
    """What evidence holds, list and all."""
    files = {
        "request.json": asked.content,
        "request.p7s": asked.signature,
        "journal.json": b'{"entries":[]}',
        "root.pem": keys.root,
    }
    if answered:
        files |= {"reply.json": answered.content, "reply.p7s": answered.signature}
    digests: dict[str, Json] = {name: digest_of(each) for name, each in files.items()}
    listed = keys.signed(ASKER, {"exported_at": AT.isoformat(), "files": digests})
    return {**files, "manifest.json": listed.content, "manifest.p7s": listed.signature}


def evidence(keys: Keys) -> dict[str, bytes]:
    asked = request(keys)
    return files_of(keys, asked, reply(keys, asked))


def failing(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(each.what, each.why) for each in found if each.holds is False]


def test_what_both_offices_signed_holds(keys: Keys) -> None:
    found = check(packed(evidence(keys)), root=keys.root)

    assert failing(found) == []
    assert [each.what for each in found] == ["root", "manifest", "request", "reply", "bond"]
    assert found[2].facts == {"office": ASKER, "at": AT.isoformat()}


def test_whose_root_it_is_the_file_itself_cannot_say(keys: Keys) -> None:
    found = check(packed(evidence(keys)))

    assert (found[0].holds, found[0].why, failing(found)) == (None, "unproven", [])


def test_what_nobody_has_answered_says_so(keys: Keys) -> None:
    found = check(packed(files_of(keys, request(keys), None)), root=keys.root)

    assert (found[-1].what, found[-1].holds, failing(found)) == ("reply", None, [])


@pytest.mark.parametrize(
    "name", ["request.json", "request.p7s", "reply.json", "reply.p7s", "journal.json", "root.pem"]
)
def test_a_byte_that_was_changed_is_found(keys: Keys, name: str) -> None:
    files = evidence(keys)
    middle = len(files[name]) // 2
    changed = bytearray(files[name])
    changed[middle] ^= 1

    found = check(packed({**files, name: bytes(changed)}), root=keys.root)

    assert ("manifest", "changed") in failing(found)


@pytest.mark.parametrize("name", ["manifest.json", "manifest.p7s", "request.p7s", "reply.p7s"])
def test_no_byte_of_a_signature_can_be_changed(keys: Keys, name: str) -> None:
    files = evidence(keys)
    unnoticed = []
    for place in range(0, len(files[name]), 29):
        changed = bytearray(files[name])
        changed[place] ^= 1
        found = check(packed({**files, name: bytes(changed)}), root=keys.root)
        if not failing(found):
            unnoticed.append(place)

    assert unnoticed == []


def test_what_another_root_vouches_for_is_found(keys: Keys, others: Keys) -> None:
    found = check(packed(evidence(others)), root=keys.root)

    assert ("request", "foreign") in failing(found)
    assert ("reply", "foreign") in failing(found)


def test_a_reply_to_another_question_is_found(keys: Keys) -> None:
    other = reply(keys, request(keys, "HY-2"), "HY-2")

    found = check(packed(files_of(keys, request(keys), other)), root=keys.root)

    assert failing(found) == [("bond", "answers-another")]


def test_a_reply_to_the_same_number_but_other_words_is_found(keys: Keys) -> None:
    asked = request(keys)
    elsewhere = keys.signed(ASKER, {"number": "HY-1", "asked_at": AT.isoformat()})

    found = check(packed(files_of(keys, asked, reply(keys, elsewhere))), root=keys.root)

    assert failing(found) == [("bond", "answers-another")]


def test_a_reply_that_another_office_signed_is_found(keys: Keys) -> None:
    asked = request(keys)

    found = check(packed(files_of(keys, asked, reply(keys, asked, by=ASKER))), root=keys.root)

    assert failing(found) == [("reply", "another-office")]


@pytest.mark.parametrize("name", ["reply.json", "journal.json", "request.p7s"])
def test_what_was_taken_out_is_missed(keys: Keys, name: str) -> None:
    files = {each: content for each, content in evidence(keys).items() if each != name}

    assert ("manifest", "missing") in failing(check(packed(files), root=keys.root))


def test_what_was_put_in_is_seen(keys: Keys) -> None:
    files = {**evidence(keys), "more.json": b"{}"}

    assert ("manifest", "changed") in failing(check(packed(files), root=keys.root))


@pytest.mark.parametrize("pack", [b"", b"not a file", packed({}), packed({"root.pem": b"x"})])
def test_what_is_no_evidence_is_said_to_be_none(pack: bytes) -> None:
    assert failing(check(pack)) == [("file", "unreadable")]


def test_a_file_that_swells_is_not_read(keys: Keys) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("root.pem", b"\0" * 3_000_000)

    assert failing(check(out.getvalue(), root=keys.root)) == [("file", "unreadable")]


def test_a_signature_has_its_one_form(keys: Keys) -> None:
    assert in_its_one_form(request(keys).signature)


def test_what_was_signed_is_kept_and_read_again(keys: Keys, tmp_path: Path) -> None:
    asked = request(keys)
    kept = tmp_path / "kept"
    kept.write_bytes(asked.dump())

    assert Attested.load(kept.read_bytes()) == asked
