"""A throwaway authority for mutual TLS on one machine: made at start, trusted by nobody else.

Its certificates say in their names that they are a stand-in's; they last two days.
"""

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LASTS = dt.timedelta(days=2)
LOOPBACK = ipaddress.ip_address("127.0.0.1")
WAY = """\
[{source}]
auth        = "mutual-tls"
base        = "{base}"
certificate = "client.pem"
key         = "client.key"
authority   = "ca.pem"

"""


@dataclass(frozen=True)
class _Pair:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def write(self, folder: Path, name: str) -> None:
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        private = folder / f"{name}.key"
        private.touch(mode=0o600)
        private.write_bytes(pem)
        (folder / f"{name}.pem").write_bytes(self.certificate.public_bytes(Encoding.PEM))


def make(folder: Path, base: str, sources: tuple[str, ...]) -> None:
    """Put an authority, a server's and a client's certificate into a folder, and who uses them.

    `sources.toml` in it is what the product reads: these sources are reached at `base`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = _made("替身临时证书机构 stand-in CA", None)
    authority.write(folder, "ca")
    _made("替身 stand-in register", authority).write(folder, "server")
    _made("替身 stand-in client", authority, client=True).write(folder, "client")
    ways = "".join(WAY.format(source=source, base=base) for source in sources)
    (folder / "sources.toml").write_text(ways, "utf-8")


def context(folder: Path) -> ssl.SSLContext:
    """Return what a server of that folder listens with: who has no certificate of it stays out."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=folder / "ca.pem")
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_cert_chain(folder / "server.pem", folder / "server.key")
    return tls


def _made(name: str, issuer: _Pair | None, *, client: bool = False) -> _Pair:
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.key if issuer else key
    draft = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if issuer is not None:
        use = ExtendedKeyUsageOID.CLIENT_AUTH if client else ExtendedKeyUsageOID.SERVER_AUTH
        draft = draft.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        names = [x509.IPAddress(LOOPBACK), x509.DNSName("localhost")]
        draft = draft.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return _Pair(key, draft.sign(signer, SHA256()))
