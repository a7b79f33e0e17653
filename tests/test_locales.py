"""Every text, in every language, with every branch of its selectors."""

import ast
import html.parser
import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import locales
from bot.desk.help import HELP
from bot.desk.stats import STEPS
from dialogs.case import CaseState, Cause, Clock
from dialogs.clinic import CollectionMode
from dialogs.desk.card import CALL_AGAIN, QUICK_REPLIES, WHY_NOT
from dialogs.questions.reason import REASONS
from dialogs.submission import State
from dialogs.tasks import CHANGES, KEYS
from dialogs.text import Text, lines, text
from dialogs.understanding.readings import AgeUnit, Gender, Relation
from dialogs.words import TextMissing, Words

ROOT = Path(__file__).parents[1]
LANGUAGES = tuple(locales.sources())
# What is answered only while a booking is changed: nothing of it is asked again by the lab.
CHANGE_KEYS = {question.name for questions in CHANGES.values() for question in questions} - {"slot"}
# Keys that are put together in code, with everything that can stand in their gap.
_UNEDITED = ("note", "wish", "place", "described", "unserved", "report_number", "report_code", "report_list")
"""Answers that the review does not offer to change."""

PATTERNS = {
    "age-": get_args(AgeUnit),
    "booked-ask-": tuple(CHANGES),
    "call-": ("reference", "later", "no_answer", "not_interested", "wrong_number"),
    "call-at-": CALL_AGAIN,
    "cause-": get_args(Cause),
    "desk-case-": get_args(CaseState),
    "desk-help-": HELP,
    "desk-picture-": STEPS,
    "desk-usage-": ("booking", "stats", "leads"),
    "day-": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    "edit-": tuple(name for name in KEYS if name not in (*_UNEDITED, *CHANGE_KEYS)),
    "gender-": get_args(Gender),
    "language-": LANGUAGES,
    "offer-": LANGUAGES,
    "reason-": REASONS,
    "relation-": get_args(Relation),
    "reply-": QUICK_REPLIES,
    "reply-name-": QUICK_REPLIES,
    "staff-missed-": get_args(Clock),
    "why-": WHY_NOT,
    "missed-": get_args(Clock),
    "outcome-name-": ("booked", "later", "no_answer", "not_interested", "wrong_number"),
    "media-": ("photo", "document", "voice", "audio"),
    "safety-": ("emergency", "self-harm"),
    "slot-": ("past", "invalid"),
    "state-": get_args(State),
    "state-told-": get_args(State),
}
LABELS = re.compile(
    r"^(nav-|home-book|language-(?!ask)|cart-(done|add$|remove-one|show)|tests-(none|ask-team)|contact-(share|agree-b|other)"
    r"|person-new|gender-(f|m|o|u)|address-(use|share)|review-(confirm|change|add|back)|edit-(?!unclear|noted)[a-z]+$|booking-c"
    r"|staff-(claim$|release$|resolve$|is-|not-(booked|possible|changed)$|try-again|take-over|called|replies|fill|back|no-reference|handled|reached|booked-now|moved|cancelled)|call-|why-|reply-name-|slot-other|pincode-(visit|call|another)|mode-(home|lab)$"
    r"|booking-(withdraw|take)|move-(yes|other|keep)|drop-(yes|keep)|reason-(?!ask|too|summary|placeholder)"
    r"|desk-(button-|picture-|open-link)|forget-yes|privacy-withdraw$|nudge-resume|handoff-end|report-send)"
)


