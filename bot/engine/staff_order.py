"""What goes to the staff chat next.

Telegram takes twenty messages a minute there, so a rush makes a queue. What belongs to one case keeps its order; between
cases a danger comes first, then what is said in a conversation, then cards that hang nowhere yet and what somebody of the staff has asked for, then
news of others.
"""

from collections.abc import Callable, Container, Iterable
from itertools import takewhile

from bot.engine.contents import Attachment, Card, Copy, Line, Message, Told
from bot.engine.live_chat import Post

LONGEST_LINES = 3500
"""Characters of lines that go as one message; Telegram takes 4096."""


def next_post(
    posts: Iterable[Post], wait: Callable[[Post], float], hung: Container[str] = ()
) -> tuple[Post | None, float]:
    """The post that may go now, or `None` and the seconds until one may. `wait` is how long a post must wait yet,
    `hung` are cases that are known to have their cards."""
    found: tuple[int, Post] | None = None
    soonest = float("inf")
    begun: set[str] = set()
    for post in posts:
        case_id = case_of(post)
        if case_id:
            if case_id in begun:
                continue
            begun.add(case_id)
        rank = _rank(post, hung)
        if found is not None and found[0] <= rank:
            continue
        seconds = wait(post)
        if seconds > 0:
            soonest = min(soonest, seconds)
        else:
            found = (rank, post)
    return (found[1], 0.0) if found is not None else (None, soonest)


def case_of(post: Post) -> str:
    """The case that a post is about; nothing for one that stands alone."""
    match post.contents:
        case Card(case_id) | Copy(_, case_id) | Line(case_id) | Message(_, case_id):
            return case_id
        case _:
            return ""


def successor(post: Post, posts: Iterable[Post]) -> Post | None:
    """The card that makes this one pointless, if it is the next thing that the case has to say: it takes its place."""
    case_id = case_of(post)
    behind = next((each for each in posts if case_of(each) == case_id and each.row.seq > post.row.seq), None)
    return behind if behind is not None and isinstance(behind.contents, Card) else None


def is_danger(post: Post) -> bool:
    """Whether nothing may go before it."""
    return _rank(post) == 0


def lines_with(post: Post, posts: Iterable[Post]) -> tuple[Post, ...]:
    """The post and those right behind it in its case that go with it as one message: fresh lines that answer nothing."""
    if not _joins(post):
        return (post,)
    case_id = case_of(post)
    behind = [each for each in posts if case_of(each) == case_id and each.row.seq >= post.row.seq]
    joined: list[Post] = []
    length = 0
    for each in takewhile(_joins, behind):
        assert isinstance(each.contents, Line)
        length += len(each.contents.html) + 1
        if joined and length > LONGEST_LINES:
            break
        joined.append(each)
    return tuple(joined)


def _joins(post: Post) -> bool:
    line = post.contents
    return isinstance(line, Line) and not line.edited and line.reply_to is None


def _rank(post: Post, hung: Container[str] = ()) -> int:
    match post.contents:
        case Card(urgent=True, over=False):
            return 0
        case Line() | Copy():
            return 1
        case Card(case_id, over=False) if case_id not in hung:
            return 2
        case Told() | Attachment():
            return 2
        case Message() | Card(over=False):
            return 3
        case _:
            return 4
