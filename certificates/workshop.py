"""What one worker of the press keeps at hand, and the whole way from a sheet to a paper."""

from datetime import datetime
from pathlib import Path

from pyhanko.sign.signers import SimpleSigner

from certificates.attesting import Attested, Attesting, attest
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
        signer = self._signer(sheet.office_id, sheet.office, sheet.sample, at=at)
        signed = sign(page, signer=signer, statement=statement, at=at)
        return proofread(signed, sheet=sheet, roots=[self._authority.root_pem(at=at)], at=at)

    def read(self, pdf: bytes, *, at: datetime) -> Reading:
        """Whether a file is a paper that one of the authority's offices signed, unchanged."""
        return read(pdf, roots=[self._authority.root_pem(at=at)], at=at)

    def attest(self, asked: Attesting, *, at: datetime) -> Attested:
        """What an office says, with its signature beside it."""
        signer = self._signer(asked.office, asked.name, asked.sample, at=at)
        return Attested(asked.content, attest(asked.content, signer=signer, at=at))

    def root_pem(self, *, at: datetime) -> bytes:
        """The root certificate that those who check must trust."""
        return self._authority.root_pem(at=at)

    def _signer(self, office: OfficeId, name: str, sample: str, *, at: datetime) -> SimpleSigner:
        if office not in self._signers:
            identity = self._authority.office(office, name=name, sample=sample, at=at)
            self._signers[office] = signer_of(identity)
        return self._signers[office]
