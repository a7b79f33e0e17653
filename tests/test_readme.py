"""The README keeps its word: its picture of the house is the house, and what it names is there."""

import re
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.house import mermaid

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_of_the_house_is_the_house() -> None:
    assert mermaid() in README, "put what `python -m bot graph --house` prints into the README"


def test_every_file_that_is_linked_or_shown_is_there() -> None:
    for target in re.findall(r"\]\(((?!https?:)[^)]+)\)", README):
        assert (ROOT / target).is_file(), target


@pytest.mark.parametrize("command", sorted(set(re.findall(r"python -m bot ([a-z]+)", README))))
def test_every_command_that_is_named_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert command in capsys.readouterr().out
