"""The PDF of a report."""

import re
from datetime import date

import pytest

from bot.sandbox.reports import report_pdf


def a_report(count: int = 2, edition: int = 1, patient: str = "Sunita (Devi)") -> bytes:
    return report_pdf(
        lab="Asha Diagnostics",
        patient=patient,
        reference="bill_1",
        on=date(2026, 5, 15),
        tests=[(f"Test {number}", number == 0) for number in range(count)],
        edition=edition,
    )


@pytest.mark.parametrize("count", [0, 2, 34, 35, 100])
def test_every_offset_leads_to_its_object(count: int) -> None:
    pdf = a_report(count)
    assert pdf.startswith(b"%PDF-1.4\n")
    assert pdf.endswith(b"%%EOF\n")
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    table = pdf[start:].split(b"trailer")[0].splitlines()
    assert table[0] == b"xref"
    entries = table[3:]
    assert int(table[1].split()[1]) == len(entries) + 1
    for number, entry in enumerate(entries, start=1):
        assert len(entry) == 19  # with its line end, the 20 bytes that the format asks for
        assert pdf[int(entry[:10]) :].startswith(b"%d 0 obj\n" % number)


def test_streams_are_as_long_as_they_say() -> None:
    for said, stream in re.findall(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", a_report(50), re.DOTALL):
        assert int(said) == len(stream)


def test_it_names_patient_tests_and_their_state() -> None:
    pdf = a_report()
    assert rb"(Patient: Sunita \(Devi\)) Tj" in pdf
    assert b"(Date: 15 May 2026) Tj" in pdf
    assert pdf.index(b"(Test 0)") < pdf.index(b"(ready)") < pdf.index(b"(Test 1)") < pdf.index(b"(in work)")


def test_another_edition_is_another_file_and_the_same_is_the_same() -> None:
    assert a_report() == a_report()
    assert a_report(edition=2) != a_report()


def test_letters_that_the_font_has_not_do_no_harm() -> None:
    assert b"(Patient: ??????) Tj" in a_report(patient="सुनीता")
