"""Each transcript says what the bot answers, word for word."""

import os
from pathlib import Path

import pytest

from tests.dialogs.transcript import FOLDER, replayed, transcripts


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_transcript_is_what_the_bot_says(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    said = replayed(written)
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        path.write_text(said, encoding="utf-8")
    else:
        assert said == written
