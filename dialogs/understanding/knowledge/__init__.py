"""What patients call tests, and the words around them: data files that a person can read and extend.

`tests/*.toml`   what each test is called, a file for each group of departments
`families.toml`  what a general word usually means, in order, and which words ask for a test only in company
`words.toml`     forms, specimens, and the words around a test: requests, refusals, imaging, medicines, people
`regional.toml`  the commonest words of further languages
`names.toml`     usual Latin spellings of names, and names that look like a test's

A line `"glucose + fasting" = "fbs, fasting sugar, एफबीएस"` says what stands for those features. A laboratory's own names
are read with the same lines, so that a new test needs one line: what it measures, and what people call it. Spaces,
capitals, British and American spelling, slips and the script do not matter; a word that is one feature alone stands
for its other spellings within phrases too ("khoon" in "blood sugar"). A further language is lines in
`regional.toml`. A test under `[rare]` is known only as it is written, so that no misspelt word is taken for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dialogs.understanding.tables import Tables, read_tables


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The files as they are: features, each with the phrases that stand for them.

    A feature is a short name such as "glucose" or "fasting". `classes` says of what class a feature is; one that is
    not in it is what is measured (an analyte, an organism, a disease, a panel).
    """

    says: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    classes: Mapping[str, str]
    usual: Mapping[str, tuple[str, ...]]
    implied: Mapping[str, tuple[str, ...]]
    weak: frozenset[str]
    vague: frozenset[str]
    only_asked: frozenset[str]
    careful: frozenset[str]
    pictured: frozenset[str]
    reasons: frozenset[str]
    conditions: frozenset[str]
    precise: frozenset[str]
    ordinary: frozenset[str]
    given: frozenset[str]
    one_each: frozenset[str]
    taken: frozenset[str]
    around: Mapping[str, frozenset[str]]
    everyday: tuple[str, ...]
    particles: frozenset[str]
    people: tuple[str, ...]


def _read(name: str) -> Tables:
    return read_tables(files(__package__).joinpath(name))


def _split(listed: str) -> list[str]:
    return [said for part in listed.split(",") if (said := part.strip())]


def features(expression: str) -> tuple[str, ...]:
    """The features of an expression such as "glucose + fasting"."""
    return tuple(part.strip() for part in expression.split("+"))


def _phrases(tables: Iterable[Mapping[str, str]]) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    for table in tables:
        for expression, listed in table.items():
            meant = features(expression)
            said = _split(listed)
            yield meant, (expression, *said) if len(meant) == 1 else tuple(said)


def _words_of(lists: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(lists).replace(",", " ").replace("-", " ").split())


@cache
def load() -> Knowledge:
    """The knowledge, read once a process."""
    families, words, regional = (_read(name) for name in ("families.toml", "words.toml", "regional.toml"))
    departments = sorted(
        (entry for entry in files(__package__).joinpath("tests").iterdir() if entry.name.endswith(".toml")),
        key=lambda entry: entry.name,
    )
    tables = [read_tables(entry) for entry in departments]
    tests = [table["tests"] for table in tables if "tests" in table]
    rare = [table["rare"] for table in tables if "rare" in table]
    class_tables = {
        name.removeprefix("classes."): table for name, table in words.items() if name.startswith("classes.")
    }
    classes = {
        feature: kind for kind, table in class_tables.items() for key in table for feature in features(key)
    }
    says = (
        *_phrases(tests),
        *_phrases(rare),
        *_phrases(class_tables.values()),
        *_phrases(regional.values()),
    )
    return Knowledge(
        says=says,
        classes=classes,
        usual={key: tuple(_split(value)) for key, value in families["usual"].items()},
        implied={key: tuple(_split(value)) for key, value in families["implied"].items()},
        weak=frozenset(_split(families["context"]["weak"])),
        vague=frozenset(_split(families["context"]["vague"])),
        only_asked=frozenset(_split(families["context"]["only_asked"])),
        careful=frozenset(_split(families["context"]["careful"])),
        pictured=frozenset(_split(families["context"]["pictured"])),
        reasons=frozenset(_split(families["context"]["reasons"])),
        precise=_words_of([families["context"]["precise"]])
        | _words_of(listed for table in regional.values() for listed in table.values())
        | (
            _words_of(part for table in rare for line in table.items() for part in line)
            - _words_of(part for table in tests for line in table.items() for part in line)
        ),
        conditions=frozenset(_split(families["context"]["conditions"])),
        ordinary=frozenset(_split(families["context"]["ordinary"])),
        given=frozenset(_split(families["context"]["given"])),
        one_each=frozenset(_split(families["context"]["one_each"])),
        taken=frozenset(_split(families["context"]["taken"])),
        around={told: frozenset(listed.split()) for told, listed in words["around"].items()},
        everyday=tuple(words["everyday"]["words"].split()),
        particles=frozenset(words["everyday"]["particles"].split()),
        people=tuple(_read("names.toml")["people"]["words"].split()),
    )


@cache
def name_spellings() -> Mapping[str, str]:
    """Names in Devanagari whose usual Latin spelling is not the one that their letters give."""
    return _read("names.toml")["spellings"]
