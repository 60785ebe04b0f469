"""What a reply changed stands under the form, conflicts first, each with its way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import theme
from desktop.views.write_back_card import WriteBackCard, WriteBackRow
from tests.views.conftest import PutUp

CATEGORY = WriteBackRow("category", "Category", "Silver", "Gold")
PHONE = WriteBackRow("phone_number", "Phone", "018-1", "+46 18 1", conflict=True)


@pytest.fixture
def card(put_up: PutUp) -> WriteBackCard:
    window = QWidget()
    column = QVBoxLayout(window)
    made = WriteBackCard()
    column.addWidget(made)
    column.addStretch(1)
    window.resize(900, 400)
    put_up(window)
    return made


def test_it_is_not_there_while_there_is_nothing_to_say(card: WriteBackCard) -> None:
    assert card.isHidden()
    card.show_rows([])
    assert card.isHidden()


def test_conflicts_come_first(card: WriteBackCard) -> None:
    card.show_rows([CATEGORY, PHONE])
    assert card.rows() == (PHONE, CATEGORY)
    assert card.title() == "Changed here and there: 1. Changed by the external system: 1"


def test_it_slides_in_and_stands(card: WriteBackCard, qtbot: QtBot) -> None:
    card.show_rows([CATEGORY])
    qtbot.waitUntil(lambda: card.height() >= card.sizeHint().height())
    assert card.isVisible()


def test_each_change_can_be_undone(card: WriteBackCard, qtbot: QtBot) -> None:
    card.show_rows([CATEGORY])
    button = card.button("category")
    assert button.accessibleName() == "Undo: Category"
    with qtbot.waitSignal(card.undo_requested) as undone:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone.args == ["category"]


def test_a_conflict_offers_both_values(card: WriteBackCard, qtbot: QtBot) -> None:
    card.show_rows([PHONE])
    with qtbot.waitSignal(card.keep_requested) as kept:
        qtbot.mouseClick(card.button("phone_number", "keep"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(card.take_requested) as taken:
        qtbot.mouseClick(card.button("phone_number", "take"), Qt.MouseButton.LeftButton)
    assert kept.args == taken.args == ["phone_number"]


def test_what_was_undone_leaves_the_card(card: WriteBackCard) -> None:
    card.show_rows([CATEGORY, PHONE])
    card.show_rows([PHONE])
    with pytest.raises(LookupError):
        card.button("category")
    assert card.isVisible()


def test_it_stays_through_another_scheme(card: WriteBackCard, dressed: theme.Theme) -> None:
    card.show_rows([CATEGORY])
    dressed.wear(theme.Scheme.DARK)
    assert card.button("category").isVisible()


def test_esc_closes_it(card: WriteBackCard, qtbot: QtBot) -> None:
    card.show_rows([CATEGORY])
    with qtbot.waitSignal(card.closed):
        qtbot.keyClick(card.button("category"), Qt.Key.Key_Escape)
    assert card.isHidden()
    assert card.rows() == ()


def test_many_changes_do_not_push_the_fields_away(card: WriteBackCard) -> None:
    card.show_rows([WriteBackRow(str(n), f"Field {n}", "a", "b") for n in range(30)])
    assert card.sizeHint().height() < 200
