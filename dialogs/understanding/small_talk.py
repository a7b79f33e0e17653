"""What people say besides: a greeting, thanks, "ok", "wait a minute", or nothing but pictures."""

import re
import unicodedata
from typing import Literal

SmallTalk = Literal["greeting", "thanks", "fine", "later"]
"""`fine` is said to go on: "ok", "haan", a thumb; it answers nothing where no yes or no was asked for."""

_SAID: dict[SmallTalk, str] = {
    "greeting": "hi hii hiii hello helo hallo hlo hey heyy namaste namastey namaskar namasthe pranam salaam salam"
    " adaab vanakkam namaskara gm good morning afternoon evening day anyone anybody"
    " there koi hai नमस्ते नमस्कार प्रणाम सलाम हेलो हैलो हाय कोई है",
    "thanks": "thanks thank thankyou thanku thnx thnks thx tnx ty tq you u so much very many a lot bahut dhanyavaad"
    " dhanyawad dhanyavad shukriya shukria welcome bye goodbye great nice good superb badhiya धन्यवाद शुक्रिया बहुत"
    " थैंक्यू थैंक्स बढ़िया",
    "later": "wait waiting ruko rukiye ruk jao jaiye ek ik one a minute minutes min mint second sec busy later hold on"
    " baad mein me main abhi nahi thodi thori der give time i am im m will do it batata batati bataunga bataungi hoon hu hun"
    " रुको रुकिए रुक जाओ जाइए एक मिनट बाद में अभी नहीं थोड़ी देर व्यस्त हूँ हूं",
    "fine": "ok okay okey oky k kk hmm hm hmmm yes ya yeah yep haan han ha haa ji jee theek thik thk sahi accha acha achha"
    " achchha sure alright right fine hai h done bas continue next proceed aage badho badhiye chalo ठीक है हाँ हां जी अच्छा सही चलो"
    " आगे बढ़ो बढ़िए बस",
}
_SURE: dict[SmallTalk, frozenset[str]] = {
    "greeting": frozenset(
        [
            "hi",
            "hii",
            "hiii",
            "hello",
            "helo",
            "hallo",
            "hlo",
            "hey",
            "heyy",
            "namaste",
            "namastey",
            "namaskar",
            "namasthe",
            "pranam",
            "salaam",
            "salam",
            "adaab",
            "vanakkam",
            "namaskara",
            "gm",
            "morning",
            "afternoon",
            "evening",
            "anyone",
            "anybody",
            "koi",
            "नमस्ते",
            "नमस्कार",
            "प्रणाम",
            "सलाम",
            "हेलो",
            "हैलो",
            "हाय",
            "कोई",
        ]
    ),
    "thanks": frozenset(
        [
            "thanks",
            "thank",
            "thankyou",
            "thanku",
            "thnx",
            "thnks",
            "thx",
            "tnx",
            "ty",
            "tq",
            "dhanyavaad",
            "dhanyawad",
            "dhanyavad",
            "shukriya",
            "shukria",
            "bye",
            "goodbye",
            "great",
            "nice",
            "superb",
            "badhiya",
            "धन्यवाद",
            "शुक्रिया",
            "थैंक्यू",
            "थैंक्स",
            "बढ़िया",
        ]
    ),
    "later": frozenset(
        [
            "wait",
            "waiting",
            "ruko",
            "rukiye",
            "ruk",
            "busy",
            "later",
            "hold",
            "baad",
            "minute",
            "min",
            "mint",
            "der",
            "रुको",
            "रुकिए",
            "रुक",
            "मिनट",
            "बाद",
            "देर",
            "व्यस्त",
        ]
    ),
    "fine": frozenset(_SAID["fine"].split()),
}
"""One of these must be among the words; the others only go along."""

_BLESSINGS = re.compile(
    r"\b(?:ram ram|radhe radhe|jai shri \w+|jai shree \w+|sat sri akal|assalam\w* ?\w*)\b|राम राम|राधे राधे|जय श्री \S+"
)
"""Greetings that are made of people's names."""

_HOLDING = frozenset(["wait", "ruko", "rukiye", "rukiyega", "hold", "रुको", "रुकिए", "रुकिएगा"])

_FILLERS = frozenset(
    [
        "ji",
        "jee",
        "sir",
        "madam",
        "mam",
        "maam",
        "ma'am",
        "mem",
        "sahab",
        "saheb",
        "bhai",
        "bhaiya",
        "didi",
        "dear",
        "doctor",
        "dr",
        "team",
        "please",
        "plz",
        "pls",
        "and",
        "aur",
        "to",
        "toh",
        "जी",
        "सर",
        "मैडम",
        "भाई",
        "भैया",
        "दीदी",
        "डॉक्टर",
        "साहब",
        "और",
        "तो",
    ]
)
_LONGEST = 8
_ORDER: tuple[SmallTalk, ...] = ("thanks", "greeting", "later", "fine")
_ALLOWED = {kind: frozenset(said.split()) for kind, said in _SAID.items()}


def read_small_talk(text: str) -> SmallTalk | None:
    """What a text that answers nothing is; `None` for one that may."""
    told = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    told = _BLESSINGS.sub("namaste", told)
    words = re.findall(r"[^\W\d_](?:[\w']|[\u0900-\u097f])*", told)
    if any(character.isdigit() for character in told) or len(words) > _LONGEST:
        return None
    if not words:
        return "fine" if told.strip() and not any(character.isalnum() for character in told) else None
    for kind in _ORDER:
        allowed = (
            _ALLOWED[kind] | _FILLERS | (_ALLOWED["fine"] if kind in ("thanks", "greeting") else frozenset())
        )
        if _SURE[kind].intersection(words) and all(word in allowed for word in words):
            return kind
    if words[0] in _HOLDING:
        # Whatever follows, it is no answer yet: "ruko main dekh ke batata hoon".
        return "later"
    return None
