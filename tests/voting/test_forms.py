"""What people send, read without trust; and a sentence for everything that is refused."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from participation.eligibility import Reason
from voting import forms
from voting.receipts import Given

FACTS = {
    "duplicate": {"number": 7},
    "withdrawn": {"number": 7},
    "unknown": {"number": 7},
    "too_many": {"chosen": 7, "most": 5},
    "over_pot": {"over": 300_000, "most": 20_000_000},
    "too_often": {"most": 200},
}
# All codes that ballots.cast and choices.fault can refuse with.
CODES = [
    *Reason,
    *forms.ABOUT_THE_CHOICE,
    "not_frozen",
    "keys_missing",
    "void",
    "conflict",
    "replaced",
    "too_often",
]


def sent(*values: str, key: str = "choices") -> QueryDict:
    data = QueryDict(mutable=True)
    data.setlist(key, list(values))
    return data


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ([], []),
        (["3", "1"], [3, 1]),
        (["3", "3"], [3, 3]),
        (["007"], [7]),
        (["999999999"], [999_999_999]),
        (["1000000000"], [0]),
        (["-1", "", " 2", "x", "1.5", "²", "٣", "\x00"], [0] * 8),
    ],
)
def test_choices_are_numbers_or_nothing(values: list[str], read: list[int]) -> None:
    assert forms.read_choices(sent(*values)) == read


@given(st.lists(st.text()))
def test_whatever_is_sent_is_read(values: list[str]) -> None:
    read = forms.read_choices(sent(*values))
    assert len(read) == len(values)
    assert all(0 <= number < 10**9 for number in read)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("f47ac10b-58cc-4372-a567-0e02b2c3d479", "f47ac10b-58cc-4372-a567-0e02b2c3d479"),
        ("k1", "k1"),
        ("", ""),
        ("-", ""),
        ("a b", ""),
        ("ä", ""),
        ("a" * 64, "a" * 64),
        ("a" * 65, ""),
        ("a\x00", ""),
    ],
)
def test_the_key_of_a_request_is_plain_or_missing(text: str, read: str) -> None:
    assert forms.read_request_key(sent(text, key="request")) == read
    assert forms.read_request_key(QueryDict()) == ""


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_a_sentence(code: str, language: str) -> None:
    with override(language):
        sentence = forms.why_not_cast(code, FACTS.get(code, {}))
    assert re.fullmatch(r"[A-ZÄÖÜ].*[.]", sentence)
    assert "%(" not in sentence


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("too_many", "You have chosen 7 projects, 5 at most are possible. Please take out 2."),
        ("over_pot", "Your projects cost €3,000 more than the pot of €200,000. Please take one out."),
        ("withdrawn", "Project no. 7 has been withdrawn. Please take it out or choose another one."),
    ],
)
def test_sentences_say_what_to_do(code: str, sentence: str) -> None:
    with override("en"):
        assert forms.why_not_cast(code, FACTS[code]) == sentence


@pytest.mark.parametrize(
    ("typed", "code"), [("4gc0 y19m phd8 72sj", "4GC0Y19MPHD872SJ"), ("4GC0-Y19M-PHD8-72SJ", "4GC0Y19MPHD872SJ")]
)
def test_a_receipt_is_read_as_typed(typed: str, code: str) -> None:
    form = forms.ReceiptForm({"code": typed})
    assert form.is_valid()
    assert form.cleaned_data == {"code": Given(code)}


def test_the_whole_line_of_a_receipt_is_read_even_if_it_was_broken() -> None:
    leaf, signature = "0a" * 32, "Ab-_" * 21 + "xy"
    line = f"SP1.4GC0Y19MPHD872SJ.{leaf}.{signature}"
    form = forms.ReceiptForm({"code": f" {line[:60]}\n {line[60:]} "})
    assert form.is_valid()
    assert form.cleaned_data == {"code": Given("4GC0Y19MPHD872SJ", leaf, signature)}


@pytest.mark.parametrize("typed", ["", "abc", "x" * 401, "SP1.4GC0", "4GC0-Y19M-PHD8-72SJ-9"])
def test_what_is_no_receipt_stays_in_the_field_with_a_sentence(typed: str) -> None:
    form = forms.ReceiptForm({"code": typed})
    assert list(form.errors) == ["code"]
    assert form["code"].value() == typed
