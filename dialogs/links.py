"""Deep links: what `t.me/<bot>?start=<slug>[--<party>]_<campaign>[_<item>]` says."""

import re

from dialogs.conversation import Attribution

LONGEST = 64
_ALLOWED = re.compile(r"[A-Za-z0-9_-]{0,64}")


def read_payload(payload: str) -> Attribution | None:
    """Branch slug, party, campaign and item of a link; `None` when it is no link of ours. A slug has no underscore
    and no two hyphens in a row, the item is the part after the second underscore, and each part may be empty."""
    if not payload or not _ALLOWED.fullmatch(payload):
        return None
    branch, _, rest = payload.partition("_")
    campaign, _, item = rest.partition("_")
    slug, _, party = branch.partition("--")
    return Attribution(slug, campaign, item, party)


def make_payload(link: Attribution) -> str:
    """The payload of a link. Raises `ValueError` when a part has letters that a link cannot carry, when a
    slug, party or campaign has an underscore, or when the whole is longer than Telegram takes (64)."""
    if "_" in link.branch + link.party + link.campaign:
        raise ValueError("a branch slug, a party and a campaign have no underscore in a link")
    branch = f"{link.branch}--{link.party}" if link.party else link.branch
    payload = "_".join((branch, link.campaign, link.item)).rstrip("_")
    if not _ALLOWED.fullmatch(payload):
        raise ValueError(f"a link takes {LONGEST} letters, digits, '-' and '_' at most: {payload!r}")
    return payload
