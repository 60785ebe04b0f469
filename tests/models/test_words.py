"""What is said about a record, a value and the line, without a window."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desktop.errors import InvalidValue
from desktop.fields import CONTACT, HOUSEHOLD, Field
from desktop.models import words
from desktop.store.types import Sync, SyncState


def when(iso: str) -> str:
    return f"at {iso[11:16]}"


@pytest.mark.parametrize("state", SyncState)
def test_every_standing_has_a_word_and_says_what_comes_next(state: SyncState) -> None:
    assert words.sync_word(state)
    assert words.sync_tip(Sync(state, last_sent="2025-02-14T09:42:00"), when).endswith(".")


def test_no_two_standings_share_a_word() -> None:
    assert len({words.sync_word(state) for state in SyncState}) == len(SyncState)


def test_a_refusal_gives_its_reason() -> None:
    sync = Sync(SyncState.REFUSED, last_sent="2025-02-14T09:42:00", last_error="Category is unknown there.")
    tip = words.sync_tip(sync, when)
    assert "refused it (at 09:42)" in tip
    assert "The reason: Category is unknown there." in tip


def test_what_waits_says_when_it_is_tried_again() -> None:
    sync = Sync(SyncState.QUEUED, next_attempt="2025-02-14T09:45:00")
    assert words.sync_tip(sync, when).endswith("Next attempt: at 09:45.")


def test_what_is_done_is_not_tried_again() -> None:
    sync = Sync(SyncState.SYNCHRONIZED, last_sent="2025-02-14T09:42:00", next_attempt="2025-02-14T09:45:00")
    assert "Next attempt" not in words.sync_tip(sync, when)


@pytest.mark.parametrize(
    ("online", "waiting", "said"),
    [
        (True, 0, "Online"),
        (True, 3, "Online · 3 queued"),
        (False, 1, "Offline · 1 queued"),
        (None, 0, "Not tried yet"),
    ],
)
def test_the_line_is_a_word_and_what_waits(online: bool | None, waiting: int, said: str) -> None:
    assert words.line_word(online, waiting) == said


def test_offline_says_that_work_goes_on() -> None:
    assert "Go on working" in words.line_tip(online=False, waiting=0)


def refusal(field: Field, raw: object) -> InvalidValue:
    with pytest.raises(InvalidValue) as caught:
        field.clean(raw)
    return caught.value


@pytest.mark.parametrize(
    ("field", "raw", "said"),
    [
        (HOUSEHOLD["household_name"], "", "Fill this in."),
        (HOUSEHOLD["household_name"], "x" * 51, "At most 50 characters."),
        (HOUSEHOLD["household_size"], "-1", "At least 0."),
        (HOUSEHOLD["household_size"], "four", "A whole number is needed, such as 4."),
        (CONTACT["email_address"], "amara", "An e-mail address is needed, such as name@example.com."),
        (CONTACT["home_phone"], "?", "A phone number is needed, such as +46 18 123 45 67."),
    ],
)
def test_a_problem_says_what_would_be_right(field: Field, raw: object, said: str) -> None:
    assert words.problem(refusal(field, raw), field) == said


def test_a_problem_with_a_date_shows_the_locales_own_writing() -> None:
    field = CONTACT["birth_date"]
    assert words.problem(refusal(field, "soon"), field, "14/02/2021").endswith("such as 14/02/2021.")


def test_a_rule_of_the_store_keeps_its_words() -> None:
    error = InvalidValue("category", "list", "must be one of Gold, Silver")
    assert words.problem(error, HOUSEHOLD["category"]) == "Must be one of Gold, Silver."


def test_rows_are_counted_as_people_count() -> None:
    assert words.range_of(1, 40, 412_006, str, words.untranslated) == "1–40 of 412006"
    assert words.range_of(0, 0, 0, str, words.untranslated) == "No records"


def test_a_translation_may_turn_a_sentence_round() -> None:
    def swedish(_context: str, text: str) -> str:
        return {"{word} · {count} queued": "{count} väntar · {word}", "Online": "Ansluten"}[text]

    assert words.line_word(online=True, waiting=3, translate=swedish) == "3 väntar · Ansluten"


def test_the_words_load_no_qt() -> None:
    code = (
        "import sys, desktop.models.words; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
