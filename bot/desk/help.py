"""`/help` among the staff: what they can ask."""

from bot.desk.answer import Answer
from bot.desk.office import Asked, Office
from dialogs.text import Text, text

HELP = ("today", "booking", "open", "stats", "link", "slots", "leads", "help")
"""The commands in the order in which they are told, and stand in the menu."""


async def help_told(office: Office, asked: Asked) -> Answer:
    lines = [text("desk-help-line", name=name, about=Text(f"desk-help-{name}")) for name in HELP]
    return Answer((text("desk-help-head"), *lines, text("desk-help-foot")))
