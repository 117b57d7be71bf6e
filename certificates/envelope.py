"""The envelope around a signature has one form, so that no bit of it can be another.

A signature covers the page and the statements signed with it.  Around these stand a few bytes that
nothing covers: version numbers, the digest's name a second time, the issuer's name, which libraries
compare without regard to case.  Whoever changes them changes the file and no verdict, unless the
envelope is built again from what is covered, and compared.
"""

from asn1crypto import algos, cms, x509


def in_its_one_form(envelope: bytes) -> bool:
    """Whether these are the bytes that signing with this certificate and SHA-256 yields."""
    whole = cms.ContentInfo.load(envelope, strict=True)
    if whole["content_type"].native != "signed_data":
        return False
    signed = whole["content"]
    if len(signed["signer_infos"]) != 1 or len(signed["certificates"]) != 1:
        return False
    return envelope == _built(signed["signer_infos"][0], signed["certificates"][0].chosen)


def _built(signer: cms.SignerInfo, certificate: x509.Certificate) -> bytes:
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    named = cms.IssuerAndSerialNumber(
        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    )
    rebuilt = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": named}),
            "digest_algorithm": sha256,
            "signed_attrs": signer["signed_attrs"],
            "signature_algorithm": signer["signature_algorithm"],
            "signature": signer["signature"],
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [rebuilt],
        }
    )
    whole = cms.ContentInfo({"content_type": "signed_data", "content": signed})
    return bytes(whole.dump())
