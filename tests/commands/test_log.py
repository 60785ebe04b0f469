"""`hearth log`: attempts one by one, two against each other, and as a file to give away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Hearth


@pytest.fixture
def sent_twice(connected_locally: Hearth) -> Hearth:
    """The command line on a store whose one contact was sent as Ngozi and then as Amara."""
    person = connected_locally.contact("Ngozi")["id"]
    connected_locally.answer("send", "contact", person)
    connected_locally.answer("record", "set", "contact", person, "first_name=Amara")
    connected_locally.answer("send", "contact", person)
    return connected_locally


def test_an_attempt_says_how_long_it_took(sent_twice: Hearth) -> None:
    attempts = sent_twice.answer("log")["attempts"]
    assert [each["seconds"] > 0 for each in attempts] == [True, True]


def test_one_attempt_is_shown_with_its_envelopes_indented(sent_twice: Hearth) -> None:
    shown = sent_twice.run("log", "--attempt", "1").out
    assert "FirstName>Ngozi</" in shown
    assert "Amara" not in shown


def test_two_attempts_are_set_against_each_other(sent_twice: Hearth) -> None:
    told = sent_twice.answer("log", "--attempt", "2", "--compare", "1")["differences"]["request"]
    assert any(each.startswith("- ") and "Ngozi" in each for each in told)
    assert any(each.startswith("+ ") and "Amara" in each for each in told)
    assert "Attempt 1 (-)" in sent_twice.run("log", "--attempt", "2", "--compare", "1").out


@pytest.mark.parametrize(("more", "there"), [([], False), (["--with-personal-data"], True)])
def test_a_support_file_holds_names_only_when_asked_for(
    sent_twice: Hearth, tmp_path: Path, more: list[str], there: bool
) -> None:
    file = tmp_path / "support.txt"
    answered = sent_twice.answer("log", "--support-file", str(file), *more)
    told = file.read_text("utf-8")
    assert answered == {"file": str(file), "attempts": 2, "personal_data": there}
    assert ("Ngozi" in told, "Okafor" in told, "FirstName>" in told) == (there, there, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--compare", "1"], "--attempt"),
        (["--attempt", "99"], "no attempt 99"),
        (["--with-personal-data"], "--support-file"),
        (["--support-file", "/nowhere/file.txt"], "/nowhere/file.txt"),
    ],
)
def test_what_cannot_be_done_is_told(sent_twice: Hearth, words: list[str], said: str) -> None:
    assert said in sent_twice.refusal("log", *words)
