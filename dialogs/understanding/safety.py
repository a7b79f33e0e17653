"""Reads whether a text needs care before anything else: self-harm, an emergency, the sex of an unborn child, or a wish for advice.

The signs are rules over words (see `signs`); this file holds what takes a sign back: a denial, a past event, the name of a
test or place, a figure of speech. An alarm always rests on a rule and on words that `explain` can quote.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise

from dialogs.understanding import signs
from dialogs.understanding.readings import SafetyKind
from dialogs.understanding.signs import Marked, Match
from dialogs.understanding.signs.leaning import Leaning, features, lean, warm

_RULES = "safety.rules"
_ORDER: tuple[SafetyKind, ...] = ("self_harm", "emergency", "prenatal_sex", "advice")

_WEIGHTS = "safety.weights"
# What likeness must reach to raise an alarm, by how many signs of it stand in the text.
_ALARM_SHARES: dict[str, tuple[float, float, float]] = {
    "self_harm": (0.88, 0.6, 0.5),
    "emergency": (0.88, 0.75, 0.55),
    "prenatal_sex": (0.88, 0.6, 0.5),
}
_ALARM_SHARES_OF_A_PART: dict[str, tuple[float, float, float]] = {
    "self_harm": (0.95, 0.85, 0.7),
    "emergency": (0.95, 0.85, 0.7),
    "prenatal_sex": (0.95, 0.9, 0.9),
}
_MOST_PARTS = 8
_CALM_SHARE = 0.6
_OTHER_SHARE = 0.9
_SOME_SHARE = 0.1
_REACH = 5
_BESIDE = 4
_ADVICE_SHARE = 0.55
_SURE_SHARE = 0.8

# Where such a sense stands in a text, likeness raises no alarm of that kind.
_ORDINARY_SENSES: dict[str, frozenset[str]] = {
    "self_harm": frozenset({"POISON_ORDINARY", "DRAWFEAR", "SERVICE_SILENT"}),
    "emergency": frozenset({"POISON_ORDINARY", "BURN_ORDINARY", "FITNESS", "DRAWFEAR", "SERVICE_SILENT"}),
    "prenatal_sex": frozenset({"CODE_ORDINARY"}),
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

_BOTH = frozenset({"and", "aur"})
_EITHER = frozenset({"or", "ya", "vs", "ki", "otervise"})
_PROGRESS = frozenset({"raha", "rahi", "rahe"})


def _clause_bounds(text: Marked, start: int, end: int) -> tuple[int, int]:
    """The stretch of tokens in the same sentence part as the span; "but", "and now" and punctuation part it."""
    first = start
    while first > 0 and not _parts(text, first):
        first -= 1
    last = end
    while last < len(text.tokens) and not _parts(text, last):
        last += 1
    return first, last


def _clause_end(text: Marked, start: int) -> int:
    end = start + 1
    while end < len(text.tokens) and text.tokens[end].clause == text.tokens[start].clause:
        end += 1
    return end


def _parts(text: Marked, i: int) -> bool:
    if text.tokens[i].clause != text.tokens[i - 1].clause:
        return True
    here = text.marks[i]
    return "BUT" in here or ("ANDNOW" in here)


def _denied(text: Marked, start: int, end: int) -> bool:
    return _denied_before(text, start) or _denied_after(text, start, end) or _supposed(text, start, end)


def _supposed(text: Marked, start: int, end: int) -> bool:
    """Whether the sign is only supposed of somebody, asked about or taught: "what if someone faints", "first aid for choking"."""
    first, last = _clause_bounds(text, start, min(end, _clause_end(text, start)))
    near = range(max(first, start - 6), min(last, end + 6))
    if _any(text, near, "RECENT") or any(not _PROGRESS.isdisjoint(text.marks[i]) for i in near):
        return False
    return _any(text, range(max(first, start - 6), start), "SUPPOSED") or _any(
        text, range(start, min(end + 4, len(text.tokens))), "SUPPOSED_AFTER"
    )


def _afterwards(text: Marked, start: int, end: int) -> bool:
    """Whether an event is named only as what a person lives with since: "post heart attack tests", "stroke patient"."""
    if _any(text, range(start, min(end + 6, len(text.tokens))), "RECENT"):
        return False
    return _any(text, range(max(0, start - 2), start), "AFTER_EVENT") or (
        _any(text, range(end, min(end + 3, len(text.tokens))), "AFTERWARDS")
        and (text.has("BUSINESS") or text.has("TESTNAME"))
    )


def _in_a_name(text: Marked, start: int) -> bool:
    """Whether the words are what somebody is called: "mera naam Marni Devi hai"."""
    return any(
        end <= start <= end + 1 and text.tokens[i].sentence == text.tokens[start].sentence
        for i, end in text.at("NAMED_SO")
    )


def _denied_before(text: Marked, start: int) -> bool:
    i = start - 1
    steps = 0
    while i >= 0 and steps < 12 and text.tokens[i].sentence == text.tokens[start].sentence:
        here = text.marks[i]
        if "BUT" in here:
            return False
        if "DENY_BEFORE" in here:
            return True
        if "DENY_WEAK" in here:
            return "NEVERMIND_NEG" not in text.marks[i + 1]
        if "FILLER" not in here and not any(mark in here for mark in _SIGN_MARKS):
            return False
        i -= 1
        steps += 1
    return False


_SIGN_MARKS = (
    "PAIN",
    "BREATH",
    "BREATHLESS",
    "CHEST",
    "SYMPTOM",
    "UNCONSCIOUS",
    "FITS",
    "BLOOD",
    "STROKE",
    "HEARTATTACK",
    "SWELL",
)


def _denied_after(text: Marked, start: int, end: int) -> bool:
    sentence = text.tokens[start].sentence
    for i in range(end, min(end + 6, len(text.tokens))):
        if text.tokens[i].sentence != sentence or "BUT" in text.marks[i]:
            return False
        here = text.marks[i]
        if "DENY_AFTER" in here:
            if "kabi" in here and any("kabi" in text.marks[k] for k in range(start, i)):
                return False
            after = text.marks[here["DENY_AFTER"]] if here["DENY_AFTER"] < len(text.marks) else {}
            if "NEVERMIND_NEG" in text.marks[i - 1] and "nahi" in here:
                return False
            alone = here["DENY_AFTER"] == i + 1
            if _nothing_of_these(text, end, i):
                return True
            if alone and i > end and not (i == end + 1 and "DENY_BRIDGE" in text.marks[end]):
                return False
            return not (alone and "NEVERMIND_NEG" in after)
        if "STILL_WORSE" in here:
            return False
    return False


def _nothing_of_these(text: Marked, end: int, i: int) -> bool:
    """Whether a "nahi" at i closes a list that runs on from a sign: "bukhar ya khansi nahi hai", "behoshi wagera kuch nahi"."""
    ends = i + 1 == len(text.tokens) or text.tokens[i + 1].clause != text.tokens[i].clause
    is_not = not ends and "BE" in text.marks[i + 1]
    of_any = i > end and "kuch" in text.marks[i - 1]
    between = text.marks[end : i - 1 if of_any else i]
    of_two = "ya" in text.marks[end] and len(between) > 1
    return ((of_any and (ends or is_not)) or (of_two and is_not)) and all(
        "FILLER" in here or any(mark in here for mark in _SIGN_MARKS) for here in between
    )


def _past(text: Marked, start: int, end: int) -> bool:
    """Whether the sign is told as gone by: "last year", "had", "used to"."""
    return _gone_by(text, start, end, by_tense=True)


def _long_past(text: Marked, start: int, end: int) -> bool:
    """As `_past`, for what "was" and "had" also tell when it has just happened: a bite, a fall, a poison."""
    return _gone_by(text, start, end, by_tense=False)


def _gone_by(text: Marked, start: int, end: int, *, by_tense: bool) -> bool:
    first, last = _clause_bounds(text, start, min(end, _clause_end(text, start)))
    near = range(first, last)
    recent = _any(text, near, "RECENT") or _told_by_parting_word(text, last)
    if recent:
        return False
    if _any(text, near, "YEAR_NUMBER"):
        return True
    if _any(text, near, "LASTTIME"):
        # "for the last month" goes on; "last month" is over
        return not _since(text, near)
    if (
        by_tense
        and _any(text, near, "PASTBE")
        and not any(not _PROGRESS.isdisjoint(text.marks[i]) for i in near)
    ):
        return not _any(text, near, "SINCE")
    if (
        by_tense
        and "pehle" in text.keys[first:start]
        and "DONE_BEFORE" in frozenset().union(*text.marks[start:last])
    ):
        return True
    if first > 0:
        before = range(max(0, first - 4), first)
        if _any(text, before, "LASTTIME") and not _since(text, before):
            return True
    after = range(last, min(last + 5, len(text.tokens)))
    return _any(text, after, "OVERNOW")


def _told_by_parting_word(text: Marked, last: int) -> bool:
    """Whether the word that parts off what follows tells when it was: "had a seizure today"."""
    if last >= len(text.tokens) or text.tokens[last].clause != text.tokens[last - 1].clause:
        return False
    return "RECENT" in text.marks[last] and "DAYWORD" in text.marks[last]


def _any(text: Marked, places: range, mark: str) -> bool:
    return any(mark in text.marks[i] for i in places if i < len(text.marks))


def _since(text: Marked, places: range) -> bool:
    for i in places:
        end = text.marks[i].get("LASTTIME")
        if end is not None and end < len(text.marks) and "se" in text.marks[end]:
            return True
    return _any(text, places, "SINCE")


def _named(text: Marked, start: int, end: int) -> bool:
    """Whether the words are part of a name (of a place, an examination, a speciality) or said of a thing."""
    if _any(text, range(max(0, start - 3), start), "SERVICE_THING") and not text.has("PERSON"):
        return True
    last = max(end, min(end + 2, _clause_end(text, end - 1)))
    return _any(text, range(start + 1, last), "NAMENOUN") and not _any(
        text, range(end, min(end + 3, len(text.tokens))), "GOINGON"
    )


def _at_the_price(text: Marked) -> bool:
    """Whether it is a price or a bill that did it: "itna mehnga, sunkar hi behosh ho gaya"."""
    return text.has("BILLWORD") and text.has("SEEN") and not (text.has("PERSON") or text.has("RECENT"))


def _of_the_service(text: Marked, start: int, end: int) -> bool:
    """Whether the service is what did it: "sar phat raha hai is app se", "your app gave me a heart attack"."""
    if any(
        _any(text, range(i + 1, min(i + 5, start)), "GIVER")
        for i in range(start)
        if "SERVICE_THING" in text.marks[i]
    ):
        return True
    return not text.has("PERSON") and any(
        "SERVICE_THING" in text.marks[i] and _any(text, range(i + 1, i + 2), "CAUSE_AFTER")
        for i in range(end, min(end + 5, len(text.tokens)))
    )


def _topic(text: Marked, start: int, end: int) -> bool:
    """Whether the words only say what a film, a poster or a warning is about: "fainting goat video", "choking hazard"."""
    if _at_the_price(text) or _of_the_service(text, start, end):
        return True
    adjacent = range(end, end + 1 if _any(text, range(end, end + 1), "GOINGON") else end + 2)
    if _any(text, adjacent, "TOPIC"):
        return True
    if not _any(text, range(end + 2, min(end + 4, _clause_end(text, start))), "TOPIC"):
        return False
    return not (_any(text, range(start), "PERSON") or _any(text, range(start), "SELF"))


def _risk(text: Marked, start: int, end: int) -> bool:
    """Whether an event is named only as what a test or package is about."""
    if _afterwards(text, start, end):
        return True
    around = range(end, min(end + 3, len(text.tokens)))
    if _any(text, around, "WHICH"):
        return False
    return _any(text, around, "RISKNOUN") and not _any(
        text, range(start, min(end + 5, len(text.tokens))), "GOINGON"
    )


def _in_jest(text: Marked) -> bool:
    """Whether a text calls itself a joke, and not "not joking"."""
    return any(not _any(text, range(max(0, i - 2), i), "NEG") for i, _ in text.at("FIGURE_PRAISE"))


def _figure(text: Marked, start: int, end: int) -> bool:
    """Whether the words exaggerate about an everyday thing: "die of hunger", "garmi se mar"."""
    if _in_jest(text) or _in_a_name(text, start):
        return True
    size = len(text.tokens)
    for i in range(max(0, start - 3), start):
        if "FIGURE_OBJECT" in text.marks[i] and _any(text, range(i + 1, start + 1), "CAUSE_AFTER"):
            return True
    for i in range(end - 1, min(end + 2, size)):
        if "CAUSE_BEFORE" in text.marks[i] and _any(text, range(i + 1, min(i + 4, size)), "FIGURE_OBJECT"):
            return True
    return _any(text, range(start, min(end + 1, size)), "FIGURE_OBJECT")


def _loose_figure(text: Marked, start: int, end: int) -> bool:
    """As `_figure`, for words that exaggerate more often than not: anything everyday beside them is enough."""
    return (
        _in_jest(text)
        or _in_a_name(text, start)
        or _any(text, range(max(0, start - 4), min(end + 5, len(text.tokens))), "FIGURE_OBJECT")
    )


def _fearful(text: Marked, start: int, end: int) -> bool:
    """A question whether an illness kills is a wish for advice."""
    return text.has("WILLIDIE")


def _newborn(text: Marked, start: int, end: int) -> bool:
    return not _under_three_months(text)


def _lasts(text: Marked, i: int) -> bool:
    """Whether "se" at i tells a duration, as in "10 din se", and not "less than", as in "ek mahine se chhota"."""
    if i >= len(text.tokens) or "se" not in text.marks[i]:
        return False
    return not _any(text, range(i + 1, i + 2), "YOUNGER")


def _under_three_months(text: Marked) -> bool:
    if any("NEWBORN_SURE" in here for here in text.marks):
        return True
    for i in range(len(text.marks)):
        if not _is_number(text, i) and text.tokens[i].text != "half":
            continue
        if i + 1 >= len(text.tokens):
            continue
        unit = text.marks[i + 1]
        rest = range(i + 2, min(i + 5, len(text.tokens)))
        before = range(max(0, i - 4), i)
        lasting = _lasts(text, i + 2) or _any(text, before, "LASTING")
        told = range(max(0, i - 2), i)
        if lasting or not (
            _any(text, rest, "AGEOF") or _any(text, before, "CHILD") or _any(text, told, "AGEWORD")
        ):
            continue
        value = _value(text, i)
        if "DAYUNIT" in unit and value <= 90:
            return True
        if "WEEKUNIT" in unit and value <= 12:
            return True
        if "MONTHUNIT" in unit and value < 3:
            return True
    return False


_NUMBER_WORDS = {
    "ek": 1, "one": 1, "a": 1, "do": 2, "two": 2, "teen": 3, "three": 3, "char": 4, "four": 4, "panch": 5, "five": 5,
    "six": 6, "che": 6, "seven": 7, "sat": 7, "eight": 8, "at": 8, "nine": 9, "ten": 10, "das": 10, "dedh": 1.5,
    "dhai": 2.5, "bis": 20, "pandrah": 15, "twenty": 20,
}  # fmt: skip


def _is_number(text: Marked, i: int) -> bool:
    return "NUM" in text.marks[i] or "NUMWORD" in text.marks[i]


def _value(text: Marked, i: int) -> float:
    token = text.tokens[i]
    if token.text == "half":
        whole = next((k for k in range(i - 1, max(i - 4, -1), -1) if "FILLER" not in text.marks[k]), None)
        return 0.5 + (_value(text, whole) if whole is not None and _is_number(text, whole) else 0)
    try:
        return float(token.text)
    except ValueError:
        return _NUMBER_WORDS.get(token.text, _NUMBER_WORDS.get(token.key, 1))


def _near(text: Marked, start: int, end: int, mark: str) -> bool:
    """Whether a mark stands beside the span: a word of the booking that follows is no part of what was told."""
    return _any(text, range(max(0, start - _BESIDE), end + _BESIDE), mark)


def _faint_is_ordinary(text: Marked, start: int, end: int) -> bool:
    return _near(text, start, end, "DRAWFEAR") or _near(text, start, end, "SERVICE_SILENT")


def _fit_is_ordinary(text: Marked, start: int, end: int) -> bool:
    return _near(text, start, end, "FITNESS")


def _poison_is_ordinary(text: Marked, start: int, end: int) -> bool:
    return _near(text, start, end, "POISON_ORDINARY")


def _burn_is_ordinary(text: Marked, start: int, end: int) -> bool:
    return _near(text, start, end, "BURN_ORDINARY")


def _sex_denied(text: Marked, start: int, end: int) -> bool:
    return text.has("SEXDENY") and not (text.has("SEXDENY_BUT") or text.has("SECRECY"))


def _born(text: Marked, start: int, end: int) -> bool:
    return _in_a_name(text, start) or (text.has("BORN") and not text.has("NOT_YET"))


def _two_of_them(text: Marked, start: int, end: int) -> bool:
    """Whether two children are named together, who are there already: "beta aur beti dono ka cbc"."""
    between = frozenset(text.keys[start:end])
    return (
        not text.has("NOT_YET") and not between.isdisjoint(_BOTH) and between.isdisjoint(_EITHER)
        and text.has("MALE") and text.has("FEMALE")
    )  # fmt: skip


def _pair_is_ordinary(text: Marked, start: int, end: int) -> bool:
    return _two_of_them(text, start, end) or (text.has("PAIR_ORDINARY") and not text.has("NOT_YET"))


def _greek(text: Marked, start: int, end: int) -> bool:
    """Whether the only son in the text is the letter in a test's name: "beta hcg"."""
    letters = {i for i, _ in text.at("GREEKBETA")}
    return bool(letters) and not text.has("FEMALE") and letters.issuperset(i for i, _ in text.at("MALE"))


