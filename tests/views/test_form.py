"""A form shows a record, knows what was typed, marks what is wrong, and leaves saving to others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.errors import InvalidValue
from desktop.fields import HOUSEHOLD
from desktop.store.types import Sync, SyncState
from desktop.views.actions import Act
from desktop.views.editors import Choices, PickEditor
from desktop.views.editors.choices import ListEditor
from desktop.views.form import FormApplet
from tests.views import samples
from tests.views.conftest import PutUp

WIDE, NARROW = (1350, 400), (500, 400)


@pytest.fixture
def form(put_up: PutUp) -> FormApplet:
    """A household in a form, in an active window."""
    form = FormApplet(HOUSEHOLD, samples.LAYOUT, samples.pick_lists)
    form.resize(*WIDE)
    form.set_record(samples.OKAFOR, shown=samples.HEAD, sync=Sync(SyncState.SYNCHRONIZED))
    put_up(form)
    return form


def retype(qtbot: QtBot, form: FormApplet, name: str, text: str) -> None:
    """Goes to a field and types over what is there."""
    form.focus_field(name)
    field = form.editor(name).as_widget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    if text:
        qtbot.keyClicks(field, text)
    else:
        qtbot.keyClick(field, Qt.Key.Key_Delete)


def test_the_title_row_names_the_record_and_its_standing(form: FormApplet) -> None:
    assert form.title.text() == "Okafor-Lindqvist"
    assert form.subtitle.text() == "7-4QX2M"
    assert form.sync_mark.text() == "Synchronized"
    assert form.accessibleName() == "Okafor-Lindqvist"


def test_a_record_as_it_was_read_needs_no_saving(form: FormApplet) -> None:
    assert not form.is_dirty()
    assert form.changed_values() == {}
    assert not form.actions_of_record[Act.SAVE].isEnabled()
    assert not form.actions_of_record[Act.UNDO].isEnabled()


def test_typing_makes_something_to_save(form: FormApplet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.dirty_changed):
        retype(qtbot, form, "household_size", "5")
    assert form.changed_values() == {"household_size": 5}
    assert form.actions_of_record[Act.SAVE].isEnabled()
    assert form.unsaved_mark.isVisible()


def test_typing_it_back_leaves_nothing_to_save(form: FormApplet, qtbot: QtBot) -> None:
    retype(qtbot, form, "household_size", "5")
    retype(qtbot, form, "household_size", "4")
    assert not form.is_dirty()
    assert form.changed_values() == {}


def test_an_amount_written_another_way_is_no_change(form: FormApplet, qtbot: QtBot) -> None:
    retype(qtbot, form, "income", "68,250.500")
    assert form.changed_values() == {}


def test_an_emptied_field_is_saved_as_nothing(form: FormApplet, qtbot: QtBot) -> None:
    retype(qtbot, form, "phone_number", "")
    assert form.changed_values() == {"phone_number": None}


def test_what_is_wrong_is_marked_and_gone_to(form: FormApplet, qtbot: QtBot) -> None:
    retype(qtbot, form, "household_name", "")
    retype(qtbot, form, "phone_number", "12 !!")
    with pytest.raises(InvalidValue) as caught:
        form.changed_values()
    assert caught.value.field == "household_name"
    assert form.problem("household_name") == "Fill this in."
    assert form.problem("phone_number").startswith("A phone number is needed")
    assert form.editor("household_name").as_widget().hasFocus()


def test_an_error_of_the_store_stands_at_its_field(form: FormApplet) -> None:
    form.show_errors(InvalidValue("category", "list", "must be one of Gold, Silver"))
    assert form.problem("category") == "Must be one of Gold, Silver."
    assert form.editor("category").as_widget().hasFocus()


def test_an_error_about_no_field_stands_above_them(form: FormApplet) -> None:
    form.show_errors(InvalidValue("date_exited_household", "dates", "lies before the entry", label="Exited"))
    assert form.message_bar.text() == "Exited: lies before the entry"


def test_another_record_takes_marks_and_messages_away(form: FormApplet) -> None:
    form.show_errors(InvalidValue("category", "list", "must be another"), InvalidValue("x", "y", "z"))
    form.set_record(samples.EXTREME)
    assert form.problem("category") == ""
    assert not form.message_bar.isVisible()


def test_news_from_outside_leave_alone_what_is_being_typed(form: FormApplet, qtbot: QtBot) -> None:
    retype(qtbot, form, "phone_number", "018123456")
    form.refresh({**samples.OKAFOR, "phone_number": "+4618999", "category": "Platinum"}, shown=samples.HEAD)
    assert form.editor("category").value() == "Platinum"
    assert form.editor("phone_number").value() == "018123456"
    assert form.changed_values() == {"phone_number": "018123456"}


# --- New records ----------------------------------------------------------------------------------------


def test_a_new_record_has_its_defaults_and_the_cursor_in_its_first_field(form: FormApplet) -> None:
    form.new_record({"category": "Gold"})
    assert form.is_new()
    assert form.is_dirty()
    assert not form.has_input()
    assert form.title.text() == "New Household"
    assert form.editor("status").value() == "Active"
    assert form.editor("household_name").as_widget().hasFocus()


def test_a_new_record_is_not_saved_without_what_is_required(form: FormApplet) -> None:
    form.new_record()
    with pytest.raises(InvalidValue, match="household_name: is required"):
        form.changed_values()
    assert form.problem("household_name") == "Fill this in."


def test_a_new_record_gives_all_it_holds(form: FormApplet, qtbot: QtBot) -> None:
    form.new_record()
    retype(qtbot, form, "household_name", "Ng")
    assert form.has_input()
    assert form.changed_values() == {"household_name": "Ng", "status": "Active"}


# --- Fields ---------------------------------------------------------------------------------------------


def test_every_field_of_the_component_is_there_or_left_out(form: FormApplet) -> None:
    for field in HOUSEHOLD:
        if field.name not in samples.LAYOUT.left_out:
            assert form.editor(field.name).field is field


def test_a_field_that_is_not_among_the_few_appears_under_more(form: FormApplet) -> None:
    fax = form.editor("fax_number").as_widget()
    assert not fax.isVisible()
    form.actions_of_record[Act.MORE].trigger()
    assert fax.isVisible()


def test_going_to_a_hidden_field_shows_it(form: FormApplet) -> None:
    form.focus_field("fax_number")
    assert form.editor("fax_number").as_widget().hasFocus()
    assert form.actions_of_record[Act.MORE].isChecked()


def test_the_columns_follow_the_width(form: FormApplet, qtbot: QtBot) -> None:
    name, kind = form.editor("household_name").as_widget(), form.editor("status").as_widget()
    assert name.mapToGlobal(name.rect().topLeft()).y() == kind.mapToGlobal(kind.rect().topLeft()).y()
    form.resize(*NARROW)
    qtbot.waitUntil(
        lambda: kind.mapToGlobal(kind.rect().topLeft()).y() > name.mapToGlobal(name.rect().bottomLeft()).y()
    )


def test_the_tab_key_follows_the_reading_order(form: FormApplet, qtbot: QtBot) -> None:
    form.focus_field("household_name")
    visited = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(focused.objectName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert visited == [f"field.{name}" for name in samples.LAYOUT.shown[:5]]


def label_over(form: FormApplet, name: str) -> str:
    """Returns the label that belongs to a field."""
    editor = form.editor(name).as_widget()
    return next(label.text() for label in form.findChildren(QLabel) if label.buddy() is editor)


def test_an_amount_says_in_which_currency_it_is(form: FormApplet) -> None:
    assert label_over(form, "income") == "Income (SEK)"
    form.set_record({**samples.OKAFOR, "currency_code": None})
    assert label_over(form, "income") == "Income"


def test_a_value_that_an_administrator_adds_is_offered_at_once(
    form: FormApplet, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = Choices(("Gold", "Platinum", "Diamond"), bounded=True)
    monkeypatch.setitem(samples.LISTS, "HOUSEHOLD_CATEGORY", more)
    form.refresh_pick_lists()
    category = form.editor("category")
    assert isinstance(category, ListEditor)
    assert category.findText("Diamond") >= 0
    assert category.currentText() == "Gold"
    assert not form.is_dirty()


def test_a_picked_field_asks_its_owner(form: FormApplet, qtbot: QtBot) -> None:
    head = form.editor("head_of_household")
    assert isinstance(head, PickEditor)
    with qtbot.waitSignal(form.pick_requested) as asked:
        head.ask()
    assert asked.args == ["head_of_household"]
    form.pick("head_of_household", "1-9", "Lindqvist, Jonas")
    assert form.changed_values() == {"head_of_household": "1-9"}
    assert head.text() == "Lindqvist, Jonas"


def test_a_record_that_may_only_be_read_is_not_typed_into(form: FormApplet, qtbot: QtBot) -> None:
    form.set_read_only(True)
    retype(qtbot, form, "household_name", "Ng")
    assert not form.is_dirty()
    form.set_read_only(False)
    retype(qtbot, form, "household_name", "Ng")
    assert form.is_dirty()


def test_a_field_tells_when_it_was_left(form: FormApplet, qtbot: QtBot) -> None:
    form.focus_field("household_name")
    with qtbot.waitSignal(form.field_left) as left:
        form.focus_field("household_size")
    assert left.args == ["household_name"]


# --- Keys -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["household_name", "segment", "type", "head_of_household"])
@pytest.mark.parametrize(
    ("act", "key"), [(Act.UNDO, Qt.Key.Key_U), (Act.SAVE, Qt.Key.Key_S), (Act.DELETE, Qt.Key.Key_D)]
)
def test_the_records_keys_work_from_inside_a_field(
    form: FormApplet, qtbot: QtBot, name: str, act: Act, key: Qt.Key
) -> None:
    retype(qtbot, form, "household_size", "5")
    form.focus_field(name)
    focused = QApplication.focusWidget()
    assert focused is not None
    with qtbot.waitSignal(form.actions_of_record[act].triggered):
        qtbot.keyClick(focused, key, Qt.KeyboardModifier.ControlModifier)


def test_esc_closes_the_message_first_and_steps_back_then(form: FormApplet, qtbot: QtBot) -> None:
    form.focus_field("household_name")
    focused = form.editor("household_name").as_widget()
    form.show_errors(InvalidValue("x", "y", "z"))
    with qtbot.assertNotEmitted(form.stepped_back):
        qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert not form.message_bar.isVisible()
    with qtbot.waitSignal(form.stepped_back):
        qtbot.keyClick(focused, Qt.Key.Key_Escape)


@pytest.mark.parametrize("name", ["household_name", "segment", "type"])
def test_the_menu_key_opens_the_applets_menu_from_a_field(form: FormApplet, qtbot: QtBot, name: str) -> None:
    form.focus_field(name)
    focused = QApplication.focusWidget()
    assert focused is not None
    here = focused.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, here, focused.mapToGlobal(here))
    QApplication.sendEvent(focused, event)
    qtbot.waitUntil(form.menu.isVisible)
    form.menu.close()
