"""The files of the knowledge: what they may hold, and that they are made ready the same way as a message is."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs import understanding
from dialogs.understanding import scripts, spelling, tokens
from dialogs.understanding.tables import read_tables

WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9), min_size=1, max_size=8)
INDIC = st.lists(st.text("कखगघचजटडतदनपबभमयरलवशसहािीुूेैोौंँ्अआइ", min_size=1, max_size=7), min_size=1)

FOLDER = Path(understanding.__file__).parent
FILES = [*FOLDER.glob("words/*.toml"), *FOLDER.glob("knowledge/**/*.toml")]


def _file(folder: Path, text: str) -> Path:
    file = folder / "words.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_tables_are_read_line_by_line(tmp_path: Path) -> None:
    file = _file(
        tmp_path, '# people\n[a."b c"]\nx-1 = "one, two"\n"y + z" = "तीन"\n\n[d]\nw = """\nfour\nfive"""\n'
    )
    assert read_tables(file) == {"a.b c": {"x-1": "one, two", "y + z": "तीन"}, "d": {"w": "four\nfive"}}


@pytest.mark.parametrize("file", sorted(FILES), ids=lambda file: file.name)
def test_each_file_says_what_it_says_as_toml(file: Path) -> None:
    flat: dict[str, dict[str, str]] = {}
    for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
        inner = {f"{name}.{key}": value for key, value in table.items() if isinstance(value, dict)}
        flat |= inner or {name: table}
    assert read_tables(file) == flat


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[a]\nx = "one"\nx = "two"\n', "'x' comes twice"),
        ("[a]\nx = one\n", "line 2"),
        ('[a]\nx = "one" # why\n', "line 2"),
        ('[a]\nx = "on\\u0065"\n', "line 2"),
        ('[a]\nx = """\none\n', "'x' has no end"),
    ],
)
def test_a_slip_in_a_file_is_told_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=said):
        read_tables(_file(tmp_path, text))


@given(WORDS)
def test_many_words_are_folded_as_each_alone(words: list[str]) -> None:
    assert tokens.fold_all(words) == [tokens.fold(word) for word in words]
    assert spelling.sounds(words) == [spelling.sound(word) for word in words]


@given(INDIC)
def test_many_indic_words_sound_as_each_alone(words: list[str]) -> None:
    assert scripts.by_sounds(words) == {word: scripts.by_sound(word) for word in words}
    assert tokens.romanise(" ".join(words)) == " ".join(tokens.romanise(word) for word in words)
