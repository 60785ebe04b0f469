"""Everything that is read stands out from what it stands on, in every scheme."""

from __future__ import annotations

from dataclasses import fields

import pytest

from desktop.views.tokens import LIGHT, SEEN_ON, TEXT_ON, TOKENS, Scheme, Tone, contrast

TEXTS = [(text, ground) for text, grounds in TEXT_ON for ground in grounds.split()]
SEEN = [(line, ground) for line, grounds in SEEN_ON for ground in grounds.split()]


@pytest.mark.parametrize("scheme", TOKENS)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(scheme: Scheme, text: str, ground: str) -> None:
    tokens = TOKENS[scheme]
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("scheme", TOKENS)
@pytest.mark.parametrize(("line", "ground"), SEEN)
def test_fields_and_focus_can_be_seen(scheme: Scheme, line: str, ground: str) -> None:
    tokens = TOKENS[scheme]
    assert contrast(getattr(tokens, line), getattr(tokens, ground)) >= 3


def test_every_colour_of_text_is_measured() -> None:
    assert {tone.value for tone in Tone} <= {text for text, _ in TEXTS}


def test_high_contrast_is_higher() -> None:
    tokens = TOKENS[Scheme.CONTRAST]
    assert contrast(tokens.muted, tokens.surface) >= 7


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#fff000", "#fff000", 1)],
)
def test_contrast_is_what_the_guidelines_define(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_all_schemes_name_all_colours() -> None:
    for tokens in TOKENS.values():
        assert all(len(getattr(tokens, each.name)) == len("#rrggbb") for each in fields(LIGHT))
