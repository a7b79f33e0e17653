"""Words that steer the dialog wherever it stands: back, help, cancel and the like, as people type them."""

import re
import unicodedata
from typing import Literal

Command = Literal[
    "back",
    "help",
    "cancel",
    "restart",
    "language",
    "person",
    "call",
    "done",
    "more",
    "book",
    "bookings",
    "reports",
    "confirm",
    "end",
    "keep",
    "again",
    "takeback",
    "undo",
]

_SAID: dict[Command, str] = {
    "back": "back|go back|previous|peeche|piche|wapas|vapas|pichla|पीछे|वापस|पिछला|पीछे जाएँ|पीछे जाएं",
    "help": "help|help me|menu|options|madad|madat|sahayata|मदद|सहायता|मेनू|?|??",
    "cancel": "cancel|cancel it|stop|quit|exit|leave it|radd|radd karo|cancel karo|cancel kar do|band karo|rehne do"
    "|रद्द|रद्द करो|रद्द करें|कैंसल|कैंसिल|कैंसिल करो|बंद करो|रहने दो",
    "restart": "start over|restart|start again|begin again|reset|shuru se|phir se shuru|dobara shuru"
    "|फिर से शुरू|शुरू से|दोबारा शुरू|दुबारा शुरू",
    "language": "language|change language|bhasha|bhasha badlo|भाषा|भाषा बदलो|भाषा बदलें",
    "person": "person|human|agent|talk to a person|talk to someone|talk to a human|customer care|staff|operator"
    "|insaan|kisi se baat|kisi se baat karao|kisi se baat karni hai|insaan se baat"
    "|किसी से बात|किसी से बात करनी है|किसी से बात कराओ|इंसान|व्यक्ति",
    "call": "call|call me|please call|please call me|call me please|call back|call back please|please call back|callback|phone karo|call karo|call kar do|mujhe call karo|phone kar do"
    "|कॉल करो|फोन करो|फ़ोन करो|मुझे कॉल करो|कॉल करें",
    "done": "done|that's all|thats all|that is all|no more|finished|continue|next|proceed|bas|bas itna|ho gaya|bas itna hi"
    "|aage|aage badho|और नहीं|बस|बस इतना|हो गया|आगे|आगे बढ़ो|आगे बढ़ें",
    "more": "more|show more|other|others|aur|aur dikhao|dusra|doosra|और|और दिखाओ|दूसरा",
    "book": "book|book test|book a test|new booking|book karo|test book karna hai|test karana hai|test karwana hai"
    "|बुक|बुक करो|टेस्ट बुक करना है|टेस्ट कराना है|जाँच करानी है|जांच करानी है",
    "bookings": "my bookings|my booking|bookings|meri booking|mera booking|मेरी बुकिंग",
    "reports": "my reports|my report|reports|old reports|old report|show my reports|meri report|meri reports|purani report"
    "|मेरी रिपोर्ट|पुरानी रिपोर्ट|रिपोर्ट",
    "confirm": "confirm|confirm it|confirmed|book it|confirm karo|confirm kar do|pakka|pakka karo|book kar do"
    "|पक्का|पक्का करो|कन्फर्म|कन्फर्म करो|बुक कर दो",
    "end": "end|end chat|bye|continue with bot|bot|चैट बंद|बॉट",
    "again": "book again|same again|same test again|same as last time|repeat|repeat booking|phir se book karo|phir se book karein|dobara book karo"
    "|phir se wahi|wahi test phir se|wahi phir se book karo|फिर से बुक करो|दोबारा बुक करो|फिर से वही|वही टेस्ट फिर से"
    "|फिर से बुक करें|दोबारा बुक करें",
    "takeback": "take it back|take back|withdraw it|don't change it|do not change it|don't change|leave it as it is"
    "|wapas le lo|wapas lo|request wapas lo|mat badlo|jaisa hai waisa rakho|jaisa tha waisa rakho|वापस ले लो|वापस लो"
    "|रिक्वेस्ट वापस लो|मत बदलो|जैसा है वैसा रखो|जैसा था वैसा रखो",
    "undo": "undo|undo it|undo that|undo the change|badlav wapas lein|badlav wapas lo|बदलाव वापस लें|बदलाव वापस लो",
    "keep": "keep|keep it|same|no change|wahi|wahi rakho|वही|वही रखो|वही रहने दो",
}
_COMMANDS: dict[str, Command] = {
    phrase: command for command, phrases in _SAID.items() for phrase in phrases.split("|")
}
_AGAIN = re.compile(
    "(?:" + "|".join(sorted(map(re.escape, _SAID["again"].split("|")), key=len, reverse=True)) + r")(?!\w)"
)
_LANGUAGES = {
    "en": "english|angrezi|angreji|inglish|अंग्रेज़ी|अंग्रेजी|इंग्लिश|english please|in english|english me|english mein",
    "hi-Latn": "hinglish|hinglish me|hinglish mein|hinglish please|in hinglish|हिंग्लिश",
    "hi": "hindi|हिंदी|हिन्दी|hindi please|in hindi|hindi me|hindi mein|हिंदी में|हिन्दी में",
}
_LANGUAGE_NAMES = {phrase: code for code, phrases in _LANGUAGES.items() for phrase in phrases.split("|")}


