"""Texts in the languages of `locales/`: Project Fluent for the sentences, CLDR for dates, times and money."""

import html
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_time
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource

from dialogs.money import Paise, as_rupees
from dialogs.text import Argument, Clock, Day, Moment, Money, Span, Text
from dialogs.text import Words as Parts

_PLURALS = {"en": "en-IN", "hi": "hi-IN"}
_CLDR = {"en": "en_IN", "hi": "hi_IN"}


class TextMissing(LookupError):
    """A text or one of its arguments is missing in a language."""


class Words:
    """All texts, by language. Built once from the sources of the `.ftl` files: language -> sources.

    `html` yields Telegram's HTML with everything foreign escaped; `plain` yields text without markup, for
    buttons and toasts. Both raise `TextMissing` for an unknown key, language or argument.
    """

    def __init__(self, sources: Mapping[str, tuple[str, ...]]) -> None:
        self.languages = tuple(sources)
        self._bundles: dict[str, FluentBundle] = {}
        for language, texts in sources.items():
            bundle = FluentBundle([_PLURALS.get(language, language)], use_isolating=False)
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
            case Money(amount):
                return money(amount)
            case Day(day):
                return format_date(day, "EEE d MMM", locale=_CLDR.get(language, "en_IN"))
            case Clock(moment, zone):
                return _clock(moment.astimezone(zone), language)
            case Moment(moment, zone):
                local = moment.astimezone(zone)
                said_day = format_date(local.date(), "EEE d MMM", locale=_CLDR.get(language, "en_IN"))
                return f"{said_day}, {_clock(local, language)}"
            case Span(start, end, zone):
                return _span(start.astimezone(zone), end.astimezone(zone), language)
            case Parts(parts, joined):
                said = [self._render(part, language, escape=escape) for part in parts]
                match joined:
                    case "lines":
                        return "\n".join(said)
                    case "commas":
                        return ", ".join(said)
                    case "list":
                        return format_list(said, locale=_CLDR.get(language, "en_IN"))


def money(amount: Paise) -> str:
    """`₹1,23,456` or `₹99.50`: grouped the Indian way in every language."""
    value = as_rupees(abs(amount))  # type: ignore[arg-type]
    whole, _, fraction = f"{value:f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    said = ",".join([*groups, tail])
    return f"{'−' if amount < 0 else ''}₹{said}{'.' + fraction.ljust(2, '0') if fraction else ''}"


def _clock(local: datetime, language: str) -> str:
    if language == "hi":
        # CLDR's Hindi has no word for the parts of the day; people say the part before the hour.
        return f"{_hindi_part(local.hour)} {local.strftime('%I:%M').lstrip('0')}"
    return format_time(local, "h:mm a", locale="en_IN").replace(" ", " ")


def _span(start: datetime, end: datetime, language: str) -> str:
    """Both ends; the part of the day once where it is the same for both."""
    from_words, to_words = _clock(start, language), _clock(end, language)
    if language == "hi":
        part, _, hour = to_words.partition(" ")
        return f"{from_words} – {hour if from_words.startswith(part) else to_words}"
    hour, _, part = from_words.partition(" ")
    return f"{hour if to_words.endswith(part) else from_words} – {to_words}"


def _hindi_part(hour: int) -> str:
    if 4 <= hour < 12:
        return "सुबह"
    if 12 <= hour < 16:
        return "दोपहर"
    return "शाम" if 16 <= hour < 20 else "रात"
