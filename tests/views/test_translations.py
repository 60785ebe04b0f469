"""All words of the window go through the catalogue: in another language nothing English is left."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop import language, phrases
from desktop.views import translations
from desktop.views.theme import Theme
from tests.support import catalogue, extraction
from tests.views import gallery, samples

SOURCES = sorted((extraction.ROOT / "desktop").glob("[mv]*s/**/*.py"))
# What people and stores have written is nobody's to translate.
DATA = {
    *map(str, samples.OKAFOR.values()),
    *samples.HEAD.values(),
    samples.LONG_NAME,
    "Wolfeschlegelsteinhausenberger",
}


def foreign(text: str) -> str:
    """Returns a text as it stands in a language that nobody speaks."""
    return f"«{text}»"


@pytest.fixture(scope="module")
def foreign_words(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """A catalogue in which every word is translated."""
    catalog = catalogue.gather("eo")
    for message in catalogue.words(catalog):
        said = tuple(map(foreign, catalogue.forms(message.id)))
        message.string = said if message.pluralizable else said[0]
    return catalog


@pytest.fixture
def abroad(qapp: QApplication, dressed: Theme, foreign_words: Catalog, tmp_path: Path) -> Iterator[Theme]:
    """An application that speaks that language."""
    (tmp_path / "eo.mo").write_bytes(catalogue.compiled(foreign_words))
    language.speak_by(phrases.read(tmp_path / "eo.mo"), "eo")
    translations.speak(qapp)
    yield dressed
    translations.remove(qapp)
    language.speak_by(None)


def words_of(widget: QWidget) -> Iterator[str]:
    """Gives every text of a widget that a person sees or hears."""
    for part in (widget, *widget.findChildren(QWidget)):
        if not part.objectName().startswith("qt_"):
            yield from (part.accessibleName(), part.toolTip(), part.windowTitle())
            if isinstance(part, QLabel | QAbstractButton):
                yield part.text()
    for action in widget.findChildren(QAction):
        yield from (action.text(), action.toolTip())


@pytest.mark.parametrize(
    "name", ["form", "form-new-contact", "list-fetching", "list-members", "bars-long", "pick-nothing"]
)
def test_nothing_english_is_left_abroad(abroad: Theme, qtbot: QtBot, name: str) -> None:
    assert abroad
    make, _ = gallery.EXHIBITS[name]
    widget = make()
    qtbot.addWidget(widget)
    english = {text for text in words_of(widget) if any(map(str.isalpha, text)) and "«" not in text} - DATA
    assert {text for text in english if "…" not in text} <= GIVEN[name]


# What the gallery itself has put there, as a page does with its titles and columns, and Qt's own words.
GIVEN = {
    "form": set[str](),
    "form-new-contact": set[str](),
    "list-fetching": {"Households", "My Households", "All Households", "Show: My Households",
                      "You have no households yet. Begin with the first one."},
    "list-members": {"Contacts"},
    "bars-long": {"Screens", f"Household: {samples.LONG_NAME}", "Scroll Left", "Scroll Right"},
    "pick-nothing": set[str](),
}  # fmt: skip


def test_a_language_is_found_by_its_name(qapp: QApplication) -> None:
    before = QLocale()
    assert translations.install(qapp, "de_AT") == "de"
    assert QApplication.translate("Actions", "New Record") == "Neuer Datensatz"
    assert QLocale().name() == "de_AT"
    # What a library of Qt's says comes from Qt's own catalogue.
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    translations.install(qapp, "eo")
    assert language.spoken() == "en"
    assert QApplication.translate("Actions", "New Record") == "New Record"
    QLocale.setDefault(before)


def translated_expressions(source: Path) -> Iterator[ast.expr]:
    """Gives what a module hands to ``tr`` and ``translate``."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "tr" and node.args:
                yield node.args[0]
            elif name == "translate" and len(node.args) == 2:
                yield node.args[1]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(extraction.ROOT)))
def test_no_text_is_put_together_before_it_is_translated(source: Path) -> None:
    put_together = [
        each for each in translated_expressions(source) if isinstance(each, ast.JoinedStr | ast.BinOp)
    ]
    assert [ast.unparse(each) for each in put_together] == []