def _ordinary_code(text: Marked, start: int, end: int) -> bool:
    return (
        _near(text, start, end, "CODE_ORDINARY")
        or _in_a_name(text, start)
        or (text.has("PAIR_ORDINARY") and not text.has("NOT_YET"))
    )


def _about_preparation(text: Marked, start: int, end: int) -> bool:
    return text.has("PREPWORD")


def _any_sure_test(text: Marked) -> bool:
    """A test's name; a word such as "urine" or "sugar" counts only beside a word for a test."""
    return any(
        "VAGUETEST" not in text.marks[i] or _any(text, range(i + 1, min(i + 3, len(text.tokens))), "TESTWORD")
        for i, _ in text.at("TESTNAME")
    )


def _has_other_business(text: Marked, start: int, end: int) -> bool:
    """A symptom that is not alone: a named test, a booking, a question of the service, or a sign in passing."""
    return (
        _any_sure_test(text)
        or text.has("BUSINESS")
        or text.has("PREPWORD")
        or text.has("DRAWFEAR")
        or _denied(text, start, end)
        or _past(text, start, end)
        or _named(text, start, end)
    )


_GUARDS: dict[str, Callable[[Marked, int, int], bool]] = {
    "denied": _denied,
    "past": _past,
    "longpast": _long_past,
    "name": _named,
    "risk": _risk,
    "topic": _topic,
    "figure": _figure,
    "loose": _loose_figure,
    "question": _fearful,
    "newborn": _newborn,
    "faintok": _faint_is_ordinary,
    "fitok": _fit_is_ordinary,
    "poisonok": _poison_is_ordinary,
    "burnok": _burn_is_ordinary,
    "sexdenied": _sex_denied,
    "born": _born,
    "pair": _pair_is_ordinary,
    "greek": _greek,
    "ordinary": _ordinary_code,
    "noprep": _about_preparation,
    "lonely": _has_other_business,
}


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
        taken = [flag for flag in sorted(match.rule.flags) if _GUARDS[flag](text, start, end)]
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
    if leaning.kind == "prenatal_sex" and _two_of_them(text, 0, len(text.tokens)):
        return False
    places = [i for i, here in enumerate(text.marks) if not signs_of.isdisjoint(here)]
    clauses = {text.tokens[i].clause for i in places}
    if leaning.kind == "self_harm" and any(
        text.tokens[i].clause in clauses for i, _ in text.at("FIGURE_OBJECT")
    ):
        return False
    if leaning.kind in signs.barred(_RULES, text):
        return False
    return leaning.share >= shares[leaning.kind][min(len(places), 2)]


