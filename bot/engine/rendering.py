"""Screens and texts of the dialog as Telegram's bubbles, in one language."""

from bot.telegram.callback_data import encode
from bot.telegram.outgoing import Bubble, InlineButton, KeyboardButton
from dialogs.screen import Button, LinkButton, ObjectButton, QuestionButton, Rows, Screen
from dialogs.text import Text
from dialogs.words import Words


def question_bubble(words: Words, language: str, screen: Screen) -> Bubble:
    """Raises `TextMissing` and `CallbackDataUnfit`."""
    return Bubble(
        html=words.html(screen.text, language),
        rows=inline_rows(words, language, screen.rows, screen.revision),
        keyboard=tuple(
            tuple(KeyboardButton(words.plain(button.label, language), button.asks) for button in row)
            for row in screen.reply
        ),
        placeholder=words.plain(screen.placeholder, language) if screen.placeholder is not None else "",
    )


def message_bubble(
    words: Words, language: str, text: Text, rows: Rows, revision: int, *, remove_keyboard: bool = False
) -> Bubble:
    """Raises `TextMissing` and `CallbackDataUnfit`. A message carries inline buttons or takes a reply keyboard
    away; with both asked for, it has the buttons."""
    return Bubble(
        html=words.html(text, language),
        rows=inline_rows(words, language, rows, revision),
        remove_keyboard=remove_keyboard and not rows,
    )


def inline_rows(
    words: Words, language: str, rows: Rows, revision: int
) -> tuple[tuple[InlineButton, ...], ...]:
    """Raises `TextMissing` and `CallbackDataUnfit`."""
    return tuple(tuple(_button(words, language, button, revision) for button in row) for row in rows)


def _button(words: Words, language: str, button: Button, revision: int) -> InlineButton:
    label = words.plain(button.label, language)
    match button:
        case LinkButton(url=url):
            return InlineButton(label, url=url)
        case QuestionButton(style=style) | ObjectButton(style=style):
            return InlineButton(label, data=encode(button, revision), style=style)
