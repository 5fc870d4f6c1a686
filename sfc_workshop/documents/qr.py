"""How an address becomes a QR code; knows nothing of where it leads."""

import io

import segno

QUIET_ZONE = 4  # modules of white around it, as the standard asks
PIXELS = 12  # of one module in a picture: sharp on a poster, small in a file


def png(address: str, *, pixels: int = PIXELS) -> bytes:
    """Draw a QR code as a black and white PNG that can be printed or sent.

    pixels: of one module; few are enough where the picture is set in a document that draws it sharply at any size
    """
    buffer = io.BytesIO()
    _code(address).save(buffer, kind="png", scale=pixels, border=QUIET_ZONE)
    return buffer.getvalue()


def svg(address: str) -> bytes:
    """Draw a QR code as an SVG that stays sharp at any size."""
    buffer = io.BytesIO()
    _code(address).save(buffer, kind="svg", scale=PIXELS, border=QUIET_ZONE, light="#fff", xmldecl=False)
    return buffer.getvalue()


def _code(address: str) -> segno.QRCode:
    """Make the code; a quarter of it may be dirty or torn and it still reads."""
    return segno.make(address, error="q", micro=False)
