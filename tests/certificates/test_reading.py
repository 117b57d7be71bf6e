"""Forgeries: whatever is done to a paper, it is no longer ours as it was signed."""

import asyncio
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from certificates.authority import Authority
from certificates.composing import Compositor
from certificates.fonts import installed
from certificates.reading import MAX_BYTES, Fault, Reading, read
from certificates.signing import Statement, sign, signer_of
from certificates.workshop import Workshop
from domain.certificate import Pressed
from domain.office import OfficeId
from tests.certificates.papers import AT, a_sheet

YOUBU = OfficeId("youbu")


def verdict(pdf: bytes, root: bytes) -> Fault | None:
    return read(pdf, roots=[root], at=AT).fault


def gap_of(pdf: bytes) -> range:
    """Where the digits of the signature lie."""
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    return range(start, pdf.index(b">", start))


def updated(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call] # pyHanko types it not
    return out.getvalue()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("page")
    return Compositor(folder, fonts=installed()).set_page(a_sheet(), at=AT)


def test_a_paper_is_genuine(paper: Pressed, root: bytes) -> None:
    reading = read(paper.pdf, roots=[root], at=AT)

    assert reading.genuine
    assert reading.office == YOUBU
    assert "330781196602091019" in reading.text


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not here")
def test_pdfsig_accepts_a_paper_too(paper: Pressed, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(paper.pdf)

    told = subprocess.run(
        ["pdfsig", "paper.pdf"], cwd=tmp_path, check=False, capture_output=True, text=True
    ).stdout

    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not here")
def test_qpdf_finds_nothing_wrong_with_a_paper(paper: Pressed, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(paper.pdf)

    checked = subprocess.run(
        ["qpdf", "--check", "paper.pdf"], cwd=tmp_path, check=False, capture_output=True
    )

    assert checked.returncode == 0


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_one_changed_bit_anywhere_is_found(
    request: pytest.FixtureRequest, data: st.DataObject
) -> None:
    # Asked for by name: Hypothesis would print a paper in full beside every failure.
    forged = bytearray(request.getfixturevalue("paper").pdf)
    everywhere = st.sampled_from(range(len(forged)))
    place = data.draw(everywhere | st.sampled_from(gap_of(bytes(forged))), "place")
    forged[place] ^= 1 << data.draw(st.integers(0, 7), "bit")

    assert verdict(bytes(forged), request.getfixturevalue("root")) is not None


def test_a_changed_page_is_told_from_a_stranger(paper: Pressed, root: bytes) -> None:
    forged = bytearray(paper.pdf)
    forged[len(forged) // 2] ^= 1

    assert verdict(bytes(forged), root) is Fault.ALTERED


@pytest.mark.parametrize("tail", [b"\n", b"\x00", b"%%EOF\n", b"% a remark\n"])
def test_nothing_may_follow_the_end(paper: Pressed, root: bytes, tail: bytes) -> None:
    assert verdict(paper.pdf + tail, root) in {Fault.ALTERED, Fault.UNREADABLE}


def test_a_page_swapped_by_an_incremental_update_is_refused(paper: Pressed, root: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(paper.pdf))
    page_ref = writer.root["/Pages"]["/Kids"].raw_get(0)
    page_ref.get_object()["/Contents"] = writer.add_object(
        generic.StreamObject(stream_data=b"0 0 0 rg 0 0 600 900 re f")
    )
    writer.mark_update(page_ref)

    assert verdict(updated(writer), root) is Fault.ALTERED


def test_even_a_harmless_update_is_refused(paper: Pressed, root: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(paper.pdf))
    writer.add_object(generic.NullObject())

    assert verdict(updated(writer), root) is Fault.ALTERED


def test_padding_of_the_signature_is_no_room_for_messages(paper: Pressed, root: bytes) -> None:
    forged, digits = bytearray(paper.pdf), gap_of(paper.pdf)
    forged[digits[-4] : digits[-1] + 1] = b"BEEF"

    assert verdict(bytes(forged), root) is Fault.ALTERED


def test_an_evil_authority_of_the_same_names_is_not_trusted(
    page: bytes, root: bytes, tmp_path: Path
) -> None:
    evil = Authority(tmp_path, b"a passphrase")
    sheet = a_sheet()
    identity = evil.office(YOUBU, name=sheet.office, sample=sheet.sample, at=AT)
    forged = sign(
        page, signer=signer_of(identity), statement=Statement(sheet.office, sheet.title), at=AT
    )

    assert verdict(forged, root) is Fault.FOREIGN
    assert verdict(forged, evil.root_pem(at=AT)) is None


def test_an_unsigned_page_is_unsigned(page: bytes, root: bytes) -> None:
    assert verdict(page, root) is Fault.UNSIGNED


def test_two_signatures_are_one_too_many(page: bytes, root: bytes, authority: Authority) -> None:
    identity = authority.office(YOUBU, name="", sample="", at=AT)
    signed = page
    for field in ("First", "Second"):
        described = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES)
        writer = IncrementalPdfFileWriter(BytesIO(signed))
        signed = PdfSigner(described, signer=signer_of(identity)).sign_pdf(writer).getvalue()

    assert verdict(signed, root) is Fault.SEVERAL


def test_a_file_over_the_limit_is_not_opened(root: bytes) -> None:
    assert verdict(b"%PDF" + bytes(MAX_BYTES), root) is Fault.TOO_LARGE


@settings(max_examples=25, deadline=None)
@given(rubbish=st.binary(max_size=2000))
def test_rubbish_is_unreadable(root: bytes, rubbish: bytes) -> None:
    assert verdict(rubbish, root) is Fault.UNREADABLE


def test_a_torn_paper_is_unreadable(paper: Pressed, root: bytes) -> None:
    assert verdict(paper.pdf[: len(paper.pdf) // 2], root) is Fault.UNREADABLE


async def test_reading_refuses_to_hold_up_the_event_loop(paper: Pressed, root: bytes) -> None:
    with pytest.raises(RuntimeError):
        read(paper.pdf, roots=[root], at=AT)


async def test_reading_off_the_loop_is_how_it_is_meant(paper: Pressed, workshop: Workshop) -> None:
    reading: Reading = await asyncio.to_thread(workshop.read, paper.pdf, at=AT)

    assert reading.genuine
