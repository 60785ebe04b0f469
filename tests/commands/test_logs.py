"""What the program logs while a command runs stands on standard error, without secrets."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from desktop.commands.logs import logs_on_standard_error
from tests.commands.conftest import Hearth

LOG = logging.getLogger("desktop.somewhere")


@pytest.mark.parametrize(
    ("verbose", "said"), [(False, "hearth: slow\n"), (True, "hearth: done\nhearth: slow\n")]
)
def test_warnings_are_shown_and_with_verbose_more(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], verbose: bool, said: str
) -> None:
    with caplog.at_level(logging.WARNING), logs_on_standard_error(verbose=verbose):
        LOG.info("done")
        LOG.warning("slow")
    assert capsys.readouterr().err == said


def test_addresses_lose_their_passwords(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.WARNING), logs_on_standard_error(verbose=False):
        LOG.warning("no answer from %s", "https://agent:open-sesame@crm.example.com/soap")
    assert capsys.readouterr().err == "hearth: no answer from https://•••@crm.example.com/soap\n"


def test_verbose_tells_the_cause_of_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("Dear all,\n" * 200)
    hearth = Hearth(f"sqlite:///{tmp_path / 'letter.txt'}", capsys)
    plain, verbose = hearth.run("queue"), hearth.run("queue", "--verbose")
    assert verbose.err.startswith(plain.err)
    assert "caused by: " in verbose.err
    assert "Traceback" not in verbose.err
