"""Makes the PDF of a laboratory report by hand: plain, small, valid."""

from collections.abc import Sequence
from datetime import date

_WIDTH, _HEIGHT = 595, 842
_MARGIN = 56
_ROWS_A_PAGE = 34


def report_pdf(
    *, lab: str, patient: str, reference: str, on: date, tests: Sequence[tuple[str, bool]], edition: int = 1
) -> bytes:
    """The report of a bill: each test by name, and whether it is done.

    Letters outside Latin-1 are shown as `?`. The same arguments give the same bytes; another `edition`
    gives other bytes for the same tests, as a corrected report has.
    """
    pages = [tests[start : start + _ROWS_A_PAGE] for start in range(0, len(tests), _ROWS_A_PAGE)] or [[]]
    drawings = [
        _page(lab, patient, reference, on, page, edition, number, len(pages))
        for number, page in enumerate(pages, start=1)
    ]
    return _document(drawings)


def _page(
    lab: str,
    patient: str,
    reference: str,
    on: date,
    tests: Sequence[tuple[str, bool]],
    edition: int,
    number: int,
    count: int,
) -> bytes:
    top = _HEIGHT - _MARGIN
    parts = [
        _text(_MARGIN, top, 18, lab, bold=True),
        _text(_MARGIN, top - 20, 10, "Laboratory report" if edition == 1 else f"Report, edition {edition}"),
        _rule(top - 32),
        _text(_MARGIN, top - 54, 11, f"Patient: {patient}"),
        _text(_MARGIN, top - 70, 11, f"Reference: {reference}"),
        _text(_MARGIN, top - 86, 11, f"Date: {on:%d %b %Y}"),
        _rule(top - 98),
    ]
    row = top - 120
    for name, done in tests:
        parts.append(_text(_MARGIN, row, 11, name[:72], bold=done))
        parts.append(_text(_WIDTH - _MARGIN - 60, row, 11, "ready" if done else "in work"))
        row -= 17
    parts.append(_rule(_MARGIN + 18))
    footer = f"Sample of a sandbox, no medical meaning. Page {number} of {count}."
    parts.append(_text(_MARGIN, _MARGIN, 9, footer))
    return b"\n".join(parts)


def _text(x: int, y: int, size: int, text: str, *, bold: bool = False) -> bytes:
    encoded = text.encode("latin-1", "replace")
    for sign in (b"\\", b"(", b")"):
        encoded = encoded.replace(sign, b"\\" + sign)
    return b"BT /F%d %d Tf %d %d Td (%s) Tj ET" % (2 if bold else 1, size, x, y, encoded)


def _rule(y: int) -> bytes:
    return b"0.6 w %d %d m %d %d l S" % (_MARGIN, y, _WIDTH - _MARGIN, y)


def _document(drawings: Sequence[bytes]) -> bytes:
    first_page = 5
    pages = [first_page + 2 * index for index in range(len(drawings))]
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for page, drawing in zip(pages, drawings, strict=True):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents %d 0 R >>"
            % (_WIDTH, _HEIGHT, page + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing))
    body = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(body)
