"""Reads which common question a text asks of the service; None for bookings, answers and chat.

The rules are patterns over words (see `signs`). Of several questions the first one asked counts, except that moving and
cancelling a booking go before what is asked beside them.
"""

from typing import cast, get_args

from dialogs.understanding import signs
from dialogs.understanding.readings import FaqKind
from dialogs.understanding.signs import Match

_RULES = "faq.rules"
_KINDS: frozenset[str] = frozenset(get_args(FaqKind))


_LEVELS = {"first": 0, "soft": 2, "softer": 3, "weak": 4}


def _rank(match: Match) -> tuple[int, int, int]:
    flags = match.rule.flags
    level = next((level for flag, level in _LEVELS.items() if flag in flags), 1)
    return level, match.start if level else 0, match.rule.order


def explain(text: str) -> tuple[FaqKind | None, str]:
    """The question that a text asks and, for people, the rule and the words that led to it (empty when there is none)."""
    marked = signs.mark(text)
    matches = signs.match(_RULES, marked)
    if not matches:
        return None, ""
    best = min(matches, key=_rank)
    rule = best.rule
    why = f"{rule.kind}.{rule.family}: {rule.line} ({marked.quote(best.spans)})"
    if rule.kind == "null":
        return None, why
    if rule.kind not in _KINDS:
        raise ValueError(f"unknown kind of question: {rule.kind}")
    return cast(FaqKind, rule.kind), why


def read_faq(text: str) -> FaqKind | None:
    """Which common question a text asks, if any."""
    return explain(text)[0]
