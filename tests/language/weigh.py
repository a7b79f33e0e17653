#!/usr/bin/env python3
"""Make `dialogs/understanding/signs/*.weights` from our own label sets (`*_more.jsonl`, in this folder).

The safety weights also learn what no care is needed for: answers, days, bookings and questions of the service.

    python tests/language/weigh.py            write the weights of both kinds
    python tests/language/weigh.py KIND FILE… score them on label sets instead

Run it after changing the words, the rules or the label sets. The same input always gives the same weights. Every other
example is learned without the rules that hold in it, so that the words count for something where no rule holds.
"""

import json
import math
import random
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from dialogs.understanding import faq, safety, signs  # noqa: E402
from dialogs.understanding.signs import leaning  # noqa: E402

ROUNDS = 20
STEP = 0.5
SMALLEST = 0.04
# How fast a weight fades each time its feature is seen: a model that is sure of everything cannot doubt a rule.
FADING = {"safety": 0.0003, "faq": 0.0}
READERS = {"safety": safety, "faq": faq}
ORDINARY = {"faq": "text", "oneshot": "utterance", "slots": "input", "datetime": "utterance"}


def read(path: Path) -> list[tuple[str, str]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(row["text"], row["expected"] or "null") for row in rows]


def ordinary() -> list[tuple[str, str]]:
    """The texts of the other sets, as ordinary business; those that a rule takes for a wish for advice are left out."""
    rows = []
    for name, field in ORDINARY.items():
        for line in (HERE / f"{name}_more.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if name == "faq" and row["expected"] is None:
                continue
            if "advice" not in safety.fired(signs.mark(row[field])):
                rows.append((row[field], "null"))
    return rows


def beside_business(rows: list[tuple[str, str]], business: list[str]) -> list[tuple[str, str]]:
    """Every third text with some ordinary business before or after it: an alarm stays one, and nothing becomes one."""
    dice = random.Random(2)
    joined = []
    for text, label in rows[::3]:
        if label != "advice":
            parts = [text, dice.choice(business)]
            dice.shuffle(parts)
            joined.append((dice.choice([", ", " ", ". "]).join(parts), label))
    return joined


def learn(kind: str, rows: list[tuple[str, str]]) -> tuple[list[str], dict[str, list[float]]]:
    """Multinomial logistic regression by gradient steps, one example at a time."""
    dice = random.Random(1)
    kinds = sorted({label for _, label in rows})
    data = []
    for text, label in rows:
        marked = signs.mark(text)
        data.append(
            (
                leaning.features(marked),
                leaning.features(marked, READERS[kind].fired(marked)),
                kinds.index(label),
            )
        )
    table: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(kinds))
    for round_ in range(ROUNDS):
        dice.shuffle(data)
        step = STEP / (1 + round_ * 0.2)
        for bare, full, right in data:
            found = sorted(bare if dice.random() < 0.5 else full)
            rows_ = [table[feature] for feature in found]
            scale = 1 / math.sqrt(len(found))
            totals = [sum(row[i] for row in rows_) * scale for i in range(len(kinds))]
            top = max(totals)
            raised = [math.exp(total - top) for total in totals]
            whole = sum(raised)
            for i, value in enumerate(raised):
                slope = ((i == right) - value / whole) * step * scale
                if abs(slope) > 1e-4:
                    for row in rows_:
                        row[i] += slope
            kept = 1 - FADING[kind] * step
            for row in rows_:
                for i in range(len(kinds)):
                    row[i] *= kept
    return kinds, table


def write(kind: str, kinds: list[str], table: dict[str, list[float]]) -> int:
    lines = ["\t".join(kinds)]
    for feature in sorted(table):
        told = [
            f"{name} {weight:.2f}"
            for name, weight in zip(kinds, table[feature], strict=True)
            if abs(weight) >= SMALLEST
        ]
        if told:
            lines.append("\t".join([feature, *told]))
    (ROOT / "dialogs/understanding/signs" / f"{kind}.weights").write_text(
        "\n".join(lines) + "\n", encoding="utf-8"
    )
    return len(lines) - 1


def main(arguments: list[str]) -> None:
    if arguments:
        kind, *paths = arguments
        for path in paths:
            rows = read(Path(path))
            right = sum((READERS[kind].explain(text)[0] or "null") == label for text, label in rows)
            print(f"{path}: {right}/{len(rows)} = {right / len(rows):.4f}")
        return
    for kind in READERS:
        rows = read(HERE / f"{kind}_more.jsonl")
        if kind == "safety":
            calm = ordinary()
            rows += beside_business(rows, [text for text, _ in calm]) + calm
        kinds, table = learn(kind, rows)
        print(f"{kind}: {len(rows)} examples, {write(kind, kinds, table)} features")


if __name__ == "__main__":
    main(sys.argv[1:])
