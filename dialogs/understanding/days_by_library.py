"""Days in the scripts that our own words do not cover: Gujarati, Punjabi, Odia, Malayalam, Urdu."""

from datetime import UTC, date, datetime
from functools import cache

from dialogs.understanding.readings import Rejected, When

_BY_SCRIPT = (
    ("\u0a80", "\u0aff", "gu"),
    ("\u0a00", "\u0a7f", "pa"),
    ("\u0b00", "\u0b7f", "or"),
    ("\u0d00", "\u0d7f", "ml"),
    ("\u0600", "\u06ff", "ur"),
)
_LONGEST_FOR_LIBRARY = 40
_MOST_WORDS_FOR_LIBRARY = 6


def read_by_library(text: str, now: datetime) -> When | Rejected:
    """Days in the scripts that our own words do not cover: Gujarati, Punjabi, Odia, Malayalam, Urdu."""
    language = next(
        (
            code
            for low, high, code in _BY_SCRIPT
            if any(low <= char <= high for char in text[:_LONGEST_FOR_LIBRARY])
        ),
        None,
    )
    if language is None or len(text) > _LONGEST_FOR_LIBRARY:
        return Rejected("none")
    words = text.split()[:_MOST_WORDS_FOR_LIBRARY]
    stretches = [
        text.strip(),
        *(" ".join(words[:count]) for count in range(len(words) - 1, 0, -1)),
        *words[1:],
    ]
    for stretch in stretches[:_MOST_WORDS_FOR_LIBRARY]:
        day = _library_day(stretch, language, now)
        if day is not None:
            return Rejected("past") if day < now.date() else When(date=day)
    return Rejected("none")


@cache
def _library() -> tuple[object, ...]:
    import dateparser  # its import takes longer than a whole reading

    return (dateparser,)


def _library_day(text: str, language: str, now: datetime) -> date | None:
    (dateparser,) = _library()
    local = now.replace(tzinfo=None)
    settings = {
        "RELATIVE_BASE": local,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY",
        "REQUIRE_PARTS": ["day"],
    }
    try:
        found = dateparser.parse(text, languages=[language], settings=settings)  # type: ignore[attr-defined]
    except (ValueError, OverflowError, RecursionError):
        return None
    return found.date() if isinstance(found, datetime) else None


def prepare() -> None:
    """Load the words, the library and its languages, so that no patient's message waits for them.

    Called once when a process starts; without it the first message that needs them is slower.
    """
    for _, _, language in _BY_SCRIPT:
        _library_day("1/1/2026", language, datetime(2026, 1, 1, tzinfo=UTC))
