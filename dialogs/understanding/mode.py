"""At home or at the lab, as people say it."""

import re

from dialogs.clinic import CollectionMode

_HOME = re.compile(r"\b(home|ghar|house|ghar pe|doorstep)\b|घर", re.IGNORECASE)
_LAB = re.compile(r"\b(lab|laboratory|centre|center|branch|visit|clinic)\b|लैब|सेंटर|सेन्टर", re.IGNORECASE)


def read_mode(text: str) -> CollectionMode | None:
    """Where the sample is to be taken, if the text says one of the two."""
    home, lab = bool(_HOME.search(text)), bool(_LAB.search(text))
    if home == lab:
        return None
    return "home" if home else "lab"
