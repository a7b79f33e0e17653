"""Whether a sign is denied or only supposed."""

from dialogs.understanding.signs import Marked
from dialogs.understanding.taken_back.bygone import PROGRESS
from dialogs.understanding.taken_back.clauses import any_of, bounds, clause_end


def denied(text: Marked, start: int, end: int) -> bool:
    """Whether the sign is denied or only supposed: "no chest pain", "dard nahi hai", "what if someone faints"."""
    return (
        denied_before(text, start)
        or _denied_after(text, start, end)
        or any_of(text, range(start, end), "NEVER")
        or _denied_within(text, start, end)
        or _supposed(text, start, end)
    )


def _supposed(text: Marked, start: int, end: int) -> bool:
    """Whether the sign is only supposed of somebody, asked about or taught: "what if someone faints", "first aid for choking"."""
    first, last = bounds(text, start, min(end, clause_end(text, start)))
    near = range(max(first, start - 6), min(last, end + 6))
    if any_of(text, near, "RECENT") or any(not PROGRESS.isdisjoint(text.marks[i]) for i in near):
        return False
    if any_of(text, range(start - 1, start), "IT_IS"):
        return False  # "will he live, he is bleeding"
    before, after = range(max(first, start - 6), start), range(start, min(end + 4, len(text.tokens)))
    if any_of(text, before, "BY_A_TEST") and any_of(text, after, "MIGHT"):
        return True
    if any_of(text, before, "CAN") and any_of(text, range(start - 1, start), "MIGHT"):
        return True
    if any_of(text, before, "SUPPOSED"):
        return True
    return any_of(text, after, "SUPPOSED_AFTER") and not any_of(text, before, "IS_THIS")


def denied_before(text: Marked, start: int) -> bool:
    """Whether a word before the sign denies it: "no fever or chest pain", "never had a fit"."""
    if not (text.has("DENY_BEFORE") or text.has("DENY_WEAK")):
        return False
    if any(text.marks[i].get("DENY_BEFORE") == start for i in range(max(0, start - 3), start)):
        return True
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
        had = "PASTBE" in here and i > 0 and "NEVER" in text.marks[i - 1]
        of_it = "FILLER" in here or "HEAVY" in here or any(mark in here for mark in _SIGN_MARKS)
        if not (had or of_it):
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


# Signs whose denial says that all is well; "not breathing" and "not moving" say the reverse.
DENIABLE = frozenset(
    {"BLOOD", "FITS", "STROKE", "HEARTATTACK", "BURN", "SWELL", "INJURY", "VENOMOUS", "ROADACCIDENT"}
)


_NO = frozenset({"no", "without", "zero"})


def deniable(text: Marked, i: int) -> bool:
    """Whether a "no" before or behind the sign at i says that there is none."""
    return not DENIABLE.isdisjoint(text.marks[i])


def _denied_within(text: Marked, start: int, end: int) -> bool:
    """Whether a "nahi" stands between a sign and what it would do: "daure nahi padte", "khoon nahi beh raha"."""
    if any(deniable(text, i) and not _NO.isdisjoint(text.marks[i - 1]) for i in range(start + 1, end)):
        return True  # "he has no fits now"
    if not deniable(text, start):
        return False
    for i in range(start + 1, min(end + 1, len(text.tokens) - 1)):
        if "NEG" not in text.marks[i] or "NEVERMIND_NEG" in text.marks[i - 1]:
            continue
        if "BLOOD" not in text.marks[start] or "FLOW" in text.marks[i + 1]:
            return i < end or "FLOW" in text.marks[i + 1]
    return False


_WENT = frozenset({"cala", "cali"})
_INTO = frozenset({"me", "andar"})


def _denied_after(text: Marked, start: int, end: int) -> bool:
    sentence = text.tokens[start].sentence
    for i in range(end, min(end + 6, len(text.tokens))):
        if text.tokens[i].sentence != sentence or "BUT" in text.marks[i]:
            return False
        here = text.marks[i]
        if "DENY_AFTER" in here:
            if "to" in text.marks[i - 1] and any_of(text, range(max(0, start - 3), start), "IS_THIS"):
                return False  # "kahi heart attack to nahi": a fear, no denial
            if "kabi" in here and any("kabi" in text.marks[k] for k in range(start, i)):
                return False
            after = text.marks[here["DENY_AFTER"]] if here["DENY_AFTER"] < len(text.marks) else {}
            if "NEVERMIND_NEG" in text.marks[i - 1] and "nahi" in here:
                return False
            if text.keys[i] in _WENT and text.keys[i - 1] in _INTO:
                return False  # "keetnashak muh me chala gaya": gone in, not away
            alone = here["DENY_AFTER"] == i + 1
            if _nothing_of_these(text, end, i):
                return True
            if (
                alone
                and i > end
                and not ((i == end + 1 and "DENY_BRIDGE" in text.marks[end]) or _of_one_kind(text, end, i))
            ):
                return False
            return not (alone and "NEVERMIND_NEG" in after)
        if "STILL_WORSE" in here:
            return False
    return False


def _of_one_kind(text: Marked, end: int, i: int) -> bool:
    """Whether a sign runs on up to a "nahi" at i: "mirgi ka daura nahi", "khoon ki ulti nahi"."""
    return "KA" in text.marks[end] and all(
        any(mark in here for mark in _SIGN_MARKS) for here in text.marks[end + 1 : i]
    )


def _nothing_of_these(text: Marked, end: int, i: int) -> bool:
    """Whether a "nahi" at i closes a list that runs on from a sign: "bukhar ya khansi nahi hai", "behoshi wagera kuch nahi"."""
    ends = i + 1 == len(text.tokens) or text.tokens[i + 1].clause != text.tokens[i].clause
    is_not = not ends and "BE" in text.marks[i + 1]
    of_any = i > end and "kuch" in text.marks[i - 1]
    between = text.marks[end : i - 1 if of_any else i]
    if of_any and any("BE" in here or "ELSE" in here for here in between):
        return False  # "chest pain hai aur kuch nahi": nothing else
    of_two = "ya" in text.marks[end] and len(between) > 1
    return ((of_any and (ends or is_not)) or (of_two and is_not)) and all(
        "FILLER" in here or "DENY_BRIDGE" in here or any(mark in here for mark in _SIGN_MARKS)
        for here in between
    )