class Variables(Visitor):
    """The variables of a message and what its selectors distinguish."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.choices: dict[str, set[str]] = {}

    def visit_VariableReference(self, node: Any) -> None:
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:
        if isinstance(node.selector, ftl.VariableReference):
            keys = {v.key.name if isinstance(v.key, ftl.Identifier) else v.key.value for v in node.variants}
            self.choices.setdefault(node.selector.id.name, set()).update(keys)
        self.generic_visit(node)


@lru_cache
def messages(language: str) -> dict[str, Variables]:
    found = {}
    for source in locales.sources()[language]:
        for entry in FluentParser().parse(source).body:
            assert not isinstance(entry, ftl.Junk), f"{language}: {(entry.content or '')[:80]}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{language}: {entry.id.name} stands twice"
                found[entry.id.name] = Variables()
                found[entry.id.name].visit(entry)
    return found


def values(variable: str, choices: set[str]) -> tuple[Any, ...]:
    """Values of a variable that reach every branch which its selector has."""
    if choices & {"one", "other", "zero", "few", "many", "two"}:
        return (0, 1, 2, 5, 100)
    return (*sorted(choices), "Asha & <Söhne>") if choices else ("Asha & <Söhne>",)


def renderings(language: str) -> Iterator[tuple[str, str]]:
    bundle = FluentBundle([f"{language}-IN"], use_isolating=False)
    for source in locales.sources()[language]:
        bundle.add_resource(FluentResource(source))
    for key, variables in messages(language).items():
        names = sorted(variables.names)
        options = [values(name, variables.choices.get(name, set())) for name in names]
        for combination in itertools.product(*options):
            pattern = bundle.get_message(key).value
            assert pattern is not None, key
            said, errors = bundle.format_pattern(pattern, dict(zip(names, combination, strict=True)))
            assert not errors, (language, key, errors)
            assert isinstance(said, str)
            yield key, said


def keys_in_code() -> dict[str, set[frozenset[str]]]:
    """Every text that the code says, with the arguments that it gives."""
    found: dict[str, set[frozenset[str]]] = {}
    for path in [*(ROOT / "dialogs").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", "")
            first = node.args[0]
            if name in ("text", "nav", "sentence") and isinstance(first, ast.Constant):
                given = {word.arg for word in node.keywords}
                args = frozenset(str(arg) for arg in given) if None not in given else frozenset({"**"})
                found.setdefault(str(first.value), set()).add(frozenset() if name == "nav" else args)
    return found


def test_every_language_has_the_same_texts_with_the_same_arguments() -> None:
    first = messages(LANGUAGES[0])
    for language in LANGUAGES[1:]:
        other = messages(language)
        assert set(first) == set(other)
        for key, variables in first.items():
            assert variables.names == other[key].names, (language, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_booking_that_the_lab_has_is_called_confirmed(language: str) -> None:
    confirmed = re.compile(r"\bconfirmed\b|पक्क|\bpakk", re.IGNORECASE)
    assert {key for key, said in renderings(language) if confirmed.search(said)} == {"outcome-confirmed"}


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each.startswith("hi")])
def test_nobody_is_taken_for_a_man_or_a_woman(language: str) -> None:
    """The verb forms that agree with the person who is spoken to: they are said another way."""
    guessed = re.compile(
        r"(आप|Aap|aap)\b[^।.;:]*?(सकते|सकती|रहे|रही|चाहते|चाहती|sakte|sakti|rahe|rahi|chahte|chahti) (हैं|hain)"
    )
    assert guessed.search("आप आगे बढ़ सकते हैं")
    assert guessed.search("Aap aage badh sakti hain")
    assert not {key: said for key, said in renderings(language) if guessed.search(said)}


def test_every_text_that_the_code_says_exists_with_its_arguments() -> None:
    known = messages("en")
    for key, calls in keys_in_code().items():
        assert key in known, key
        for args in calls:
            assert "**" in args or known[key].names <= args, (key, known[key].names, args)
    for prefix, endings in PATTERNS.items():
        for ending in endings:
            assert f"{prefix}{ending}" in known, f"{prefix}{ending}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_branch_of_every_text_can_be_said_and_sent(language: str) -> None:
    for key, said in renderings(language):
        assert said.strip(), key
        assert len(said) <= 1500, (key, len(said))
        assert "{" not in said, key
        if LABELS.match(key):
            assert len(said) <= 40, (key, said)
            assert "<b>" not in said, key
            assert "\n" not in said, key
        if key.endswith("placeholder"):
            assert len(said) <= 64, key


class Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag in {"b", "i"}, tag
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_is_what_telegram_knows_and_never_the_patients(language: str) -> None:
    words = Words(locales.sources())
    evil = "<b>&amp; </i> <a href='x'>"
    for key, variables in messages(language).items():
        args = {name: (3 if variables.choices.get(name) else evil) for name in variables.names}
        tags = Tags()
        tags.feed(words.html(text(key, **args), language))
        tags.close()
        assert not tags.open, (language, key)
        said = words.html(text(key, **args), language)
        assert "<a" not in said, key


def test_texts_within_texts_are_escaped_once() -> None:
    words = Words(locales.sources())
    inner = text("cart-added", name="A & B <c>")
    assert words.html(text("notes", notes=lines(inner)), "en") == "Added: A &amp; B &lt;c&gt;"
    assert words.plain(text("notes", notes=lines(inner)), "en") == "Added: A & B <c>"


def test_a_missing_text_or_argument_is_said_loudly() -> None:
    words = Words(locales.sources())
    with pytest.raises(TextMissing, match="no-such-text"):
        words.html(Text("no-such-text"), "en")
    with pytest.raises(TextMissing, match="pincode-summary"):
        words.html(Text("pincode-summary"), "en")
    with pytest.raises(TextMissing, match="xx"):
        words.html(Text("home-book"), "xx")


def test_modes_have_words() -> None:
    assert set(get_args(CollectionMode)) == {"home", "lab"}
