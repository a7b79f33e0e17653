"""What people want of the clinic that no question asks for: a woman to take the sample, money back, nobody has come."""

import re
from typing import Literal

Request = Literal["lady", "refund", "absent", "report_late", "unsubscribe"]

_LONGEST = 300
_LADY = re.compile(r"\b(?:lady|ladies|female|mahila|aurat|wom[ae]n)\b|महिला|लेडी|औरत", re.IGNORECASE)
_WHO_COMES = re.compile(
    r"\b(?:phleb\w*|staff|technician|nurse|sister|collector|attendant|person|send|come|bhej\w*|aay?e\w*|aani|chahiye)\b"
    r"|फ्लेबो|स्टाफ|नर्स|भेज|चाहिए|आए|आएँ",
    re.IGNORECASE,
)
_REFUND = re.compile(
    r"\brefund\b|\bmoney back\b|\breturn (?:my |the )?money\b|\bpais[ae]\s+(?:wapas|vapas|wapis|vapis|lauta\w*)"
    r"|रिफंड|रिफ़ंड|पैस[ेा]\s+(?:वापस|लौटा)",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"\b(?:no ?(?:one|body)|koi)\b.{0,20}\b(?:came|come|coming|reached|arrived|turned|aa?ya|aa?ye|pah?unch\w*)\b"
    r"|\b(?:not|never|nahi\w*|nhi|didn'?t|hasn'?t|haven'?t)\b.{0,12}\b(?:came|come|reached|arrived|turned up|aa?ya|aa?ye|pah?unch\w*)\b"
    r"|\bstill waiting\b|\bwhere (?:is|are) (?:your|the|he|she)\b"
    r"|(?:कोई|अभी तक).{0,20}(?:नहीं|नही).{0,6}(?:आया|आए|पहुँच|पहुंच)|नहीं आया|नही आया|नहीं आए",
    re.IGNORECASE,
)
_REPORT_LATE = re.compile(
    r"\breports?\b.{0,30}\b(?:not|nahi\w*|nhi|never|pending|late|delay\w*|still|abhi tak|kyu\w*|kyo\w*|where)\b"
    r"|\b(?:no|not|still|where|haven'?t|didn'?t|abhi tak)\b.{0,30}\breports?\b"
    r"|रिपोर्ट.{0,20}(?:नहीं|नही|देर|अभी तक|क्यों|कहाँ|कहां)|अभी तक.{0,20}रिपोर्ट",
    re.IGNORECASE,
)
_UNSUBSCRIBE = re.compile(
    r"\bunsubscribe\b|\bstop (?:sending|messag\w+|msg\w*|texting)\b|\b(?:do ?n[o']?t|don't) (?:message|msg|text|contact) me\b"
    r"|\b(?:message|msg|messages|msgs)\b.{0,10}\b(?:mat|band|na) (?:kar|bhej)\w*|मैसेज.{0,8}(?:मत|बंद)",
    re.IGNORECASE,
)


def read_request(text: str) -> Request | None:
    """What the text asks the clinic for, if it is one of these."""
    if len(text) > _LONGEST:
        return None
    if _LADY.search(text) and _WHO_COMES.search(text):
        return "lady"
    if _REFUND.search(text):
        return "refund"
    if _REPORT_LATE.search(text):
        return "report_late"
    if _ABSENT.search(text):
        return "absent"
    return "unsubscribe" if _UNSUBSCRIBE.search(text) else None


_CHANGE = re.compile(
    r"\b(?:change|edit|update|modify|correct|wrong|badal\w*|galat|galti|sudhar\w*|sahi kar\w*)\b|बदल|ग़लत|गलत|सुधार",
    re.IGNORECASE,
)
_THINGS = (
    ("pincode", r"\bpin ?code\b|\bpin\b|पिन"),
    ("address", r"\b(?:address|adress|pata|location)\b|पता|एड्रेस"),
    ("contact", r"\b(?:number|no|mobile|phone|nambar)\b|नंबर|नम्बर|मोबाइल|फोन"),
    ("name", r"\b(?:name|naam)\b|नाम"),
    ("age", r"\b(?:age|umar|umr|dob|birth)\b|उम्र|उमर"),
    ("gender", r"\bgender\b"),
    ("slot", r"\b(?:time|timing|date|day|slot|samay|din|tareekh|tarikh)\b|समय|दिन|तारीख|टाइम"),
    ("tests", r"\b(?:tests?|packages?|jaanch|janch)\b|जाँच|जांच|टेस्ट|पैकेज"),
)
_MOST_WORDS = 7


def read_change_of(text: str) -> str | None:
    """The question whose answer somebody wants to give anew, without saying it yet: "change the address"."""
    if (
        len(text.split()) > _MOST_WORDS
        or any(character.isdigit() for character in text)
        or not _CHANGE.search(text)
    ):
        return None
    return read_thing(text)


def read_thing(text: str) -> str | None:
    """The question that is named in a few words: "the time", "पता"."""
    if len(text.split()) > _MOST_WORDS:
        return None
    return next((name for name, said in _THINGS if re.search(said, text, re.IGNORECASE)), None)


_DURATION = re.compile(
    r"\b(?:kitna|kitni|kitne)\s+(?:time|samay|der|din)\s+(?:lag\w*|mein|me)\b|\bhow (?:long|much time)\b.{0,20}\btake\b"
    r"|कितना (?:समय|टाइम|वक़्त|वक्त) लग|कितनी देर|कितने दिन",
    re.IGNORECASE,
)


def asks_how_long(text: str) -> bool:
    """Whether somebody asks how long it takes."""
    return len(text) <= 80 and _DURATION.search(text) is not None


_WHEN = re.compile(
    r"\bwhen (?:will|do|does|are|is) (?:you|he|she|they|someone|somebody|anyone)\b.{0,12}\b(?:come|coming|reach)\b"
    r"|\b(?:kab|kitne baje)\b.{0,12}\baa\w+\b|\baaoge na\b|(?:कब|कितने बजे).{0,8}(?:आए|आओ|आएँ|आएं)",
    re.IGNORECASE,
)


def asks_when_coming(text: str) -> bool:
    """Whether somebody asks when the sample will be taken."""
    return len(text) <= 80 and _WHEN.search(text) is not None


_COMING = re.compile(
    r"\b(?:home|house|ghar|visit|visiting|collection|door ?step)\b|घर|विज़िट|विजिट", re.IGNORECASE
)


def is_about_coming(text: str) -> bool:
    """Whether a question about money is one about the way to the patient."""
    return _COMING.search(text) is not None
