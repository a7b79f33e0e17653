import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealing import KeysUnfit, Sealer, Unsealable, open_sealer, sealer_from, sealer_from_file

OLD = ("old", bytes(32))
NEW = ("new", bytes(range(32)))
PLACE = ("asha", "people", "payload", "5:A")


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_in_its_place(plain: bytes) -> None:
    sealer = Sealer([NEW])
    sealed = sealer.seal(plain, *PLACE)
    assert sealer.open(sealed, *PLACE) == plain
    assert len(plain) < 8 or plain not in sealed


@pytest.mark.parametrize("number", range(4))
def test_a_value_moved_elsewhere_does_not_open(number: int) -> None:
    sealer = Sealer([NEW])
    elsewhere = [*PLACE]
    elsewhere[number] = "other"
    with pytest.raises(Unsealable):
        sealer.open(sealer.seal(b"58, F", *PLACE), *elsewhere)


@given(st.data())
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealer = Sealer([NEW])
    sealed = bytearray(sealer.seal(b"Sunita Devi", *PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        sealer.open(bytes(sealed), *PLACE)
    with pytest.raises(Unsealable):
        sealer.open(bytes(sealed[:at]), *PLACE)


def test_an_older_key_still_opens_and_a_lacking_one_is_named() -> None:
    sealed = Sealer([OLD]).seal(b"x", *PLACE)
    assert Sealer([NEW, OLD]).open(sealed, *PLACE) == b"x"
    with pytest.raises(Unsealable, match="'old'"):
        Sealer([NEW]).open(sealed, *PLACE)


def test_a_value_is_found_under_every_key_and_only_in_its_clinic() -> None:
    before = Sealer([OLD]).digest("asha", "phone", "9876543210")
    both = Sealer([NEW, OLD])
    assert before in both.digests("asha", "phone", "9876543210")
    assert both.digest("asha", "phone", "9876543210") != before
    assert both.digest("asha", "phone", "9876543210") != both.digest("other", "phone", "9876543210")
    assert "9876543210" not in before


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (",", "is empty"),
        ("abc", "entry 1 must be id:base64"),
        ("bad id:AAAA", "entry 1 must be id:base64"),
        ("k1:@@@", "'k1' is not base64"),
        ("k1:" + base64.b64encode(b"short").decode(), "'k1' has 5 bytes, not 32"),
        (",".join(["k1:" + base64.b64encode(bytes(32)).decode()] * 2), "'k1' is there twice"),
    ],
)
def test_wrong_keys_are_one_sentence_without_the_key(setting: str, sentence: str) -> None:
    with pytest.raises(KeysUnfit, match=sentence) as raised:
        sealer_from(setting)
    assert base64.b64encode(bytes(32)).decode() not in str(raised.value)


def test_keys_are_made_beside_the_database_for_its_owner_alone(tmp_path: Path) -> None:
    database = tmp_path / "phlebot.db"
    sealed = open_sealer("", database).seal(b"x", *PLACE)
    made = tmp_path / "phlebot.db.keys"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert open_sealer("", database).open(sealed, *PLACE) == b"x"


def test_without_a_file_keys_must_be_set() -> None:
    with pytest.raises(KeysUnfit, match="PII_KEYS must be set"):
        open_sealer("", None)


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.keys").write_text("k1:oops")
    with pytest.raises(KeysUnfit, match=r"x\.keys is damaged"):
        sealer_from_file(tmp_path / "x.keys")
    with pytest.raises(KeysUnfit, match="cannot be made"):
        sealer_from_file(tmp_path / "none" / "x.keys")
