"""The check of this workstation in the menu Help, and the word that Hearth was upgraded meanwhile."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop import installed, resources
from desktop.findings import Standing
from desktop.views import theme
from desktop.views.message_bar import MessageBar
from desktop.views.tokens import Scheme
from desktop.views.workstation_dialog import WorkstationDialog
from tests.support.offices import Office


def dialog(office: Office) -> WorkstationDialog:
    office.window.check_asked.emit()
    opened = office.window.findChild(WorkstationDialog)
    assert opened is not None
    office.until(opened.again.isEnabled)
    return opened


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_window_says_what_the_doctor_finds(office: Office, screenshots: Path, scheme: Scheme) -> None:
    theme.current().wear(scheme)
    opened = dialog(office)
    assert {"store", "clock", "household WSDL", "keychain"} <= {each.subject for each in opened.findings}
    assert opened.verdict.text() == "All is well."
    office.settle()
    opened.grab().save(str(screenshots / f"workstation-{scheme}.png"))
    opened.close_button.click()


def test_what_is_wrong_stands_first_and_goes_into_the_support_file(office: Office, tmp_path: Path) -> None:
    office.system.stop()
    opened = dialog(office)
    assert "To be put right: " in opened.verdict.text()
    assert any(each.standing is Standing.PROBLEM and each.cure for each in opened.findings)
    opened.save_support_file(str(tmp_path / "support.json"))
    office.until(opened.again.isEnabled)
    assert "support.json" in opened.verdict.text()
    assert json.loads((tmp_path / "support.json").read_text("utf-8"))["findings"]
    opened.close_button.click()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program runs from a package, whose stamp this is."""
    stamp = tmp_path / "build.json"
    stamp.write_text(json.dumps({"version": "1.0", "commit": "a", "date": "2026-11-25"}))
    monkeypatch.setattr(resources, "_ROOTS", (tmp_path, *resources._ROOTS))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    installed.running.cache_clear()
    return stamp


def test_a_window_that_was_upgraded_offers_to_restart(office: Office, package: Path) -> None:
    assert installed.running().version == "1.0"
    office.program.upgrade_watch.look()
    bar: MessageBar = office.window.message_bar
    assert not bar.isVisible()
    package.write_text(json.dumps({"version": "2.0", "commit": "b", "date": "2026-11-26"}))
    office.program.upgrade_watch.look()
    assert "Hearth was upgraded" in bar.text()
    bar.close_message()
    office.program.upgrade_watch.look()
    assert not bar.isVisible(), "Who has read it is not told again."
    package.write_text(json.dumps({"version": "3.0", "commit": "c", "date": "2026-11-27"}))
    office.program.upgrade_watch.look()
    bar.buttons()[0].click()
    office.until(lambda: not office.window.isVisible())
    assert office.program.restart
    installed.running.cache_clear()


def test_nothing_is_offered_while_the_package_is_being_exchanged(package: Path, qapp: QApplication) -> None:
    assert installed.running().commit == "a"
    package.unlink()
    assert not installed.was_upgraded()
    installed.running.cache_clear()
