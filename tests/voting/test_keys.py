"""Keys outside the database: made once, never anew, gone for good when destroyed."""

from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from voting import keys


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.VOTING_KEYS_DIR = tmp_path / "deep" / "keys"
    return tmp_path / "deep" / "keys"


def test_made_keys_are_three_different_files_for_this_user_only(folder: Path) -> None:
    made = keys.make("ab12")
    assert sorted(path.name for path in folder.iterdir()) == ["ab12.link.key", "ab12.register.key", "ab12.sign.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    sign = keys.signing_key("ab12")
    assert (len(made.register), len(made.link), len(sign)) == (32, 32, 32)
    assert len({made.register, made.link, sign}) == 3
    assert keys.load("ab12") == made


def test_keys_are_never_overwritten(folder: Path) -> None:
    made = keys.make("ab12")
    with pytest.raises(FileExistsError):
        keys.make("ab12")
    assert keys.load("ab12") == made


@pytest.mark.parametrize("name", ["register", "link"])
def test_a_missing_or_cut_key_is_refused_and_not_replaced(folder: Path, name: str) -> None:
    keys.make("ab12")
    file = folder / f"ab12.{name}.key"
    file.write_bytes(b"short")
    with pytest.raises(keys.KeysMissing):
        keys.load("ab12")
    file.unlink()
    with pytest.raises(keys.KeysMissing):
        keys.load("ab12")
    assert not file.exists()


def test_a_missing_or_cut_signing_key_is_refused_and_the_others_still_open(folder: Path) -> None:
    made = keys.make("ab12")
    file = folder / "ab12.sign.key"
    file.write_bytes(b"short")
    with pytest.raises(keys.KeysMissing):
        keys.signing_key("ab12")
    file.unlink()
    with pytest.raises(keys.KeysMissing):
        keys.signing_key("ab12")
    assert keys.load("ab12") == made


@pytest.mark.parametrize("key_id", ["", "../ab12", "ab/12", "a.b"])
def test_a_name_that_is_no_key_opens_no_file(folder: Path, key_id: str) -> None:
    with pytest.raises(keys.KeysMissing):
        keys.load(key_id)


def test_invariant_16_destroyed_keys_are_gone_and_a_second_time_says_so(folder: Path) -> None:
    keys.make("ab12")
    assert keys.destroy("ab12") is True
    assert list(folder.iterdir()) == []
    for read in (keys.load, keys.signing_key):
        with pytest.raises(keys.KeysMissing):
            read("ab12")
    assert keys.destroy("ab12") is False


def test_keys_do_not_show_in_a_traceback(folder: Path) -> None:
    assert repr(keys.make("ab12")) == "Keys()"


PARTS = st.lists(st.text(), min_size=1, max_size=3)


@given(PARTS, PARTS)
def test_a_mac_keeps_parts_apart(first: list[str], second: list[str]) -> None:
    key = b"k" * 32
    assert (keys.mac(key, *first) == keys.mac(key, *second)) == (first == second)


def test_a_mac_needs_the_key() -> None:
    assert keys.mac(secrets.token_bytes(32), "a") != keys.mac(secrets.token_bytes(32), "a")
    assert len(keys.mac(b"k" * 32, 1)) == 64
