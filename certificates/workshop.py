"""What one worker of the press keeps at hand, and the whole way from a sheet to a paper."""

from datetime import datetime
from pathlib import Path

from pyhanko.sign.signers import SimpleSigner

from certificates.authority import Authority
from certificates.composing import Compositor
from certificates.fonts import installed
from certificates.proofreading import proofread
from certificates.reading import Reading, read
from certificates.signing import Statement, sign, signer_of
from domain.certificate import Pressed, Sheet
from domain.office import OfficeId


class Workshop:
    """A compositor, the authority's root, and the keys that have been needed so far."""

    def __init__(self, folder: Path, *, authority: Authority) -> None:
        self._compositor = Compositor(folder, fonts=installed())
        self._authority = authority
        self._signers: dict[OfficeId, SimpleSigner] = {}

    def make(self, sheet: Sheet, *, at: datetime) -> Pressed:
        """The sheet as a signed and proofread paper.

        Raises:
            GlyphMissing: No face prints one of its characters.
            PressFailed: The paper did not come out as it should.
        """
        page = self._compositor.set_page(sheet, at=at)
        statement = Statement(name=sheet.office, reason=f"{sheet.title} {sheet.number}")
        signed = sign(page, signer=self._signer(sheet, at=at), statement=statement, at=at)
        return proofread(signed, sheet=sheet, roots=[self._authority.root_pem(at=at)], at=at)

    def read(self, pdf: bytes, *, at: datetime) -> Reading:
        """Whether a file is a paper that one of the authority's offices signed, unchanged."""
        return read(pdf, roots=[self._authority.root_pem(at=at)], at=at)

    def _signer(self, sheet: Sheet, *, at: datetime) -> SimpleSigner:
        office = sheet.office_id
        if office not in self._signers:
            identity = self._authority.office(office, name=sheet.office, sample=sheet.sample, at=at)
            self._signers[office] = signer_of(identity)
        return self._signers[office]
