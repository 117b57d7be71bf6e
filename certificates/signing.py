"""Signing a page: PAdES B-B, certified, with no change allowed afterwards."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.authority import Identity

FIELD = "Seal"
# Hex digits kept free for the signature: one certificate and a P-256 signature need about 3,000.
# Without a figure pyHanko signs twice, the first time only to learn it.
RESERVED = 8192


class Signer(PdfSigner):
    """Signs without declaring extensions.

    To name the curve pyHanko would lift the file to PDF 2.0, and PDF/A-2 rests on 1.7.
    """

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Nothing is declared."""


@dataclass(frozen=True)
class Statement:
    """What the signature says of itself; readers show it beside the page.

    Attributes:
        name: The office.
        reason: Which paper this is.
    """

    name: str
    reason: str


def signer_of(identity: Identity) -> SimpleSigner:
    """The identity as pyHanko wants it; worth keeping, for it is slow to make."""
    key = identity.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    certificate = identity.certificate.public_bytes(serialization.Encoding.DER)
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call] # pyHanko types it not
        embed_roots=False,
    )


def sign(pdf: bytes, *, signer: SimpleSigner, statement: Statement, at: datetime) -> bytes:
    """The same page under one signature that covers all of it and allows no change."""
    return asyncio.run(_sign(pdf, signer=signer, statement=statement, at=at))


async def _sign(pdf: bytes, *, signer: SimpleSigner, statement: Statement, at: datetime) -> bytes:
    described = PdfSignatureMetadata(
        field_name=FIELD,
        name=statement.name,
        location=statement.name,
        reason=statement.reason,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    session = Signer(described, signer=signer).init_signing_session(
        IncrementalPdfFileWriter(BytesIO(pdf))
    )
    # The day is the case's, not this machine's; pyHanko offers no argument for it.
    session.system_time = at
    document = session.prepare_tbs_document(None, bytes_reserved=RESERVED)
    output = BytesIO()
    digest, _ = document.digest_tbs_document(output=output)
    await document.perform_signature(
        digest.document_digest, PdfCMSSignedAttributes(signing_time=at)
    )
    return output.getvalue()
