"""What stands on a person's terminal: aligned, in one piece, and only where somebody watches."""

from __future__ import annotations

import io
from contextlib import redirect_stderr

import pytest

from desktop.commands.answers import pairs, shown, table
from desktop.commands.progress import Progress, bar, pace


class Terminal(io.StringIO):
    """A standard error that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_columns_are_aligned_by_what_a_terminal_draws() -> None:
    lines = table(["NAME", "CITY"], [["東京", "Lund"], ["Ö\u0308", "Visby"], ["Okafor", None]]).splitlines()
    assert lines == ["NAME    CITY", "東京    Lund", "Ö\u0308       Visby", "Okafor"]


def test_columns_without_any_value_are_left_out() -> None:
    assert table(["A", "B", "C"], [["1", None, "3"], ["4", "", "6"]]) == "A  C\n1  3\n4  6"


def test_empty_values_are_left_out_of_a_record() -> None:
    assert pairs([("Name", "Okafor"), ("Fax", None), ("Size", 0)]) == "  Name  Okafor\n  Size  0"


def test_a_value_cannot_rewrite_the_screen() -> None:
    assert shown("two\nlines\x1b[2J") == "two lines [2J"
    assert (shown(True), shown(False), shown(None)) == ("yes", "no", "")


def test_progress_is_drawn_and_wiped_away() -> None:
    terminal = Terminal()
    with redirect_stderr(terminal), Progress("deliveries") as progress:
        progress.show(1, 4)
    assert terminal.getvalue() == "\r\x1b[K[########......................] 1 of 4 deliveries\r\x1b[K"


def test_progress_is_not_drawn_more_often_than_it_can_be_seen() -> None:
    terminal = Terminal()
    with redirect_stderr(terminal), Progress("households") as progress:
        for done in range(1000):
            progress.show(done, 1000)
    assert 0 < terminal.getvalue().count("of 1000") < 100


def test_progress_says_nothing_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("households") as progress:
        progress.show(1, 2)
    assert capsys.readouterr() == ("", "")


def test_a_bar_of_nothing_is_full() -> None:
    assert bar(0, 0) == "[##############################]"
    assert bar(5, 4) == bar(4, 4)


def test_the_rest_of_a_long_command_is_told_by_the_rate_so_far() -> None:
    assert pace(640, 10_000, 2.0) == ", 320 a second, 29 s left"
    assert pace(100, 10_000, 20.0) == ", 5 a second, 33 min 00 s left"
    assert pace(3, 10_000, 0.5) == pace(0, 10_000, 9.0) == ""