def explain(text: str) -> tuple[SafetyKind | None, str]:
    """The reading of a text and, for people, the rule and the words that led to it (empty when there is none)."""
    marked = signs.mark(text)
    if not marked.tokens:
        return None, ""
    standing, names = _standing(marked)
    leaning = lean(_WEIGHTS, features(marked, names))
    alarm = _alarm(marked, standing, names, leaning)
    if alarm is not None:
        return _by_rule(marked, alarm)
    if _rings(marked, leaning, names, _ALARM_SHARES):
        return _kind(leaning.kind), _by_likeness(leaning.kind, leaning, leaning.kind)
    for part in _parts_of(marked):
        told = lean(_WEIGHTS, features(part))
        if leaning.shares[told.kind] >= _SOME_SHARE and _rings(part, told, names, _ALARM_SHARES_OF_A_PART):
            return _kind(told.kind), _by_likeness(told.kind, told, told.kind)
    wish = next((match for match in standing if match.rule.kind == "advice"), None)
    if wish is not None:
        if leaning.shares["null"] >= _SURE_SHARE:
            return None, _by_likeness("no advice", leaning, "null")
        return _by_rule(marked, wish)
    if leaning.kind == "advice" and leaning.share >= _ADVICE_SHARE and not _about_data(marked):
        return "advice", _by_likeness("advice", leaning, "advice")
    return None, ""


def _alarm(text: Marked, standing: list[Match], names: list[str], leaning: Leaning) -> Match | None:
    """The rule that raises an alarm, the first kind in order; likeness settles it where it is strong, for another or for none."""
    alarms = [match for match in standing if match.rule.kind != "advice"]
    if not alarms:
        return None
    first = min(
        alarms,
        key=lambda match: (
            leaning.shares[match.rule.kind] < _OTHER_SHARE,
            _ORDER.index(_kind(match.rule.kind)),
        ),
    )
    if _calm(leaning) and all(
        _calm(lean(_WEIGHTS, features(_around(text, m), names))) for m in alarms[:_MOST_PARTS]
    ):
        return None
    return first


def _calm(leaning: Leaning) -> bool:
    return leaning.shares["null"] + leaning.shares["advice"] >= _CALM_SHARE


def _around(text: Marked, match: Match) -> Marked:
    """The sentence part that a rule holds in: a booking beside it must not drown it."""
    start, end = match.spans[0]
    first, last = _clause_bounds(text, start, min(end, _clause_end(text, start)))
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
