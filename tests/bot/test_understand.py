"""The command that reads a language set, and the price list that it takes."""

import argparse
import io
import json
from pathlib import Path

import pytest

from bot import understand
from bot.lab.catalogue_csv import CatalogueFileUnreadable, read_catalogue, sample_catalogue
from dialogs.money import rupees

HEADER = "id,kind,name,price_inr,fasting_hours,home_collection,included_test_ids\n"


def run(kind: str, lines: list[str], tmp_path: Path, *more: str) -> tuple[int, Path]:
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    parser = argparse.ArgumentParser()
    understand.add_arguments(parser)
    return understand.main(parser.parse_args([kind, str(file), *more])), file


def test_one_prediction_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = "2026-11-20T10:15:00+05:30"
    lines = [
        json.dumps({"id": "a", "utterance": "kal subah 8 baje", "now": now}),
        "",
        json.dumps({"id": "b", "utterance": "hello", "now": now, "expected": {"date": "2026-11-21"}}),
    ]
    assert run("datetime", lines, tmp_path)[0] == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert printed == [
        {"id": "a", "pred": {"date": "2026-11-21", "date_to": None, "start": "08:00", "end": "08:00"}},
        {"id": "b", "pred": None},
    ]


@pytest.mark.parametrize(
    "kind, line, complaint",
    [
        ("datetime", "{", "line 1: not JSON"),
        ("datetime", "[]", "line 1: not a JSON object"),
        ("datetime", '{"id": 1, "utterance": "kal"}', "“now”"),
        ("datetime", '{"id": 1, "utterance": "kal", "now": "2026-11-20"}', "offset"),
        ("slots", '{"id": 1, "slot": "shoe", "input": "9"}', "“slot”"),
        ("faq", '{"id": 1}', "“text”"),
    ],
)
def test_an_unfit_line_is_named(
    kind: str, line: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(kind, [line], tmp_path)[0] == 2
    assert complaint in capsys.readouterr().err


def test_a_clinics_own_price_list_is_searched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prices = tmp_path / "prices.csv"
    prices.write_text(HEADER + "X1,test,Thyroid Stimulating Hormone (TSH),200.50,,yes,\n", encoding="utf-8")
    line = json.dumps({"id": "a", "query": "Thyroid Stimulating Hormone (TSH)"})
    assert run("search", [line], tmp_path, "--catalogue", str(prices))[0] == 0
    assert json.loads(capsys.readouterr().out) == {"id": "a", "pred": ["X1"]}
    assert read_catalogue(prices).items["X1"].price == rupees("200.50")


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("id,kind,name\n", "line 1: there is no column “price_inr”"),
        (HEADER + "X1,scan,A,1,,,\n", "line 2, column “kind”: 'scan'"),
        (HEADER + "X1,test,A,free,,,\n", "line 2, column “price_inr”: 'free'"),
        (HEADER + "X1,test,A,-1,,,\n", "line 2, column “price_inr”"),
        (HEADER + "X1,test,A,1,twelve,,\n", "line 2, column “fasting_hours”: 'twelve'"),
        (HEADER + "X1,test,A,1,,maybe,\n", "line 2, column “home_collection”: 'maybe'"),
        (HEADER + "X1,test,,1,,,\n", "line 2, column “name”: it is empty"),
        (HEADER + "X1,test,A,1,,,\nX1,test,B,1,,,\n", "line 3, column “id”: X1 stands here twice"),
        (HEADER + 'X1,test,"A,1,,,\n', "line 2"),
    ],
)
def test_a_price_list_that_cannot_be_read_says_where(text: str, complaint: str, tmp_path: Path) -> None:
    prices = tmp_path / "prices.csv"
    prices.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueFileUnreadable) as caught:
        read_catalogue(prices)
    assert complaint in str(caught.value)
    assert "prices.csv" in str(caught.value)


def test_a_missing_price_list_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFileUnreadable, match=r"nowhere\.csv"):
        read_catalogue(tmp_path / "nowhere.csv")


def test_the_demonstration_price_list_is_whole() -> None:
    items = read_catalogue(sample_catalogue()).items
    assert {item.kind for item in items.values()} == {"test", "package"}
    assert all(part in items for item in items.values() for part in item.contains)


def test_the_output_can_go_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"id": 7, "slot": "pincode", "input": "५६००३८"}', encoding="utf-8")
    out = io.StringIO()
    understand.run("slots", file, None, out)
    assert json.loads(out.getvalue()) == {"id": 7, "pred": "560038"}
