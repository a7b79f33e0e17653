"""What goes to the staff chat next.

Telegram takes twenty messages a minute there, so a rush makes a queue. What belongs to one case keeps its order; between
cases a danger comes first, for which some of the twenty are kept, then what is urgent, then what is said in a conversation
and the card of whoever leads it, then cards that hang nowhere yet and what somebody of the staff has asked for, then news
of others.
"""

from collections.abc import Callable, Collection, Container, Iterable
from itertools import takewhile

from bot.engine.contents import Attachment, Card, Copy, Line, Message, Reminder, Told
from bot.engine.live_chat import Post

_DANGER, _URGENT, _TALK, _NEW, _NEWS, _LAST = range(6)

LONGEST_LINES = 3500
"""Characters of lines that go as one message; Telegram takes 4096."""

FEW = 2
"""So many reminders go each under its card."""


def next_post(
    posts: Collection[Post], wait: Callable[[Post], float], hung: Container[str] = ()
) -> tuple[Post | None, float]:
    """The post that may go now, or `None` and the seconds until one may. `wait` is how long a post must wait yet,
    `hung` are cases that are known to have their cards."""
    found: tuple[int, Post] | None = None
    soonest = float("inf")
    begun: set[str] = set()
    pressing = _pressing(posts, hung)
    for post in posts:
        case_id = case_of(post)
        if case_id:
            if case_id in begun:
                continue
            begun.add(case_id)
        rank = min(_rank(post, hung), pressing.get(case_id, _LAST))
        if found is not None and found[0] <= rank:
            continue
        seconds = wait(post)
        if seconds > 0:
            soonest = min(soonest, seconds)
        else:
            found = (rank, post)
    return (found[1], 0.0) if found is not None else (None, soonest)


def _pressing(posts: Iterable[Post], hung: Container[str]) -> dict[str, int]:
    """The ranks of cases with a danger or a conversation in what they have to say: what stands before that in the
    case's order goes as soon. A patient who writes more before there is a card does not overtake others."""
    ranks: dict[str, int] = {}
    for post in posts:
        case_id, rank = case_of(post), _rank(post, hung)
        if case_id and rank <= _TALK and (case_id in hung or isinstance(post.contents, Card)):
            ranks[case_id] = min(rank, ranks.get(case_id, _LAST))
    return ranks


def case_of(post: Post) -> str:
    """The case that a post is about; nothing for one that stands alone."""
    match post.contents:
        case Card(case_id) | Copy(_, case_id) | Line(case_id) | Message(_, case_id) | Reminder(_, case_id):
            return case_id
        case _:
            return ""


def successor(post: Post, posts: Iterable[Post]) -> Post | None:
    """The card that makes this one pointless, if it is the next thing that the case has to say: it takes its place."""
    case_id = case_of(post)
    behind = next((each for each in posts if case_of(each) == case_id and each.row.seq > post.row.seq), None)
    return behind if behind is not None and isinstance(behind.contents, Card) else None


def is_danger(post: Post, posts: Collection[Post], hung: Container[str] = ()) -> bool:
    """Whether a life may depend on it, or on what its case has to say behind it."""
    return _rank(post, hung) == _DANGER or _pressing(posts, hung).get(case_of(post)) == _DANGER


def is_urgent(post: Post) -> bool:
    """Whether it goes before what is told of the rest."""
    return _rank(post) <= _URGENT


def together(post: Post, posts: Collection[Post], hung: Container[str]) -> tuple[Post, ...]:
    """The post and those that go with it as one message."""
    return (
        reminders_with(post, posts, hung) if isinstance(post.contents, Reminder) else lines_with(post, posts)
    )


def reminders_with(post: Post, posts: Iterable[Post], hung: Container[str]) -> tuple[Post, ...]:
    """The reminder and all others that need not wait for anything of their cases but changes of cards that hang;
    itself alone where there are few."""
    joined, length, held_up = [post], 0, set[str]()
    for each in posts:
        case_id, reminder = case_of(each), each.contents
        if isinstance(reminder, Reminder) and case_id not in held_up and each is not post:
            length += len(reminder.line_html) + len(reminder.who_html) + 2
            if length > LONGEST_LINES:
                break
            joined.append(each)
        elif not (isinstance(each.contents, Card) and case_id in hung):
            held_up.add(case_id)
    return tuple(joined) if len(joined) > FEW else (post,)


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
        case Card(danger=True, over=False) | Message(danger=True):
            return _DANGER
        case Card(urgent=True, over=False):
            return _URGENT
        case Line() | Copy() | Card(claimed=True, over=False):
            return _TALK
        case Card(case_id, over=False) if case_id not in hung:
            return _NEW
        case Told() | Attachment():
            return _NEW
        case Message() | Reminder() | Card(over=False):
            return _NEWS
        case _:
            return _LAST
