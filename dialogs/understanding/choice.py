"""A choice from a numbered list, as people type it."""

import re
import unicodedata

_ORDINALS = {
    1: "first|1st|one|pehla|pahla|pehle wala|ek|पहला|पहले वाला|एक",
    2: "second|2nd|two|dusra|doosra|do|दूसरा|दूसरे वाला|दो",
    3: "third|3rd|three|teesra|tisra|teen|तीसरा|तीन",
    4: "fourth|4th|four|chautha|char|चौथा|चार",
    5: "fifth|5th|five|paanchva|panch|paanch|पाँचवाँ|पांचवां|पाँच|पांच",
}
_WORDS = {word: number for number, words in _ORDINALS.items() for word in words.split("|")}
_LEAD = re.compile(r"^(?:no\.?|number|option|nr\.?|#|नंबर)\s*", re.IGNORECASE)

_POINTED = re.compile(
    r"(?:(?:ok|okay|theek hai|thik hai|haan|yes|the|ठीक है|हाँ|हां)[ ,]+)*"
    r"(?P<which>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|pehla|pahla|dusra|doosra|teesra|tisra|chautha"
    r"|पहला|दूसरा|तीसरा|चौथा)"
    r"(?: (?:one|option|number|wala|wali|wale|वाला|वाली|वाले|नंबर))+(?: (?:please|theek|thik|sahi|hai|chahiye|ठीक|सही|है|चाहिए))*"
)
"""One of those that stand there, pointed at: "the second one", "ठीक है पहला वाला"."""


def read_choice(text: str) -> int | None:
    """The number in the list, 1 to 99, when the text is nothing else; digits of any script."""
    bare = _LEAD.sub("", text.strip().casefold()).strip(" .)!।")
    if bare in _WORDS:
        return _WORDS[bare]
    pointed = _POINTED.fullmatch(bare)
    if pointed is not None:
        return _WORDS[pointed["which"]]
    if not 1 <= len(bare) <= 2:
        return None
    digits = [unicodedata.decimal(character, None) for character in bare]
    known = [digit for digit in digits if digit is not None]
    if len(known) != len(digits):
        return None
    number = int("".join(map(str, known)))
    return number or None
