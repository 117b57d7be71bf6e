"""A certification authority for demonstrations: one root, and one key per office.

A real office signs with a certificate from a public authority and a key in hardware.  This one
exists so that a paper can be signed and checked on one machine, and it says so in every name.
It publishes no revocation list: what ends a paper is the register of certificates.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from certificates.files import put_first
from domain.office import OfficeId

MARK = "DEMO"
ROOT_NAME = "Lane Office DEMO Root"
# A demonstration's clock is set by hand, and more often back than forward.
LEEWAY = timedelta(days=366)
ROOT_LIFE = timedelta(days=7305)
OFFICE_LIFE = timedelta(days=3653)
SAFE_ID = re.compile(r"[a-z0-9][a-z0-9-]*")

PrivateKey = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Identity:
    """A key and the certificate that names its holder."""

    key: PrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class Authority:
    """The keys in one folder.  They are made when first asked for, and never made twice.

    Attributes:
        folder: Where the keys lie, encrypted, readable by their owner only.
        passphrase: What they are encrypted with.
    """

    folder: Path
    passphrase: bytes = field(repr=False)

    def root_pem(self, *, at: datetime) -> bytes:
        """The root certificate that those who check must trust."""
        return self._root(at=at).certificate.public_bytes(serialization.Encoding.PEM)

    def office(self, office_id: OfficeId, *, name: str, sample: str, at: datetime) -> Identity:
        """The key of an office.

        Args:
            office_id: Whose key; it stands in the certificate as the user id.
            name: The office's full name, written into the certificate when it is first made.
            sample: The word that marks a sample, written beside it.
            at: Now.

        Raises:
            ValueError: The id cannot name a file, or the passphrase is not the keys' own.
        """
        if not SAFE_ID.fullmatch(office_id):
            raise ValueError(office_id)
        file = self.folder / "offices" / f"{office_id}.pem"
        if not file.exists():
            identity = self._office(office_id, name=name, sample=sample, at=at)
            put_first(_pem(identity, self.passphrase), file)
        return self._read(file)

    def _root(self, *, at: datetime) -> Identity:
        file = self.folder / "root.pem"
        if not file.exists():
            put_first(_pem(_new_root(at), self.passphrase), file)
        return self._read(file)

    def _office(self, office_id: OfficeId, *, name: str, sample: str, at: datetime) -> Identity:
        root = self._root(at=at)
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{MARK} {sample}".strip()),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
                x509.NameAttribute(NameOID.USER_ID, office_id),
            ]
        )
        certificate = (
            _builder(subject, issuer=root.certificate.subject, key=key)
            .not_valid_before(max(at - LEEWAY, root.certificate.not_valid_before_utc))
            .not_valid_after(min(at + OFFICE_LIFE, root.certificate.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signing=True), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()),
                critical=False,
            )
            .sign(root.key, hashes.SHA256())
        )
        return Identity(key, certificate)

    def _read(self, file: Path) -> Identity:
        pem = file.read_bytes()
        key = serialization.load_pem_private_key(pem, self.passphrase)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(file.name)
        return Identity(key, x509.load_pem_x509_certificate(pem))


def _new_root(at: datetime) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, ROOT_NAME),
        ]
    )
    certificate = (
        _builder(name, issuer=name, key=key)
        .not_valid_before(at - LEEWAY)
        .not_valid_after(at + ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signing=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Identity(key, certificate)


def _builder(subject: x509.Name, *, issuer: x509.Name, key: PrivateKey) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    """An office signs documents and stands by them; the root signs certificates only."""
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signing,
        crl_sign=not signing,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(identity: Identity, passphrase: bytes) -> bytes:
    """Both in one file, so that nobody ever finds one without the other."""
    key = identity.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )
    return key + identity.certificate.public_bytes(serialization.Encoding.PEM)
