"""Reads whether a text needs care before anything else: self-harm, an emergency, the sex of an unborn child, or a wish for advice.

The signs are rules over words (see `signs`); `taken_back` holds what takes a sign back. An alarm always rests on a rule or on
likeness to examples, and on words that `explain` can quote.
"""

from collections.abc import Mapping
from itertools import pairwise

from dialogs.understanding import signs
from dialogs.understanding.readings import SafetyKind
from dialogs.understanding.signs import Marked, Match, Rule
from dialogs.understanding.signs.leaning import Leaning, features, lean, warm
from dialogs.understanding.taken_back import GUARDS
from dialogs.understanding.taken_back.bygone import lived_through, long_past, of_long_standing
from dialogs.understanding.taken_back.clauses import bounds, clause_end
from dialogs.understanding.taken_back.denial import deniable, denied_before
from dialogs.understanding.taken_back.figure import exaggerated, named, of_the_service
from dialogs.understanding.taken_back.topic import told_about
from dialogs.understanding.taken_back.unborn import pair_is_ordinary

_RULES = "safety.rules"
_ORDER: tuple[SafetyKind, ...] = ("self_harm", "emergency", "prenatal_sex", "advice")

_WEIGHTS = "safety.weights"
# What likeness must reach to raise an alarm, by how many signs of it stand in the text.
_ALARM_SHARES: dict[str, tuple[float, float, float]] = {
    "self_harm": (0.8, 0.6, 0.5),
    "emergency": (0.85, 0.75, 0.65),
    "prenatal_sex": (0.85, 0.75, 0.6),
}
_ALARM_SHARES_OF_A_PART: dict[str, tuple[float, float, float]] = {
    "self_harm": (0.9, 0.8, 0.65),
    "emergency": (0.9, 0.8, 0.65),
    "prenatal_sex": (0.9, 0.85, 0.8),
}
_MOST_PARTS = 8
# How calm a text must look for a rule's alarm to be doubted: with the rules that hold counted in, and by its words alone;
# then the same around the rule's own words. Most signs are hardly ever said of anything else; some are, every day.
_DOUBT = (0.7, 0.6)
_DOUBT_OF_LOOSE_WORDS = (0.2, 0.6)
_DOUBT_AROUND = (0.05, 0.3)
# Rules too plain for doubt.
_PLAIN = frozenset(
    {
        "self_harm.plain",
        "emergency.somebody_down",
        "emergency.feared",
        "prenatal_sex.unborn",
        "prenatal_sex.named",
    }
)
# The families of an emergency whose words are said loosely every day: "choked", "an attack", "it fits".
_SAID_LOOSELY = frozenset(
    {"breath", "heart", "oxygen", "unconscious", "fits", "fits_now", "head", "injury", "poison", "call"}
)
_OTHER_SHARE = 0.9
# What the whole text must leave of a part's alarm.
_SOME_SHARE = {"self_harm": 0.1, "emergency": 0.1, "prenatal_sex": 0.35}
_REACH = 5
_ADVICE_SHARE = 0.55
_SURE_SHARE = 0.8

# Where such a sense stands in a text, likeness raises no alarm of that kind.
_ORDINARY_SENSES: dict[str, frozenset[str]] = {
    "self_harm": frozenset(
        {"POISON_ORDINARY", "DRAWFEAR", "SERVICE_SILENT", "LIFE_ORDINARY", "BLOOD_ORDINARY"}
    ),
    "emergency": frozenset(
        {
            "POISON_ORDINARY",
            "BURN_ORDINARY",
            "FITNESS",
            "DRAWFEAR",
            "SERVICE_SILENT",
            "BLOOD_ORDINARY",
            "KEYS_PRESSED",
            "BODY_ORDINARY",
        }
    ),
    "prenatal_sex": frozenset({"CODE_ORDINARY", "SEX_TOLD", "REVEAL_PARTY"}),
}
# The signs of each alarm: likeness alone must be strong to raise one in whose text none stands.
_SIGNS_OF: dict[str, frozenset[str]] = {
    "self_harm": frozenset(
        {
            "DIE", "DIE_I", "SUICIDE", "LIFE", "LIVE", "ONESELF", "HANG", "JUMP", "WRIST", "GONE", "ALIVENOT", "BURDEN",
            "OVERDOSE", "FAREWELL", "POISON", "PILLS", "PURPOSE", "HARM", "TIREDOF",
        }
    ),
    "emergency": frozenset(
        {
            "CHEST", "HEART", "HEARTATTACK", "BREATH", "BREATHLESS", "OXYGENWORD", "STROKE", "FACE", "LIMB", "SPEECH",
            "SIGHT", "UNCONSCIOUS", "FALLDOWN", "FITS", "BLOOD", "PREGNANT", "FETALMOVE", "SWELL", "THROAT", "POISON",
            "PILLS", "VENOMOUS", "BURN", "SHOCK", "HEADPART", "INJURY", "ROADACCIDENT", "NEWBORN", "EMERGENCY_WORD",
        }
    ),
    "prenatal_sex": frozenset({"GENDER", "MALE", "FEMALE", "MALECODE", "FEMALECODE"}),
}  # fmt: skip