def read_command(text: str) -> Command | None:
    """The command that the whole text is, in English, Hindi or Hindi in Latin letters."""
    return _COMMANDS.get(_bare(text))


def asks_again(text: str) -> bool:
    """Whether the text asks for an earlier visit once more, perhaps naming whose: "book again for Sunita"."""
    return _AGAIN.match(_bare(text)) is not None


def read_language(text: str) -> str | None:
    """The language whose name the whole text is: `en` or `hi`."""
    return _LANGUAGE_NAMES.get(_bare(text))


_DATA = r"(?:data|number|phone|mobile|information|info|details|jaankari|jankari|नंबर|जानकारी|डेटा|डाटा)"
_SAFE = r"(?:safe|secure|private|privacy|surakshit|सुरक्षित|गुप्त)"
_PRIVACY = re.compile(
    rf"\b{_DATA}\b[^.]{{0,40}}\b{_SAFE}\b|\b{_SAFE}\b[^.]{{0,40}}\b{_DATA}\b"
    rf"|\bwhy\b[^.]{{0,20}}\b(?:need|want)\b[^.]{{0,20}}\b{_DATA}\b|^\s*privacy\b"
    r"|\b(?:do|will|does)\s+(?:you|u|anyone)\b[^.]{0,20}\b(?:share|sell|leak)\b",
    re.IGNORECASE,
)


def asks_about_privacy(text: str) -> bool:
    """Whether the text asks what becomes of somebody's data ("is my number safe", "why do you need my phone")."""
    return len(text) <= 200 and _PRIVACY.search(text) is not None


_CALL = re.compile(
    r"\b(?:call|ring|phone|fone)\b[^.?]{0,25}\b(?:me|us|back|kar\w*|kijiye|do|chahiye|par)\b|\bcallback\b"
    r"|\b(?:me|mujhe|hamein|humein)\b[^.?]{0,25}\b(?:call|ring|phone|fone)\b"
    r"|(?:कॉल|फोन|फ़ोन)\s*(?:कर|कीजि|पर)",
    re.IGNORECASE,
)


def asks_for_call(text: str) -> bool:
    """Whether somebody who wants a person wants to be called by one."""
    return _CALL.search(text) is not None


def _bare(text: str) -> str:
    """Lower case without a leading slash, trailing signs and doubled spaces; at most a short phrase matters."""
    if len(text) > 60:
        return ""
    folded = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    return re.sub(r"\s+", " ", folded).strip(" \t\n.!।,/") if folded.strip("? ") else "?"
