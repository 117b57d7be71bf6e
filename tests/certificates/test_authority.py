"""Keys: made once, marked as what they are, and closed to everybody else."""

import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from certificates.authority import Authority, Identity
from domain.office import OfficeId
from tests.certificates.papers import AT

YOUBU = OfficeId("youbu")
OFFICE = "兰溪市游埠镇人民政府"


def key_of(authority: Authority) -> Identity:
    return authority.office(YOUBU, name=OFFICE, sample="样本", at=AT)


def certificate_of(authority: Authority) -> bytes:
    """What the other process saw; a key itself does not travel."""
    return key_of(authority).certificate.public_bytes(Encoding.PEM)


def test_processes_that_ask_at_once_end_with_one_key(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "keys", b"x")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        asked = [processes.submit(certificate_of, authority) for _ in range(6)]
        seen = {future.result() for future in asked}

    assert seen == {certificate_of(authority)}
    assert sorted(p.name for p in authority.folder.rglob("*")) == [
        "offices",
        "root.pem",
        "youbu.pem",
    ]


def test_an_office_key_says_that_it_is_a_sample_and_whose(tmp_path: Path) -> None:
    certificate = key_of(Authority(tmp_path, b"x")).certificate

    subject = {part.oid: part.value for part in certificate.subject}
    assert subject == {
        NameOID.ORGANIZATION_NAME: "DEMO 样本",
        NameOID.COMMON_NAME: OFFICE,
        NameOID.USER_ID: "youbu",
    }
    assert "DEMO" in certificate.issuer.rfc4514_string()


def test_an_office_key_signs_papers_and_no_certificates(tmp_path: Path) -> None:
    authority = Authority(tmp_path, b"x")
    certificate = key_of(authority).certificate

    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.root_pem(at=AT)))
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert (usage.key_cert_sign, usage.crl_sign, basic.ca) == (False, False, False)


def test_a_key_made_long_after_the_root_does_not_outlive_it(tmp_path: Path) -> None:
    authority = Authority(tmp_path, b"x")
    root = x509.load_pem_x509_certificate(authority.root_pem(at=AT))
    late = AT + timedelta(days=7000)

    office = authority.office(YOUBU, name=OFFICE, sample="样本", at=late).certificate

    assert office.not_valid_after_utc == root.not_valid_after_utc


def test_key_files_are_for_their_owner_and_unreadable_without_the_passphrase(
    tmp_path: Path,
) -> None:
    authority = Authority(tmp_path / "keys", b"the right one")
    key_of(authority)

    files = [file for file in authority.folder.rglob("*") if file.is_file()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert all(b"ENCRYPTED PRIVATE KEY" in file.read_bytes() for file in files)
    with pytest.raises(ValueError, match=r"password|deserialize"):
        key_of(Authority(authority.folder, b"the wrong one"))


def test_the_passphrase_does_not_show(tmp_path: Path) -> None:
    assert "secret" not in repr(Authority(tmp_path, b"secret"))


@pytest.mark.parametrize("office", ["", "../root", "a/b", "a.pem", "-a", "你"])
def test_an_id_that_could_leave_the_folder_is_refused(tmp_path: Path, office: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Authority(tmp_path, b"x").office(OfficeId(office), name="", sample="", at=AT)

    assert list(tmp_path.iterdir()) == []
