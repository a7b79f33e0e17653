"""Scores the readers on the language sets beside this file: `python -m tests.language.run [SET ...]`.

Prints the figures of each set, then the share of right answers by language and by phenomenon, and the time of a message.
"""

import argparse
import json
import resource
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, cast, get_args

from bot.lab.catalogue_csv import read_catalogue, sample_catalogue
from dialogs.understanding import ready
from dialogs.understanding.predictions import Kind, predict
from dialogs.understanding.search import SearchIndex, build_index
from tests.language import score, score_labels

FOLDER = Path(__file__).parent

LABELS = ("faq", "safety")
Item = dict[str, Any]


def read_set(name: str) -> list[Item]:
    """The items of a set."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def kind_of(name: str) -> Kind:
    """The kind of a set by its file's name: "datetime_more" is "datetime"."""
    kind = name.split("_")[0]
    if kind not in get_args(Kind):
        raise SystemExit(f"{name}: the name of a set begins with one of {', '.join(get_args(Kind))}")
    return cast(Kind, kind)


def predictions(
    kind: Kind, items: Sequence[Item], index: SearchIndex
) -> tuple[dict[str, object], list[float]]:
    """What is read out of each item, by id, and the milliseconds that each took."""
    out: dict[str, object] = {}
    spent: list[float] = []
    for item in items:
        begun = time.perf_counter()
        out[item["id"]] = predict(kind, item, index)
        spent.append((time.perf_counter() - begun) * 1000)
    return out, spent


def is_right(kind: Kind, item: Item, prediction: Any) -> bool:
    """Whether an item counts as right in the set's main figure."""
    match kind:
        case "search":
            wanted = item["acceptable_ids"]
            return bool(set((prediction or [])[:1]) & set(wanted)) if wanted else not prediction
        case "datetime":
            return bool(score.dt_ok(item["expected"], prediction))
        case "slots":
            return bool(score.slot_ok(item["slot"], item["expected"], prediction))
        case "oneshot":
            return all(field[2] for field in score.oneshot_fields(item, prediction).values())
        case "regional":
            inner: Kind = "slots" if item["kind"] == "slot" else item["kind"]
            return is_right(inner, item, prediction)
        case _:
            return bool(item["expected"] == prediction)


def figures(kind: Kind, items: Sequence[Item], found: Mapping[str, object]) -> Mapping[str, object]:
    """The scorer's own figures, without their breakdown."""
    if kind in LABELS:
        rows = [(item["expected"], found[item["id"]], item) for item in items]
        return {name: value for name, value in score_labels.summary(rows).items() if value is not None}
    return {
        name: value for name, value in score.score(kind, items, found).items() if not isinstance(value, dict)
    }


def _share(values: Iterable[bool]) -> str:
    right = list(values)
    return f"{sum(right):4} of {len(right):4}  {100 * sum(right) / len(right):6.1f} %"


def report(name: str, index: SearchIndex, *, wrong: bool) -> None:
    """Print the figures of one set; with `wrong` also each item that was read wrongly."""
    kind = kind_of(name)
    items = read_set(name)
    found, spent = predictions(kind, items, index)
    print(f"\n{name}: {len(items)} messages, median {median(spent):.2f} ms, slowest {max(spent):.1f} ms")
    for figure, value in figures(kind, items, found).items():
        if figure != "n":
            print(
                f"  {figure:22} {100 * value:6.1f} %"
                if isinstance(value, float)
                else f"  {figure:22} {value}"
            )
    for title, field in (("language", "lang"), ("phenomenon", "phenomenon")):
        groups: dict[str, list[bool]] = defaultdict(list)
        for item in items:
            groups[str(item.get(field, "-"))].append(is_right(kind, item, found[item["id"]]))
        if set(groups) == {"-"}:
            continue
        print(f"  by {title}")
        for group, right in sorted(groups.items(), key=lambda one: (sum(one[1]) / len(one[1]), one[0])):
            print(f"    {group:18} {_share(right)}")
    for item in items if wrong else ():
        if not is_right(kind, item, found[item["id"]]):
            said = item.get("query") or item.get("utterance") or item.get("input") or item.get("text")
            wanted = item["acceptable_ids"] if "acceptable_ids" in item else item["expected"]
            print(f"  {item['id']}  {said}\n    wanted {json.dumps(wanted, ensure_ascii=False)}")
            print(f"    read   {json.dumps(found[item['id']], ensure_ascii=False)}")


def loading() -> str:
    """What loading the knowledge takes, in a process that has not yet done so."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    ready.prepare()
    spent = time.process_time() - begun
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held
    return f"knowledge loaded: {1000 * spent:.0f} ms of the processor, {grown / 1024:.0f} MB"


def main() -> None:
    """Score the sets that are named, else all."""
    parser = argparse.ArgumentParser(prog="python -m tests.language.run", description=__doc__)
    parser.add_argument("sets", nargs="*", help="names of sets, such as datetime; all if left out")
    parser.add_argument("--wrong", action="store_true", help="print each message that was read wrongly")
    args = parser.parse_args()
    print(loading())
    index = build_index(read_catalogue(sample_catalogue()).items.values())
    ready.prepare_rare()
    for name in args.sets or sorted(path.stem for path in FOLDER.glob("*.jsonl")):
        report(name, index, wrong=args.wrong)


if __name__ == "__main__":
    main()
