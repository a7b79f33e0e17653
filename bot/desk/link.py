"""`/link [slug] [campaign] [test]`: the deep link of an advertisement, with its QR code."""

import asyncio

from bot.desk.answer import Answer, Attachment, button, sentence
from bot.desk.office import Asked, Office, branch_name
from bot.qr_code import png_of
from bot.telegram.identity import TelegramUnreachable
from dialogs.catalogue import Item
from dialogs.clinic import Branch
from dialogs.conversation import Attribution
from dialogs.links import make_payload
from dialogs.text import Text, text
from dialogs.understanding.search import find

_MOST_OFFERED = 5


async def link(office: Office, asked: Asked) -> Answer:
    words = asked.rest.split()
    branches = office.clinic.branches
    branch = office.clinic.branch_by_slug(words[0].lower()) if words else None
    if branch is not None:
        words = words[1:]
    elif words and len(branches) == 1:
        branch = branches[0]
    try:
        username = await office.username()
    except TelegramUnreachable:
        return sentence("desk-cannot-check")
    if branch is None:
        return _plain_links(office, username, known=not words)
    campaign, wanted = (words[0], " ".join(words[1:])) if words else ("", "")
    items = _meant(office, branch, wanted)
    if wanted and not items:
        return sentence("desk-link-no-item", item=wanted)
    if len(items) > 1:
        buttons = tuple(
            (button(item.name, f"link {branch.slug} {campaign} {item.short_id}"),)
            for item in items
            if _fits(branch, campaign, item)
        )
        return Answer((text("desk-link-which", item=wanted),), buttons)
    item = items[0] if items else None
    address = _address(username, branch, campaign, item)
    if address is None:
        return sentence("desk-link-unfit")
    about = text(
        "desk-link", branch=branch_name(branch), campaign=campaign or "–", item=item.name if item else "–"
    )
    name = "-".join(part for part in ("link", branch.slug, campaign) if part)
    code = await asyncio.to_thread(png_of, address)
    return Answer((about, address), attachment=Attachment(f"{name}.png", code))


def _plain_links(office: Office, username: str, *, known: bool) -> Answer:
    """Every branch's own link, and how to make one for a campaign."""
    lines: list[Text | str] = [] if known else [text("desk-no-such-branch")]
    for branch in office.clinic.branches:
        address = _address(username, branch, "", None)
        lines.append(text("desk-link-branch", name=branch_name(branch), link=address or "–"))
    return Answer((*lines, text("desk-usage", example=text("desk-usage-link"))))


def _meant(office: Office, branch: Branch, wanted: str) -> list[Item]:
    """The test or package that is meant: by its id, else by what it is called."""
    shelf = office.shelves().get(branch.id)
    if not wanted or shelf is None:
        return []
    items = shelf.catalogue.items
    item = items.get(wanted) or shelf.catalogue.by_short_id(wanted)
    if item is not None:
        return [item]
    named = [each for each in items.values() if each.name.casefold() == wanted.casefold()]
    return named or [items[hit.item_id] for hit in find(shelf.index, wanted, _MOST_OFFERED)]


def _fits(branch: Branch, campaign: str, item: Item) -> bool:
    return len(f"o:desk:link {branch.slug} {campaign} {item.short_id}".encode()) <= 64


def _address(username: str, branch: Branch, campaign: str, item: Item | None) -> str | None:
    """The link; none when no link can carry such a campaign."""
    for name in (item.id, item.short_id) if item is not None else ("",):
        try:
            return f"https://t.me/{username}?start={make_payload(Attribution(branch.slug, campaign, name))}"
        except ValueError:
            continue
    return None
