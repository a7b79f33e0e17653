"""Texts in the languages of `locales/`: Project Fluent for the sentences, CLDR for dates, times and money."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_time
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource

from dialogs.money import Paise, as_rupees
from dialogs.text import Argument, Clock, Day, Mention, Moment, Money, Span, Text
from dialogs.text import Words as Parts


@dataclass(frozen=True, slots=True)
class _Formats:
    """How a language counts and joins lists (`locale`, of CLDR), writes dates (`dates`, likewise), and tells the time.

    `parts_of_day` are (first hour, word) by the hour; people who have such words say the part before the hour, the
    others AM or PM after it.
    """

    locale: str
    dates: str
    parts_of_day: tuple[tuple[int, str], ...] = ()

    def part_of_day(self, hour: int) -> str:
        """The word of the last part that has begun; what has not begun by midnight is the night before."""
        begun = [word for first, word in self.parts_of_day if first <= hour]
        return begun[-1] if begun else self.parts_of_day[-1][1]


_FORMATS = {
    "en": _Formats("en_IN", "en_IN"),
    "hi": _Formats("hi_IN", "hi_IN", ((4, "सुबह"), (12, "दोपहर"), (16, "शाम"), (20, "रात"))),
    "hi-Latn": _Formats("hi_Latn_IN", "en_IN", ((4, "subah"), (12, "dopahar"), (16, "shaam"), (20, "raat"))),
}
"""One entry for each folder of `locales/`."""


class TextMissing(LookupError):
    """A text or one of its arguments is missing in a language."""


class Words:
    """All texts, by language. Built once from the sources of the `.ftl` files: language -> sources.

    `html` yields Telegram's HTML with everything foreign escaped; `plain` yields text without markup, for
    buttons and toasts. Both raise `TextMissing` for an unknown key, language or argument. A language whose
    formats nobody has listed cannot be built at all.
    """

    def __init__(self, sources: Mapping[str, tuple[str, ...]]) -> None:
        self.languages = tuple(sources)
        self._bundles: dict[str, FluentBundle] = {}
        for language, texts in sources.items():
            if language not in _FORMATS:
                raise TextMissing(f"no formats for language {language!r}")
            bundle = FluentBundle([_FORMATS[language].locale.replace("_", "-")], use_isolating=False)
            for source in texts:
                bundle.add_resource(FluentResource(source))
            self._bundles[language] = bundle
        # Most labels have no arguments and are asked for on every turn.
        self._fixed = lru_cache(maxsize=4096)(self._render_fixed)

    def html(self, what: Text | str, language: str) -> str:
        return self._render(what, language, escape=True)

    def plain(self, what: Text | str, language: str) -> str:
        return self._render(what, language, escape=False)

    def has(self, key: str, language: str) -> bool:
        return language in self._bundles and self._bundles[language].has_message(key)

    def _render(self, what: Text | str, language: str, *, escape: bool) -> str:
        if isinstance(what, str):
            return html.escape(what, quote=False) if escape else what
        if not what.args:
            return self._fixed(what.key, language)
        return self._format(what, language, escape=escape)

    def _render_fixed(self, key: str, language: str) -> str:
        return self._format(Text(key), language, escape=True)

    def _format(self, what: Text, language: str, *, escape: bool) -> str:
        bundle = self._bundles.get(language)
        if bundle is None or not bundle.has_message(what.key):
            raise TextMissing(f"no text {what.key!r} in language {language!r}")
        args: dict[str, Any] = {name: self._argument(value, language, escape) for name, value in what.args}
        pattern = bundle.get_message(what.key).value
        if pattern is None:
            raise TextMissing(f"text {what.key!r} in language {language!r} is empty")
        said, errors = bundle.format_pattern(pattern, args)
        if errors:
            raise TextMissing(f"text {what.key!r} in language {language!r}: {errors[0]}")
        return str(said)

    def _argument(self, value: "Argument | Text", language: str, escape: bool) -> str | int:
        match value:
            case str() | Text():
                return self._render(value, language, escape=escape)
            case int():
                return value
            case Mention(name, user_id):
                shown = self._render(name, language, escape=escape)
                return f'<a href="tg://user?id={user_id}">{shown}</a>' if escape and user_id else shown
            case Money(amount):
                return money(amount)
            case Day(day):
                return _day(day, _FORMATS[language])
            case Clock(moment, zone):
                return _clock(moment.astimezone(zone), _FORMATS[language])
            case Moment(moment, zone):
                local = moment.astimezone(zone)
                return f"{_day(local.date(), _FORMATS[language])}, {_clock(local, _FORMATS[language])}"
            case Span(start, end, zone):
                return _span(start.astimezone(zone), end.astimezone(zone), _FORMATS[language])
            case Parts(parts, joined):
                said = [self._render(part, language, escape=escape) for part in parts]
                match joined:
                    case "lines":
                        return "\n".join(said)
                    case "commas":
                        return ", ".join(said)
                    case "list":
                        return format_list(said, locale=_FORMATS[language].locale)


def money(amount: Paise) -> str:
    """`₹1,23,456` or `₹99.50`: grouped the Indian way in every language."""
    value = as_rupees(abs(amount))  # type: ignore[arg-type]
    whole, _, fraction = f"{value:f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    said = ",".join([*groups, tail])
    return f"{'−' if amount < 0 else ''}₹{said}{'.' + fraction.ljust(2, '0') if fraction else ''}"


@lru_cache(maxsize=1024)
def _day(day: date, formats: _Formats) -> str:
    return format_date(day, "EEE d MMM", locale=formats.dates)


@lru_cache(maxsize=4096)
def _clock(local: datetime, formats: _Formats) -> str:
    if formats.parts_of_day:
        return f"{formats.part_of_day(local.hour)} {local.strftime('%I:%M').lstrip('0')}"
    return format_time(local, "h:mm a", locale=formats.dates).replace("\u202f", " ")


def _span(start: datetime, end: datetime, formats: _Formats) -> str:
    """Both ends; the part of the day once where it is the same for both."""
    from_words, to_words = _clock(start, formats), _clock(end, formats)
    if formats.parts_of_day:
        part, _, hour = to_words.partition(" ")
        return f"{from_words} – {hour if from_words.startswith(part) else to_words}"
    hour, _, part = from_words.partition(" ")
    return f"{hour if to_words.endswith(part) else from_words} – {to_words}"