def _kind(name: str) -> SafetyKind:
    for kind in _ORDER:
        if kind == name:
            return kind
    raise ValueError(f"unknown kind of safety rule: {name}")


def _standing(text: Marked) -> tuple[list[Match], list[str]]:
    """The matches that stand, and for the leaning the names of all: a family that stands, or what took it back."""
    standing: list[Match] = []
    names: list[str] = []
    for match in signs.match(_RULES, text):
        family = f"{match.rule.kind}.{match.rule.family}"
        start, end = match.spans[0]
        taken = [flag for flag in sorted(match.rule.flags) if GUARDS[flag](text, start, end)]
        if taken:
            names += [f"{family}!{flag}" for flag in taken]
        else:
            standing.append(match)
            names += [family, match.rule.kind]
    return standing, names


def _about_data(text: Marked) -> bool:
    """ "Is my number safe": asked of what the service keeps, not of somebody's health."""
    return (
        text.has("DATAWORD") and text.has("GUARDED") and not (text.has("TESTNAME") or text.has("CONDITION"))
    )


def fired(text: Marked) -> list[str]:
    """The names of the rules that hold in a text, as the leaning counts them."""
    return _standing(text)[1]


def _rings(
    text: Marked,
    leaning: Leaning,
    names: list[str],
    shares: Mapping[str, tuple[float, float, float]],
) -> bool:
    """Whether likeness is enough for an alarm: it is strong, signs stand in the text, and nothing took such a sign back."""
    signs_of = _SIGNS_OF.get(leaning.kind)
    if signs_of is None or any(name.startswith(leaning.kind) and "!" in name for name in names):
        return False
    if not _ORDINARY_SENSES[leaning.kind].isdisjoint(text.present):
        return False
    if leaning.kind == "prenatal_sex" and pair_is_ordinary(text, 0, len(text.tokens)):
        return False
    signs_at = [i for i, here in enumerate(text.marks) if not signs_of.isdisjoint(here)]
    places = [i for i in signs_at if not _taken_back(text, i)]
    if signs_at and not places:
        return False
    clauses = {text.tokens[i].clause for i in places}
    if leaning.kind == "self_harm" and any(
        text.tokens[i].clause in clauses for i, _ in text.at("FIGURE_OBJECT")
    ):
        return False
    if leaning.kind in signs.barred(_RULES, text):
        return False
    return leaning.share >= shares[leaning.kind][min(len(places), 2)]


def _taken_back(text: Marked, i: int) -> bool:
    """Whether a sign that no rule holds for stands for nothing: a thing denied, spoken about, or blamed on what harms nobody."""
    if exaggerated(text, i, i + 1) or told_about(text, i, i + 1) or of_the_service(text, i, i + 1):
        return True
    if named(text, i, i + 1) or of_long_standing(text, i):
        return True
    if "ROADACCIDENT" in text.marks[i] and i and text.keys[i - 1] == "by":
        return True
    if "STROKE" in text.marks[i] and lived_through(text, i, i + 1):
        return True
    return deniable(text, i) and (denied_before(text, i) or long_past(text, i, i + 1))


def explain(text: str) -> tuple[SafetyKind | None, str]:
    """The reading of a text and, for people, the rule and the words that led to it (empty when there is none)."""
    marked = signs.mark(text)
    if not marked.tokens:
        return None, ""
    standing, names = _standing(marked)
    leaning = lean(_WEIGHTS, features(marked, names))
    alarms = [match for match in standing if match.rule.kind != "advice"]
    if alarms:
        foremost = _foremost(alarms, leaning)
        if not _doubted(marked, foremost, alarms, names, leaning):
            return _by_rule(marked, foremost)
    elif (alike := _alike(marked, names, leaning)) is not None:
        return _kind(alike.kind), _by_likeness(alike.kind, alike, alike.kind)
    wish = next((match for match in standing if match.rule.kind == "advice"), None)
    if wish is not None:
        if leaning.shares["null"] >= _SURE_SHARE:
            return None, _by_likeness("no advice", leaning, "null")
        return _by_rule(marked, wish)
    if leaning.kind == "advice" and leaning.share >= _ADVICE_SHARE and not _about_data(marked):
        return "advice", _by_likeness("advice", leaning, "advice")
    return None, ""


