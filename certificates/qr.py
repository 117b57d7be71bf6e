"""QR codes: written for the paper, read back from its picture."""

import zxingcpp
from PIL import Image


def qr_svg(text: str) -> str:
    """The code as a drawing without a quiet zone; the paper leaves the white around it."""
    # Level M mends 15 %: enough for a folded sheet, and the squares stay large at 30 mm.
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(zxingcpp.write_barcode_to_svg(code, add_quiet_zones=False))


def read_qr(picture: Image.Image) -> tuple[str, ...]:
    """What every QR code in the picture says."""
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(picture, formats=formats)
    return tuple(code.text for code in found)
