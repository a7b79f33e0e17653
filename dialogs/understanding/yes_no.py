"""Reads a typed yes or no, in any of the languages."""

from dialogs.understanding.phrases import Phrase, phrases

_YES_SIGNS = frozenset("👍✅✔☑👌🆗🙆💯")
_NO_SIGNS = frozenset("👎❌✖🚫🙅⛔")
_BUT = frozenset(("but", "lekin", "par", "magar", "लेकिन", "पर", "मगर"))
_MOST_OTHER_WORDS = 6


def read_yes_no(text: str) -> bool | None:
    """True for yes, False for no, None for anything else, also for "yes but ..." and both at once."""
    found = phrases(text)
    yes, no, other = 0, 0, 0
    first: bool | None = None
    for phrase in found:
        said = _said(phrase)
        if said is None:
            if phrase.form in _BUT:
                return None
            other += phrase.is_word and not phrase.has("filler", "copula", "honorific")
            continue
        if first is None and other == 0:
            first = said
        yes, no = yes + said, no + (not said)
    if any(phrase.has("question") for phrase in found) and "?" in text:
        return None
    if not yes and not no:
        return None
    if other == 0:
        return _together(found, first)
    if first is None or other > _MOST_OTHER_WORDS or (yes and no):
        return None
    return first


def _said(phrase: Phrase) -> bool | None:
    answer = phrase.means.get("answer")
    if answer is not None:
        return answer == "yes"
    if phrase.form in _YES_SIGNS and phrase.form:
        return True
    if phrase.form in _NO_SIGNS and phrase.form:
        return False
    return None


_FIRM_YES = frozenset(("yes", "haan", "han", "haa", "हां", "ha", "ji haan", "yeah", "y"))
_FIRM_NO = frozenset(("no", "nahi", "nhi", "nahin", "नहीं", "नही"))


def _together(found: tuple[Phrase, ...], first: bool | None) -> bool | None:
    """Yes and no words alone: "theek nahi hai" is no, "haan nahi" is neither."""
    said = [(phrase.form, _said(phrase)) for phrase in found if _said(phrase) is not None]
    values = {value for _, value in said}
    if len(values) == 1:
        return values.pop()
    if any(form in _FIRM_YES for form, value in said if value):
        return None
    return first if first is None else False
