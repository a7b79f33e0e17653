"""At home or at the lab, as people say it."""

import re

from dialogs.clinic import CollectionMode

_HOME_VISIT = re.compile(r"\b(home|ghar|house)\s+(visit|sample|collection|service)\b", re.IGNORECASE)
_HOME = re.compile(
    r"\b(home|ghar|house|doorstep|pick ?up|collection)\b|घर"
    r"|\b(aa ?jaa?o|aa ?jaa?iye|aaiye|aaiyega|aao|bhej ?do|bhejo|bhejiye|bhej dijiye|send (some(one|body)|him|her|them))\b"
    r"|\bcome to (me|us|my|our)\b|भेज|आइए|आ जाइए|आ जाओ",
    re.IGNORECASE,
)
_LAB = re.compile(
    r"\b(lab|laboratory|centre|center|branch|visit|clinic)\b|लैब|सेंटर|सेन्टर|ब्रांच"
    r"|\b(i|we)('ll| will| can)? (come|go|visit)\b|\b(aa ?jaa?(un|u|oo)n?ga|aa ?jaa?(un|u|oo)n?gi|aa(un|u|oo)n?g[ai]|aayenge|aa jayenge)\b"
    r"|आऊँग|आऊंग|आ जाऊ|आएँगे|आएंगे",
    re.IGNORECASE,
)


def read_mode(text: str) -> CollectionMode | None:
    """Where the sample is to be taken, if the text says one of the two."""
    if _HOME_VISIT.search(text):
        return "home"
    home, lab = bool(_HOME.search(text)), bool(_LAB.search(text))
    if home == lab:
        return None
    return "home" if home else "lab"
