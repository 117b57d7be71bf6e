"""The bytes around a signature that nothing signs."""

from asn1crypto import cms, parser

from certificates.envelope import in_its_one_form
from domain.certificate import Pressed


def envelope_of(pdf: bytes) -> bytes:
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    contents = bytes.fromhex(pdf[start : pdf.index(b">", start)].decode())
    return contents[: parser.peek(contents)]


def covered(envelope: bytes) -> set[int]:
    """Where the parts lie that verifying a signature looks at."""
    signed = cms.ContentInfo.load(envelope)["content"]
    signer = signed["signer_infos"][0]
    parts = (
        signed["certificates"][0].chosen.dump(),
        signer["signed_attrs"].contents,
        signer["signature_algorithm"].dump() + signer["signature"].dump(),
    )
    starts = [envelope.rindex(part) for part in parts]
    return {
        place
        for start, part in zip(starts, parts, strict=True)
        for place in range(start, start + len(part))
    }


def is_in_form(envelope: bytes) -> bool:
    try:
        return in_its_one_form(envelope)
    except (ValueError, TypeError):
        return False


def test_a_paper_has_its_envelope_in_the_one_form(paper: Pressed) -> None:
    assert in_its_one_form(envelope_of(paper.pdf))


def test_no_bit_that_verifying_passes_over_can_be_changed(paper: Pressed) -> None:
    envelope = envelope_of(paper.pdf)
    free = sorted(set(range(len(envelope))) - covered(envelope))
    unnoticed = []
    for place in free:
        for bit in range(8):
            forged = bytearray(envelope)
            forged[place] ^= 1 << bit
            if is_in_form(bytes(forged)):
                unnoticed.append((place, bit))

    assert len(free) > 100
    assert unnoticed == []
