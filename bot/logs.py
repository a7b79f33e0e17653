"""What the bot writes about itself: lines for whoever runs it, without anything about a patient and without secrets.

An entry is an event's name and values under keys that are known to be harmless (`HARMLESS`). Any other value is
hidden, whatever it is: a new key is added there by somebody who has thought about it. Texts under harmless keys still
lose what looks like a telephone number, an address or a token. Of an exception of somebody else's making only its
kind and its place in the code are told, because its text may quote a patient.
"""

import hashlib
import logging
import re
import secrets
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

HARMLESS = frozenset(
    {
        "action",
        "advice",
        "answer",
        "attempt",
        "attempts",
        "batch",
        "believed",
        "branch",
        "branch_id",
        "call",
        "case",
        "case_id",
        "cause",
        "clinic",
        "clinics",
        "column",
        "count",
        "counted",
        "database",
        "due",
        "effect",
        "epoch",
        "error",
        "event",
        "events",
        "failures",
        "file",
        "fixed",
        "generation",
        "had",
        "has",
        "host",
        "inbox_id",
        "item",
        "key",
        "kind",
        "lab_id",
        "lane",
        "late",
        "level",
        "line",
        "list",
        "locale",
        "logger",
        "method",
        "milliseconds",
        "mode",
        "name_of_task",
        "outbox_id",
        "outcome",
        "owner",
        "paged",
        "path",
        "phase",
        "poison_id",
        "port",
        "problem",
        "question",
        "read",
        "reason",
        "report_id",
        "result",
        "retry_after",
        "revision",
        "rows",
        "schema",
        "seconds",
        "seen",
        "signal",
        "size",
        "state",
        "status",
        "step",
        "submission",
        "submission_id",
        "table",
        "timestamp",
        "update_id",
        "url",
        "version",
        "worker",
    }
)
HIDDEN = "(hidden)"

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\d{5,}:[A-Za-z0-9_-]{8,}"), "(token)"),
    (re.compile(r"(?i)\b(bearer|basic)\s+\S+"), r"\1 (token)"),
    (re.compile(r"(?<=://)[^/\s@]*@"), ""),
    (re.compile(r"(/webhooks/\w+/)[^/\s?]+"), r"\1(token)"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "(address)"),
    (re.compile(r"(?<![0-9a-fA-F])[+-]?\d(?:[ .()-]?\d){8,}(?![0-9a-fA-F])"), "(number)"),
)
_SUSPECT = re.compile(r"\d{5}|\d(?:[ .()-]?\d){8}|@|(?i:bearer|basic)\s|/webhooks/")
_OURS = ("bot.", "dialogs.")
_LONGEST = 500
_MARK_KEY = secrets.token_bytes(16)


def configure_logs(
    stream: TextIO | None = None, *, json_lines: bool | None = None, level: int = logging.INFO
) -> None:
    """Sends everything, of our own loggers and of the libraries', to one stream (standard error by default): a JSON
    object a line, or in colours where a person watches. Of the libraries only warnings and worse are of interest."""
    out = sys.stderr if stream is None else stream
    if json_lines is None:
        json_lines = not out.isatty()
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=out.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_logger_name,
            _with_exception,
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *names: _Lines(out, str(names[0]) if names else ""),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_FromLibraries()]
    root.setLevel(logging.WARNING)


def redact(_: Any, __: str, entry: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Hides every value that is not known to be harmless; a chat becomes a mark that tells chats apart."""
    shown: dict[str, Any] = {}
    for key, value in entry.items():
        if key == "chat_id":
            shown["chat"] = chat_mark(value)
        elif key in HARMLESS:
            shown[key] = _harmless(value)
        else:
            shown[key] = HIDDEN
    return shown


def chat_mark(chat_id: object) -> str:
    """Tells chats apart in the lines of one process, and tells nobody whose they are."""
    return hashlib.blake2b(str(chat_id).encode(), key=_MARK_KEY, digest_size=5).hexdigest()


def scrub(text: str) -> str:
    """The text without what looks like a telephone number, an e-mail address or a token."""
    # Most texts have nothing of the kind, which one look tells.
    if _SUSPECT.search(text):
        for pattern, instead in _SECRETS:
            text = pattern.sub(instead, text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _harmless(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return scrub(value)
        case list() | tuple() | set() | frozenset():
            return [_harmless(each) for each in list(value)[:20]]
        case BaseException():
            return _told(value)
        case _:
            return type(value).__name__


def _with_logger_name(logger: Any, _: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if name := getattr(logger, "name", ""):
        entry.setdefault("logger", name)
    return entry


def _with_exception(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Makes of `exc_info` what went wrong and where, innermost last."""
    given = entry.pop("exc_info", None)
    entry.pop("stack_info", None)
    error = given if isinstance(given, BaseException) else None
    if given is True:
        error = sys.exc_info()[1]
    elif isinstance(given, tuple):
        error = given[1]
    if error is None:
        return entry
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain and len(chain) < 5:
        chain.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    entry["error"] = [_told(each) for each in reversed(chain)]
    entry["line"] = [
        f"{frame.f_globals.get('__name__', '?')}:{number} {frame.f_code.co_name}"
        for frame, number in list(traceback.walk_tb(error.__traceback__))[-12:]
    ]
    return entry


def _told(error: BaseException) -> str:
    kind = type(error)
    if kind.__module__.startswith(_OURS):
        return scrub(f"{kind.__name__}: {error}")
    return kind.__qualname__


class _Lines:
    """Writes whole lines; every level is the same to it."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self.name = name
        self._stream = stream

    def msg(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()

    log = debug = info = warning = warn = error = critical = exception = fatal = msg


class _FromLibraries(logging.Handler):
    """Lines of other people's loggers. The values that they would put into their text stay out of it."""

    def emit(self, record: logging.LogRecord) -> None:
        text = str(record.msg) if record.args else scrub(str(record.msg))
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        structlog.get_logger(record.name).log(level, text, exc_info=record.exc_info)
