"""What the staff can ask, by name."""

from collections.abc import Mapping

from bot.desk.booking import booking
from bot.desk.help import help_told
from bot.desk.leads import leads
from bot.desk.link import link
from bot.desk.office import Command
from bot.desk.open_cases import open_cases
from bot.desk.slots import slots
from bot.desk.stats import stats
from bot.desk.today import today

COMMANDS: Mapping[str, Command] = {
    "today": today,
    "booking": booking,
    "open": open_cases,
    "stats": stats,
    "link": link,
    "slots": slots,
    "leads": leads,
    "help": help_told,
}