def _alike(text: Marked, names: list[str], leaning: Leaning) -> Leaning | None:
    """What raises an alarm where no rule does: the likeness of the whole text, or of a part of it, to such messages."""
    if _rings(text, leaning, names, _ALARM_SHARES):
        return leaning
    for part in _parts_of(text):
        told = lean(_WEIGHTS, features(part))
        some = _SOME_SHARE.get(told.kind, 1.0)
        if leaning.shares[told.kind] >= some and _rings(part, told, names, _ALARM_SHARES_OF_A_PART):
            return told
    return None


def _foremost(alarms: list[Match], leaning: Leaning) -> Match:
    """The rule that is heard of those that raise an alarm: the first kind in order, unless likeness is sure of another."""
    return min(
        alarms,
        key=lambda match: (
            leaning.shares[match.rule.kind] < _OTHER_SHARE,
            _ORDER.index(_kind(match.rule.kind)),
        ),
    )


def _doubted(text: Marked, foremost: Match, alarms: list[Match], names: list[str], leaning: Leaning) -> bool:
    """Whether likeness takes the text, and the words around each rule that holds, for ordinary business."""
    if any(f"{match.rule.kind}.{match.rule.family}" in _PLAIN for match in alarms):
        return False
    return _calm(text, leaning, _DOUBT_OF_LOOSE_WORDS if _said_loosely(foremost.rule) else _DOUBT) and all(
        _calm(around, lean(_WEIGHTS, features(around, names)), _DOUBT_AROUND)
        for around in (_around(text, match) for match in alarms[:_MOST_PARTS])
    )


def _said_loosely(rule: Rule) -> bool:
    return rule.kind == "self_harm" or rule.family in _SAID_LOOSELY


def _calm(text: Marked, leaning: Leaning, shares: tuple[float, float]) -> bool:
    with_rules, by_words = shares
    return _ease(leaning) >= with_rules and _ease(lean(_WEIGHTS, features(text))) >= by_words


def _ease(leaning: Leaning) -> float:
    return leaning.shares["null"] + leaning.shares["advice"]


def _around(text: Marked, match: Match) -> Marked:
    """The sentence part that a rule holds in: a booking beside it must not drown it."""
    start, end = match.spans[0]
    first, last = bounds(text, start, min(end, clause_end(text, start)))
    return _cut(text, max(first, start - _REACH), min(last, max(end, start) + _REACH))


def _parts_of(text: Marked) -> list[Marked]:
    """The sentence parts of a text that has more than one, the first few of them."""
    cuts = [i for i in range(1, len(text.tokens)) if text.tokens[i].clause != text.tokens[i - 1].clause]
    if not cuts:
        return []
    return [
        _cut(text, first, last)
        for first, last in pairwise([0, *cuts[: _MOST_PARTS - 1], len(text.tokens)])
        if last - first > 1
    ]


def _cut(text: Marked, first: int, last: int) -> Marked:
    marks = text.marks[first:last]
    return Marked(text.tokens[first:last], text.keys[first:last], marks, frozenset().union(*marks))


def _by_rule(text: Marked, match: Match) -> tuple[SafetyKind, str]:
    kind = _kind(match.rule.kind)
    return kind, f"{kind}.{match.rule.family}: {match.rule.line} ({text.quote(match.spans)})"


def _by_likeness(reading: str, leaning: Leaning, kind: str) -> str:
    return f"{reading} by likeness, {leaning.shares[kind]:.2f}: {', '.join(leaning.because)}"


def prepare() -> None:
    """Load the words and look through the rules, so that no patient's message waits for them. Called once at start."""
    signs.lexicon()
    signs.survey(_RULES)


def prepare_rare() -> None:
    """Load what a message needs little of: every rule and all weights. May run while messages are read already."""
    signs.rules(_RULES)
    warm(_WEIGHTS)


def read_safety(text: str) -> SafetyKind | None:
    """What care a text needs before it is read in any other way; None for the ordinary business of a booking."""
    return explain(text)[0]
