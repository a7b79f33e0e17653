"""Reads what people say when they are asked whether a booking is to be cancelled: yes, keep it, or something else."""

import re
import unicodedata
from typing import Literal

from dialogs.understanding.commands import read_command
from dialogs.understanding.yes_no import read_yes_no

_CANCEL = r"(?:cancel\w*|radd|रद्द|कैंसल|कैंसिल)"
_NOT = r"(?:don'?t|do not|dont|never|mat|na|nahi|nahin|nhi|मत|न|नहीं|नही)"
_KEEPS = re.compile(
    rf"(?<!\w){_NOT}\s+(?:\w+\s+){{0,2}}?{_CANCEL}(?!\w)|(?<!\w){_CANCEL}\s+(?:\w+\s+)?{_NOT}(?!\w)"
    r"|(?<!\w)(?:keep|rakho|rakhna|rakhiye|रखो|रखना|रखिए)(?!\w)"
    r"|(?<!\w)(?:leave it|forget it|rehne d\w+|rahne d\w+|रहने द\w*)(?!\w)"
    r"|(?<!\w)(?:changed my mind|i will come)(?!\w)"
)
_CANCELS = re.compile(rf"(?<!\w){_CANCEL}(?!\w)")
_FEW = 6


def says_keep(text: str) -> bool:
    """Whether the text itself says to keep the booking, not merely "no"."""
    folded = _folded(text)
    command = read_command(text)
    # "Stop", "leave it": neither asks for anything to be cancelled at the lab.
    stops = command == "cancel" and _CANCELS.search(folded) is None
    return _KEEPS.search(folded) is not None or command in ("keep", "back") or stops


def read_keeping(text: str) -> Literal["keep", "cancel"] | None:
    """Whether the text says that the booking is kept, or that it is cancelled; `None` when it says neither."""
    if says_keep(text):
        return "keep"
    folded = _folded(text)
    few = len(folded.split()) <= _FEW
    if (few and _CANCELS.search(folded)) or read_command(text) in ("confirm", "done"):
        return "cancel"
    match read_yes_no(text):
        case True:
            return "cancel"
        case False:
            return "keep"
        case _:
            return None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("’", "'")
