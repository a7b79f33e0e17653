"""QR codes fit for print: room for damage, and the white border that the standard asks for."""

import io
from typing import Final

import segno

QUIET_MODULES: Final = 4
"""White modules around the code: what the standard asks of print."""
POSTER_SCALE: Final = 20


def code_of(link: str) -> segno.QRCode:
    """The code of a link, with error correction Q."""
    return segno.make(link, error="q", micro=False)


def png_of(link: str) -> bytes:
    """The code as a PNG, large enough for a poster."""
    kept = io.BytesIO()
    code_of(link).save(kept, kind="png", scale=POSTER_SCALE, border=QUIET_MODULES)
    return kept.getvalue()
