"""Wrong input of each kind gets one readable sentence: what is wrong, and what would be right."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.telegram.incoming import UpdateUnreadable, event_of, update_key
from tests.dialogs.paper import NOW
from tests.e2e.house import REQUIRED

pytestmark = pytest.mark.usefixtures("logs_restored")
GOOD = {
    "TELEGRAM_BOT_TOKEN": "1:abc",
    "FLABS_CLIENT_ID": "id",
    "FLABS_CLIENT_SECRET": "s3cr3t",
}

# What is set (None: taken away), and the sentence that comes of it.
ENVIRONMENT: tuple[tuple[dict[str, str | None], str], ...] = (
    ({"TELEGRAM_BOT_TOKEN": None}, "TELEGRAM_BOT_TOKEN is not set; it must be the token that BotFather gave the bot"),
    ({"TELEGRAM_BOT_TOKEN": "hello"}, "TELEGRAM_BOT_TOKEN is not a bot's token"),
    ({"FLABS_CLIENT_SECRET": None}, "FLABS_CLIENT_SECRET is not set"),
    ({"DATABASE_URL": "mysql://x"}, 'DATABASE_URL begins with "mysql"'),
    ({"DATABASE_URL": "sqlite:////no/such/folder/x.db"}, "/no/such/folder"),
    ({"PUBLIC_URL": "http://example.org"}, 'PUBLIC_URL is "http://example.org"; it must begin with https://'),
    ({"TELEGRAM_MODE": "push"}, 'TELEGRAM_MODE is "push"; it must be "polling" or "webhook"'),
    ({"TELEGRAM_MODE": "webhook"}, "PUBLIC_URL is not set"),
    ({"TELEGRAM_RATE": "fast"}, 'TELEGRAM_RATE is "fast"'),
    ({"PORT": "eighty"}, 'PORT is "eighty"'),
    ({"PII_KEYS": "k1:short"}, "PII_KEYS"),
    ({"FLABS_WEBHOOK_TOKEN": "with space"}, "FLABS_WEBHOOK_TOKEN"),
    ({"FLABS_API_URL": "lab"}, 'FLABS_API_URL is "lab"'),
    ({"TELEGRAM_BOT_TOKN": "1:abc", "TELEGRAM_BOT_TOKEN": None}, "did you mean TELEGRAM_BOT_TOKEN?"),
    ({"CLINIC_FILE": "/no/such/clinic.toml"}, "/no/such/clinic.toml"),
)  # fmt: skip

# What is written in the clinic's file instead of what is right.
CLINIC: tuple[tuple[Callable[[str], str], str], ...] = (
    (lambda text: text.replace('name = "Asha Diagnostics"', ""), "name"),
    (lambda text: text.replace('"flabs"', '"flab"'), "backend"),
    (lambda text: text.replace("mg-road", "mg_road"), "slug"),
    (lambda text: text.replace('"560001"', '"56001"'), "pincodes"),
    (lambda text: text.replace("[staff]", "[staf]"), "staf"),
    (lambda text: text + 'opens = "6 am"\n', "opens"),
    (lambda text: text + "capacity = 0\n", "capacity"),
    (lambda text: text + 'closes = "05:00"\n', "closes"),
    (lambda text: 'timezone = "Bengaluru"\n' + text, "timezone"),
    (lambda text: 'locales = ["fr"]\n' + text, "locales"),
    (lambda text: text + "[[branches]]\n" + text.partition("[[branches]]")[2], "twice"),
    (lambda text: text + "= nonsense", "line"),
    (lambda text: 'catalogue = "none.csv"\n' + text, "none.csv"),
)


def said_by_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environ: dict[str, str]
) -> str:
    for name in (*GOOD, "DATABASE_URL", "PUBLIC_URL", "CLINIC_FILE", "PII_KEYS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert main(["run"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    # What is said before the end are lines of the log.
    return said.err.splitlines(keepends=True)[-1]


def one_sentence(said: str) -> None:
    assert said.startswith("phlebot: ")
    assert said.count("\n") == 1, said
    assert "Traceback" not in said
    assert len(said) < 400


@pytest.mark.parametrize("changes, sentence", ENVIRONMENT, ids=lambda value: str(value)[:40])
def test_a_wrong_environment(
    changes: dict[str, str | None],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    file = tmp_path / "asha.toml"
    file.write_text(REQUIRED, encoding="utf-8")
    environ = {**GOOD, "CLINIC_FILE": str(file), "DATABASE_URL": f"sqlite:///{tmp_path}/x.db", **changes}
    said = said_by_run(
        monkeypatch, capsys, {name: value for name, value in environ.items() if value is not None}
    )
    one_sentence(said)
    assert sentence in said
    assert "s3cr3t" not in said


@pytest.mark.parametrize(
    "spoilt, sentence", CLINIC, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_wrong_clinic_file(
    spoilt: Callable[[str], str],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    file = tmp_path / "asha.toml"
    file.write_text(spoilt(REQUIRED), encoding="utf-8")
    environ = {**GOOD, "CLINIC_FILE": str(file), "DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}
    said = said_by_run(monkeypatch, capsys, environ)
    one_sentence(said)
    assert sentence in said


@pytest.mark.parametrize("raw", [{}, {"update_id": "x"}, [], None, "text"])
def test_what_is_no_update(raw: object) -> None:
    with pytest.raises(UpdateUnreadable, match="update"):
        update_key(raw)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1, "message": {"message_id": "x"}},
        {"update_id": 1, "message": {"message_id": 1, "date": "never", "chat": {"id": 1, "type": "private"}}},
        {"update_id": 1, "callback_query": {"id": 5}},
    ],
)
def test_a_damaged_update_is_passed_over_or_said_to_be_one(raw: dict[str, object]) -> None:
    said: list[object] = []
    try:
        said.append(event_of(raw, NOW, "seed", staff_chat_id=-1, bot_id=1))
    except UpdateUnreadable as unreadable:
        said.append(str(unreadable))
    assert said == [None] or (isinstance(said[0], str) and said[0] and "\n" not in said[0])
