"""The language sets as a floor: what was read rightly once is read rightly for ever."""

import pytest

from bot.lab.catalogue_csv import read_catalogue, sample_catalogue
from dialogs.understanding.search import SearchIndex, build_index
from tests.language import run, score


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return build_index(read_catalogue(sample_catalogue()).items.values())


@pytest.mark.parametrize(
    "name, least",
    [("datetime", 1.0), ("datetime_more", 0.995), ("slots", 1.0), ("slots_more", 0.995)],
)
def test_days_times_and_single_answers(name: str, least: float, index: SearchIndex) -> None:
    kind = run.kind_of(name)
    items = run.read_set(name)
    found, _ = run.predictions(kind, items, index)
    right = [run.is_right(kind, item, found[item["id"]]) for item in items]
    assert sum(right) / len(right) >= least


@pytest.mark.parametrize("name, least", [("oneshot", 1.0), ("oneshot_more", 0.98)])
def test_whole_sentences_apart_from_their_tests(name: str, least: float, index: SearchIndex) -> None:
    items = run.read_set(name)
    found, _ = run.predictions("oneshot", items, index)
    right = [
        all(
            field[2] for key, field in score.oneshot_fields(item, found[item["id"]]).items() if key != "tests"
        )
        for item in items
    ]
    assert sum(right) / len(right) >= least


def test_regional_days_and_answers(index: SearchIndex) -> None:
    items = [item for item in run.read_set("regional") if item["kind"] != "search"]
    found, _ = run.predictions("regional", items, index)
    assert [item["id"] for item in items if not run.is_right("regional", item, found[item["id"]])] == []


def test_a_prediction_never_looks_at_the_expected_answer(index: SearchIndex) -> None:
    for name in ("datetime", "slots", "oneshot", "search"):
        kind = run.kind_of(name)
        items = run.read_set(name)[:20]
        bare = [
            {
                key: value
                for key, value in item.items()
                if not key.startswith(("expected", "acceptable", "also"))
            }
            for item in items
        ]
        assert run.predictions(kind, bare, index)[0] == run.predictions(kind, items, index)[0]
