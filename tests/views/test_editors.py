"""Each kind of field has an editor that gives back what it was given and refuses what the field refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDesktopServices, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop import language
from desktop.errors import InvalidValue
from desktop.fields import ACTIVITY, CONTACT, HOUSEHOLD, Field
from desktop.values import Value
from desktop.views.editors import Choices, Editor, PickEditor, make_editor
from desktop.views.editors.choices import FlagEditor, ListEditor, OpenListEditor
from desktop.views.editors.dates import CalendarPopup, DateEditor, DateTimeEditor
from desktop.views.editors.editor import check
from desktop.views.editors.line import LineEditor, ReadOnlyEditor
from desktop.views.editors.note import NoteEditor
from tests.support.platform import Platform
from tests.views.conftest import PutUp

NAME, PHONE, INCOME = HOUSEHOLD["household_name"], HOUSEHOLD["phone_number"], HOUSEHOLD["income"]
BORN, NEVER_CALL, NOTE = CONTACT["birth_date"], CONTACT["suppress_all_calls"], CONTACT["comment"]
TYPE, DUE, HEAD = HOUSEHOLD["type"], ACTIVITY["due"], HOUSEHOLD["head_of_household"]
TYPES = Choices(("Family - Children", "Single"), bounded=True)
OPEN = Choices(("Family - Children", "Single"), bounded=False)


class Desk:
    """An editor in an active window, with another field to go to."""

    def __init__(self, qtbot: QtBot, put_up: PutUp, editor: Editor) -> None:
        self.editor: Any = editor  # each test knows which of the editors it has put up
        self._qtbot = qtbot
        self._window = QWidget()
        self.other = QLineEdit()
        column = QVBoxLayout(self._window)
        column.addWidget(editor.as_widget())
        column.addWidget(self.other)
        put_up(self._window)
        editor.as_widget().setFocus()

    def type(self, text: str) -> None:
        """Types over what is there."""
        self._qtbot.keyClick(self.editor.as_widget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self._qtbot.keyClicks(self.editor.as_widget(), text)

    def leave(self) -> None:
        """Goes to the other field."""
        self.other.setFocus()


DeskFor = Callable[[Editor], Desk]


@pytest.fixture
def desk_for(qtbot: QtBot, put_up: PutUp) -> DeskFor:
    """Puts an editor up and gives its desk."""
    return lambda editor: Desk(qtbot, put_up, editor)


@pytest.mark.parametrize(
    ("field", "choices", "kind"),
    [
        (NAME, None, LineEditor),
        (HOUSEHOLD["household_id"], None, ReadOnlyEditor),
        (HOUSEHOLD["city"], None, ReadOnlyEditor),
        (BORN, None, DateEditor),
        (DUE, None, DateTimeEditor),
        (NEVER_CALL, None, FlagEditor),
        (NOTE, None, NoteEditor),
        (TYPE, TYPES, ListEditor),
        (TYPE, OPEN, OpenListEditor),
    ],
)
@pytest.mark.usefixtures("dressed")
def test_a_field_gets_the_editor_of_its_kind(
    qtbot: QtBot, field: Field, choices: Choices | None, kind: type
) -> None:
    editor = make_editor(field, choices=choices)
    qtbot.addWidget(editor.as_widget())
    assert type(editor) is kind


@pytest.mark.parametrize(
    ("field", "choices", "value"),
    [
        (NAME, None, "Okafor"),
        (NAME, None, None),
        (PHONE, None, "+46181234567"),
        (INCOME, None, "68250.500"),
        (HOUSEHOLD["household_size"], None, 4),
        (BORN, None, "1961-02-14"),
        (DUE, None, "2021-02-14T09:30:07"),
        (NEVER_CALL, None, None),
        (NEVER_CALL, None, True),
        (NOTE, None, "two\nlines"),
        (TYPE, TYPES, "Gone from the list"),
        (TYPE, OPEN, "Anything"),
        (HOUSEHOLD["city"], None, "Uppsala"),
    ],
)
def test_an_untouched_editor_gives_back_exactly_what_it_was_given(
    desk_for: DeskFor, field: Field, choices: Choices | None, value: Value
) -> None:
    desk = desk_for(make_editor(field, choices=choices))
    desk.editor.set_value(value)
    desk.leave()
    assert desk.editor.value() == value
    assert not desk.editor.is_touched()


@pytest.mark.parametrize(
    ("field", "typed", "kept", "shown"),
    [
        (NAME, "  Okafor ", "Okafor", "  Okafor "),
        (PHONE, "+46 18 123 45 67", "+46181234567", "+46 18 123 45 67"),
        (INCOME, "68,250.5", "68250.5", "68,250.5"),
        (BORN, "14.2.61", "1961-02-14", "14/02/1961"),
        (DUE, "14/2/2021 9:30", "2021-02-14T09:30:00", "14/02/2021 09:30"),
        (HOUSEHOLD["household_size"], "1200", 1200, "1,200"),
    ],
)
def test_what_is_typed_is_kept_in_its_form_and_shown_in_the_locales(
    desk_for: DeskFor, field: Field, typed: str, kept: Value, shown: str
) -> None:
    desk = desk_for(make_editor(field))
    desk.type(typed)
    desk.leave()
    assert desk.editor.value() == kept
    assert desk.editor.text() == shown


def test_an_amount_loses_its_grouping_while_it_is_edited(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(INCOME))
    desk.leave()
    desk.editor.set_value("68250.50")
    assert desk.editor.text() == "68,250.50"
    desk.editor.setFocus()
    assert desk.editor.text() == "68250.50"


def test_what_breaks_a_rule_is_said_on_leaving_and_unsaid_when_it_is_right(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(PHONE))
    said: list[str] = []
    desk.editor.problem_changed.connect(said.append)
    desk.type("12 !!")
    assert said == []
    desk.leave()
    assert said == ["A phone number is needed, such as +46 18 123 45 67."]
    assert desk.editor.accessibleDescription() == said[0]
    desk.editor.setFocus()
    desk.type("018123456")
    assert said[-1] == ""
    assert desk.editor.accessibleDescription() == ""


def test_a_wrong_value_stays_as_it_was_typed(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(BORN))
    desk.type("31/02/2021")
    desk.leave()
    assert desk.editor.text() == "31/02/2021"
    with pytest.raises(InvalidValue, match="birth_date"):
        desk.editor.value()


def test_passing_through_an_empty_required_field_says_nothing(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(NAME))
    desk.editor.set_value(None)
    desk.leave()
    assert desk.editor.accessibleDescription() == ""


def test_an_emptied_required_field_is_refused(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(NAME))
    desk.editor.set_value("Okafor")
    desk.editor.clear()
    desk.editor.textEdited.emit("")
    error = check(desk.editor)
    assert error is not None
    assert error.rule == "required"


def test_no_more_can_be_typed_than_the_field_holds(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(NAME))
    desk.type("x" * 60)
    assert len(desk.editor.text()) == 50


@pytest.mark.usefixtures("dressed")
def test_a_required_field_says_so_to_a_screen_reader(qtbot: QtBot) -> None:
    editor = make_editor(NAME).as_widget()
    qtbot.addWidget(editor)
    assert editor.accessibleName() == "Name, required"
    assert editor.objectName() == "field.household_name"


def test_edits_by_hand_are_told_and_others_are_not(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(NAME))
    edits: list[None] = []
    desk.editor.edited.connect(lambda: edits.append(None))
    desk.editor.set_value("Okafor")
    assert edits == []
    desk.type("Ng")
    assert len(edits) == 2


def test_a_long_value_is_shown_from_its_beginning(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(NAME))
    desk.leave()
    desk.editor.resize(120, 28)
    desk.editor.set_value("Wolfeschlegelsteinhausenbergerdorff")
    assert desk.editor.cursorPosition() == 0
    assert desk.editor.toolTip() == "Wolfeschlegelsteinhausenbergerdorff"


# --- Dates ----------------------------------------------------------------------------------------------


def calendar_of(editor: DateEditor) -> CalendarPopup:
    found = editor.findChild(CalendarPopup)
    assert found is not None
    return found


def test_the_calendar_opens_at_the_date_and_picks_another(desk_for: DeskFor, qtbot: QtBot) -> None:
    desk = desk_for(make_editor(BORN))
    desk.editor.set_value("1961-02-14")
    qtbot.keyClick(desk.editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    days = QApplication.focusWidget()
    assert days is not None
    qtbot.keyClick(days, Qt.Key.Key_Right)
    qtbot.keyClick(days, Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(days, Qt.Key.Key_Return)
    assert desk.editor.value() == "1962-02-15"
    assert desk.editor.is_touched()
    assert not calendar_of(desk.editor).isVisible()


def test_esc_closes_the_calendar_and_changes_nothing(desk_for: DeskFor, qtbot: QtBot) -> None:
    desk = desk_for(make_editor(BORN))
    desk.editor.set_value("1961-02-14")
    desk.editor.open_calendar()
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Right)
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert not calendar_of(desk.editor).isVisible()
    assert desk.editor.value() == "1961-02-14"
    assert not desk.editor.is_touched()


def test_the_calendar_leaves_the_time_of_day(desk_for: DeskFor, qtbot: QtBot) -> None:
    desk = desk_for(make_editor(DUE))
    desk.editor.set_value("2021-02-14T09:30:00")
    desk.editor.open_calendar()
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Right)
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert desk.editor.value() == "2021-02-15T09:30:00"


# --- Choices --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("dressed")
def test_a_bounded_list_offers_its_values_and_nothing(qtbot: QtBot) -> None:
    editor = make_editor(TYPE, choices=TYPES)
    qtbot.addWidget(editor.as_widget())
    assert isinstance(editor, ListEditor)
    assert [editor.itemText(at) for at in range(editor.count())] == ["", "Family - Children", "Single"]


def test_typing_chooses_from_a_bounded_list(desk_for: DeskFor, qtbot: QtBot) -> None:
    desk = desk_for(make_editor(TYPE, choices=TYPES))
    qtbot.keyClick(desk.editor, Qt.Key.Key_S)
    assert desk.editor.value() == "Single"
    assert desk.editor.is_touched()


@pytest.mark.parametrize("choices", [TYPES, OPEN])
def test_a_value_is_shown_in_the_language_and_kept_as_it_is(desk_for: DeskFor, choices: Choices) -> None:
    language.speak("de")
    try:
        editor = make_editor(TYPE, choices=choices)
        desk = desk_for(editor)
        assert isinstance(editor, ListEditor)
        editor.set_value("Family - Children")
        assert (editor.currentText(), editor.typed()) == ("Familie - Kinder", "Family - Children")
        desk.type("Alleinstehend")
        assert editor.value() == "Single"
        editor.take_up("Family - Children")
        assert editor.currentText() == "Familie - Kinder"
    finally:
        language.speak("en")


def test_an_open_list_takes_what_it_does_not_offer(desk_for: DeskFor, qtbot: QtBot) -> None:
    desk = desk_for(make_editor(TYPE, choices=OPEN))
    qtbot.keyClicks(desk.editor, "Commune")
    desk.leave()
    assert desk.editor.value() == "Commune"


def test_the_wheel_changes_no_choice(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(TYPE, choices=TYPES))
    desk.editor.set_value("Single")
    here, turn = QPointF(5, 5), QPoint(0, 120)
    wheel = QWheelEvent(
        here, here, QPoint(), turn, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(desk.editor, wheel)
    assert desk.editor.value() == "Single"
    assert not wheel.isAccepted()


@pytest.mark.usefixtures("dressed")
def test_other_choices_leave_the_chosen_one(qtbot: QtBot) -> None:
    editor = make_editor(TYPE, choices=TYPES)
    qtbot.addWidget(editor.as_widget())
    assert isinstance(editor, ListEditor)
    editor.set_value("Single")
    editor.set_choices(Choices(("Commune",), bounded=True))
    assert editor.currentText() == "Single"
    assert editor.value() == "Single"


def test_the_space_bar_turns_a_flag(desk_for: DeskFor, qtbot: QtBot) -> None:
    desk = desk_for(make_editor(NEVER_CALL))
    qtbot.keyClick(desk.editor, Qt.Key.Key_Space)
    assert desk.editor.value() is True
    qtbot.keyClick(desk.editor, Qt.Key.Key_Space)
    assert desk.editor.value() is False


# --- Picks and notes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_F4])
def test_a_pick_field_asks_and_shows_the_name(desk_for: DeskFor, qtbot: QtBot, key: Qt.Key) -> None:
    desk = desk_for(make_editor(HEAD, picked=True))
    assert isinstance(desk.editor, PickEditor)
    with qtbot.waitSignal(desk.editor.pick_requested):
        qtbot.keyClick(desk.editor, key)
    desk.editor.pick("1-2AB", "Okafor, Amara with a name far longer than an id may be")
    assert desk.editor.value() == "1-2AB"
    assert desk.editor.text().startswith("Okafor, Amara with a name far longer")


def test_delete_empties_a_pick_field(desk_for: DeskFor, qtbot: QtBot) -> None:
    desk = desk_for(make_editor(HEAD, picked=True))
    desk.editor.set_value("1-2AB", "Okafor, Amara")
    qtbot.keyClick(desk.editor, Qt.Key.Key_Delete)
    assert desk.editor.value() is None
    assert desk.editor.text() == ""


def test_a_locked_pick_field_asks_for_nothing(desk_for: DeskFor, qtbot: QtBot) -> None:
    desk = desk_for(make_editor(HEAD, picked=True))
    desk.editor.set_value("1-2AB", "Okafor, Amara")
    desk.editor.set_read_only(True)
    with qtbot.assertNotEmitted(desk.editor.pick_requested):
        qtbot.keyClick(desk.editor, Qt.Key.Key_Space)
    qtbot.keyClick(desk.editor, Qt.Key.Key_Delete)
    assert desk.editor.value() == "1-2AB"


def test_tab_leaves_a_note(desk_for: DeskFor, qtbot: QtBot) -> None:
    desk = desk_for(make_editor(NOTE))
    qtbot.keyClicks(desk.editor, "Rings after six")
    qtbot.keyClick(desk.editor, Qt.Key.Key_Tab)
    assert desk.editor.value() == "Rings after six"
    assert desk.other.hasFocus()


def test_a_note_that_is_too_long_is_refused_on_leaving(desk_for: DeskFor) -> None:
    desk = desk_for(make_editor(NOTE))
    desk.editor.setPlainText("x" * 300)
    desk.leave()
    assert desk.editor.accessibleDescription() == "At most 255 characters."


@pytest.mark.parametrize(
    ("name", "typed", "opened"),
    [
        ("home_phone", "+46 18 123 45 67", "tel:+46181234567"),
        ("email_address", "ngozi@example.com", "mailto:ngozi@example.com"),
        ("web_page", "example.com/ngozi", "https://example.com/ngozi"),
    ],
)
def test_what_reaches_someone_is_handed_to_the_platform(
    desk_for: Callable[[Editor], Desk], qtbot: QtBot, name: str, typed: str, opened: str
) -> None:
    """By Ctrl-click and by Alt+Down, and only when it is right."""
    platform = Platform()
    scheme = opened.partition(":")[0]
    QDesktopServices.setUrlHandler(scheme, platform, "open")  # pyright: ignore[reportArgumentType] -- its stub is wrong
    editor = desk_for(make_editor(CONTACT[name])).editor
    qtbot.keyClicks(editor, "x y@z.w")
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert platform.opened == []
    editor.selectAll()
    qtbot.keyClicks(editor, typed)
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.mouseClick(editor, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, QPoint(8, 8))
    qtbot.mouseClick(editor, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    QDesktopServices.unsetUrlHandler(scheme)
    assert platform.opened == [opened, opened]


def test_a_value_is_checked_while_one_types(desk_for: Callable[[Editor], Desk], qtbot: QtBot) -> None:
    editor = desk_for(make_editor(CONTACT["email_address"])).editor
    said: list[str] = []
    editor.problem_changed.connect(said.append)
    qtbot.keyClicks(editor, "ngozi")
    assert said == []
    qtbot.waitUntil(lambda: bool(said), timeout=3000)
    qtbot.keyClicks(editor, "@example.com")
    assert (len(said), said[-1]) == (2, "")
