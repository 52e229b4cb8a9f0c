"""Each reason has its sentences."""

from __future__ import annotations

import pytest

from participation.eligibility import Reason
from participation.phrases import WHY_NOT_PROPOSE, WHY_NOT_VOTE


@pytest.mark.parametrize("sentences", [WHY_NOT_PROPOSE, WHY_NOT_VOTE])
def test_every_reason_is_said_in_sentences(sentences: dict[Reason, object]) -> None:
    assert list(sentences) == list(Reason)
    assert [reason for reason, sentence in sentences.items() if not str(sentence).endswith(".")] == []


@pytest.mark.parametrize("sentences", [WHY_NOT_PROPOSE, WHY_NOT_VOTE])
def test_no_two_reasons_are_said_alike(sentences: dict[Reason, object]) -> None:
    assert len({str(sentence) for sentence in sentences.values()}) == len(Reason)
