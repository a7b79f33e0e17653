"""Reads which common question a text asks of the service; None for bookings, answers and chat.

The rules are patterns over words (see `signs`). Of several questions the first one asked counts, except that moving and
cancelling a booking go before what is asked beside them.
"""

from typing import cast, get_args

from dialogs.understanding import signs
from dialogs.understanding.readings import FaqKind
from dialogs.understanding.signs import Marked, Match
from dialogs.understanding.signs.leaning import features, lean, warm

_RULES = "faq.rules"
_KINDS: frozenset[str] = frozenset(get_args(FaqKind))


_WEIGHTS = "faq.weights"
_LIKELY_SHARE = 0.5
_SURE_SHARE = 0.7

_LEVELS = {"first": 0, "soft": 2, "softer": 3, "weak": 4}


def _rank(match: Match) -> tuple[int, int, int]:
    flags = match.rule.flags
    level = next((level for flag, level in _LEVELS.items() if flag in flags), 1)
    return level, match.start if level else 0, match.rule.order


def fired(text: Marked) -> list[str]:
    """The names of the rules that hold in a text, and of the one that wins, as the leaning counts them."""
    return _names(signs.match(_RULES, text))


def _names(matches: list[Match]) -> list[str]:
    if not matches:
        return []
    return [match.rule.kind for match in matches] + ["first " + min(matches, key=_rank).rule.kind]


def _kind(name: str) -> FaqKind | None:
    if name == "null":
        return None
    if name not in _KINDS:
        raise ValueError(f"unknown kind of question: {name}")
    return cast(FaqKind, name)


def explain(text: str) -> tuple[FaqKind | None, str]:
    """The question that a text asks and, for people, the rule and the words that led to it (empty when there is none)."""
    marked = signs.mark(text)
    if not marked.tokens:
        return None, ""
    matches = signs.match(_RULES, marked)
    leaning = lean(_WEIGHTS, features(marked, _names(matches)))
    likeness = f"{leaning.kind} by likeness, {leaning.share:.2f}: {', '.join(leaning.because)}"
    if not matches:
        return (_kind(leaning.kind), likeness) if leaning.share >= _LIKELY_SHARE else (None, "")
    rule = min(matches, key=_rank).rule
    if leaning.kind != rule.kind and leaning.share >= _SURE_SHARE:
        return _kind(leaning.kind), likeness
    best = min(matches, key=_rank)
    return _kind(rule.kind), f"{rule.kind}.{rule.family}: {rule.line} ({marked.quote(best.spans)})"


def prepare() -> None:
    """Load the words and look through the rules, so that no patient's message waits for them. Called once at start."""
    signs.lexicon()
    signs.survey(_RULES)


def prepare_rare() -> None:
    """Load what a message needs little of: every rule and all weights. May run while messages are read already."""
    signs.rules(_RULES)
    warm(_WEIGHTS)


def read_faq(text: str) -> FaqKind | None:
    """Which common question a text asks, if any."""
    return explain(text)[0]
