"""The strips around a screen: thread bar, tabs, the mark of the line, drop-downs, messages, sync marks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.store.types import Sync, SyncState
from desktop.views.actions import Act, ActionSet
from desktop.views.drop_down import DropDown
from desktop.views.line_mark import LineMark
from desktop.views.message_bar import MessageBar, MessageKind, WayOut
from desktop.views.sync_mark import LOOKS, SyncMark
from desktop.views.tabs import Tabs
from desktop.views.thread_bar import ThreadBar
from tests.views import samples
from tests.views.conftest import PutUp

THREAD = ("Household: Okafor-Lindqvist", "Contact: Okafor", "Activity: Call")
LONG = tuple(f"Household: {samples.LONG_NAME} {number}" for number in range(6))


# --- Thread bar -----------------------------------------------------------------------------------------


@pytest.fixture
def thread_bar(put_up: PutUp) -> ThreadBar:
    bar = ThreadBar()
    bar.resize(1300, 40)
    put_up(bar)
    bar.show_entries(THREAD, can_go_back=True, can_go_forward=False)
    return bar


def entry(bar: ThreadBar, number: int) -> QToolButton:
    found = bar.entry(number)
    assert found is not None
    return found


def test_an_entry_of_the_thread_can_be_clicked(thread_bar: ThreadBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(thread_bar.entry_chosen) as chosen:
        qtbot.mouseClick(entry(thread_bar, 0), Qt.MouseButton.LeftButton)
    assert chosen.args == [0]


def test_an_entry_of_the_thread_can_be_reached_by_keyboard(thread_bar: ThreadBar, qtbot: QtBot) -> None:
    first = entry(thread_bar, 1)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(thread_bar.entry_chosen):
        qtbot.keyClick(first, Qt.Key.Key_Space)


def test_the_last_entry_says_that_one_is_there(thread_bar: ThreadBar) -> None:
    assert entry(thread_bar, 2).accessibleName() == "You are here: Activity: Call"


def test_the_way_back_is_offered_when_there_is_one(thread_bar: ThreadBar, qtbot: QtBot) -> None:
    back = thread_bar.findChild(QToolButton, "thread_bar.back")
    forward = thread_bar.findChild(QToolButton, "thread_bar.forward")
    assert back is not None
    assert forward is not None
    assert not forward.isEnabled()
    with qtbot.waitSignal(thread_bar.back_requested):
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)


def test_a_long_thread_keeps_its_ends_and_puts_the_rest_into_a_menu(
    thread_bar: ThreadBar, qtbot: QtBot
) -> None:
    thread_bar.resize(900, 40)
    thread_bar.show_entries(LONG, can_go_back=True, can_go_forward=True)
    more = thread_bar.findChild(QToolButton, "thread_bar.more")
    assert more is not None
    assert [action.text() for action in more.menu().actions()] == list(LONG[1:-1])
    assert thread_bar.entry(2) is None
    with qtbot.waitSignal(thread_bar.entry_chosen) as chosen:
        more.menu().actions()[1].trigger()
    assert chosen.args == [2]
    last = entry(thread_bar, 5)
    assert last.geometry().right() <= thread_bar.width()


def test_a_cut_entry_is_whole_in_its_tooltip(thread_bar: ThreadBar) -> None:
    thread_bar.show_entries(LONG[:2], can_go_back=False, can_go_forward=False)
    thread_bar.resize(500, 40)
    assert "…" in entry(thread_bar, 0).text()
    assert entry(thread_bar, 0).toolTip() == LONG[0]


# --- Tabs -----------------------------------------------------------------------------------------------


@pytest.fixture
def tabs(put_up: PutUp) -> Tabs:
    tabs = Tabs("screen_tabs", "Screens")
    for key in ("households", "contacts", "outbox"):
        tabs.add(key, key.title())
    put_up(tabs)
    return tabs


def test_a_chosen_tab_is_told_and_a_set_one_is_not(tabs: Tabs, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(tabs.chosen):
        tabs.set_current("contacts")
    assert tabs.current() == "contacts"
    with qtbot.waitSignal(tabs.chosen) as chosen:
        qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(2).center())
    assert chosen.args == ["outbox"]


def test_tabs_are_chosen_by_keyboard(tabs: Tabs, qtbot: QtBot) -> None:
    tabs.setFocus()
    with qtbot.waitSignal(tabs.chosen) as chosen:
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert chosen.args == ["contacts"]


def test_a_tab_says_how_many_there_are(tabs: Tabs) -> None:
    tabs.show_count("outbox", 1200)
    assert tabs.tabText(2) == "Outbox (1,200)"
    tabs.show_count("outbox", None)
    assert tabs.tabText(2) == "Outbox"


def test_the_wheel_leaves_no_record(tabs: Tabs) -> None:
    here, turn = QPointF(5, 5), QPoint(0, -120)
    wheel = QWheelEvent(
        here, here, QPoint(), turn, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(tabs, wheel)
    assert tabs.current() == "households"


# --- Line, drop-down -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("online", "waiting", "word"),
    [(True, 3, "Online · 3 queued"), (False, 0, "Offline"), (None, 0, "Not tried yet")],
)
@pytest.mark.usefixtures("dressed")
def test_the_line_is_said_and_not_only_coloured(
    qtbot: QtBot, online: bool | None, waiting: int, word: str
) -> None:
    mark = LineMark()
    qtbot.addWidget(mark)
    mark.show_line(online=online, waiting=waiting)
    assert mark.text() == mark.accessibleName() == word
    assert mark.accessibleDescription() == mark.toolTip()
    assert not mark.icon().isNull()


def test_a_drop_down_tells_what_was_taken(put_up: PutUp, qtbot: QtBot) -> None:
    drop = DropDown("visibility", "Show")
    drop.set_choices({"mine": "My Households", "all": "All Households"})
    put_up(drop)
    assert drop.current() == "mine"
    with qtbot.waitSignal(drop.chosen) as chosen:
        drop.menu().actions()[1].trigger()
    assert chosen.args == ["all"]
    assert drop.text() == "All Households"
    assert drop.accessibleName() == "Show: All Households"


# --- Messages -------------------------------------------------------------------------------------------


@pytest.fixture
def bar(put_up: PutUp) -> MessageBar:
    window = QWidget()
    column = QVBoxLayout(window)
    bar = MessageBar()
    column.addWidget(bar)
    put_up(window)
    return bar


def test_a_message_is_said_with_its_way_out(bar: MessageBar, qtbot: QtBot) -> None:
    done: list[str] = []
    bar.show_message(MessageKind.ERROR, "The line is down.", WayOut("Try now", lambda: done.append("tried")))
    assert bar.isVisible()
    assert bar.text() == bar.accessibleName() == "The line is down."
    qtbot.mouseClick(bar.buttons()[0], Qt.MouseButton.LeftButton)
    assert done == ["tried"]


def test_another_message_takes_the_place_of_the_first(bar: MessageBar) -> None:
    bar.show_message(MessageKind.INFO, "One.", WayOut("One", bar.clear))
    bar.show_message(MessageKind.INFO, "Two.")
    assert bar.text() == "Two."
    assert bar.buttons() == []


def test_a_message_may_clear_itself_by_its_own_button(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_message(MessageKind.INFO, "One.", WayOut("Enough", bar.clear))
    qtbot.mouseClick(bar.buttons()[0], Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_a_question_leaves_the_keyboard_at_the_safe_answer(bar: MessageBar, qtbot: QtBot) -> None:
    deleted: list[bool] = []
    bar.ask(
        "Delete it?", WayOut("Delete", lambda: deleted.append(True), danger=True), WayOut("Keep", bar.clear)
    )
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Keep"
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    assert not bar.isVisible()
    assert deleted == []


def test_the_keyboard_goes_back_to_where_a_question_took_it_from(put_up: PutUp, qtbot: QtBot) -> None:
    window, field, bar = QWidget(), QLineEdit(), MessageBar()
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(bar)
    put_up(window)
    field.setFocus()
    bar.ask("Delete it?", WayOut("Keep", bar.clear))
    assert bar.buttons()[0].hasFocus()
    qtbot.keyClick(bar.buttons()[0], Qt.Key.Key_Space)
    assert field.hasFocus()


def test_esc_closes_a_question_unanswered(bar: MessageBar, qtbot: QtBot) -> None:
    bar.ask("Delete it?", WayOut("Keep", bar.clear))
    with qtbot.waitSignal(bar.closed):
        qtbot.keyClick(bar.buttons()[0], Qt.Key.Key_Escape)
    assert not bar.isVisible()


# --- Sync marks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", SyncState)
@pytest.mark.usefixtures("dressed")
def test_a_standing_is_icon_word_and_colour(qtbot: QtBot, state: SyncState) -> None:
    mark = SyncMark()
    qtbot.addWidget(mark)
    mark.show_sync(Sync(state, last_sent="2025-02-14T09:42:00", last_error="Unknown there."))
    assert mark.text()
    assert mark.accessibleName() == mark.text()
    assert mark.accessibleDescription() == mark.toolTip() != ""
    assert LOOKS[state].icon


def test_no_two_standings_look_alike() -> None:
    assert len({look.icon for look in LOOKS.values()}) == len(SyncState)


@pytest.mark.usefixtures("dressed")
def test_a_new_record_has_no_standing(qtbot: QtBot) -> None:
    mark = SyncMark()
    qtbot.addWidget(mark)
    mark.show_sync(Sync(SyncState.QUEUED))
    mark.show_sync(None)
    assert mark.isHidden()


# --- Actions --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("dressed")
def test_no_two_actions_share_a_key(qtbot: QtBot) -> None:
    owner = Tabs("owner", "Owner")
    qtbot.addWidget(owner)
    actions = ActionSet(owner, "action.test", Act)
    keys = [actions[act].shortcut().toString() for act in Act]
    assert all(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.usefixtures("dressed")
def test_an_action_says_its_key_and_has_an_icon(qtbot: QtBot) -> None:
    owner = Tabs("owner", "Owner")
    qtbot.addWidget(owner)
    update = ActionSet(owner, "action.test", Act)[Act.UPDATE]
    assert update.toolTip() == "Update External System (F9)"
    assert update.objectName() == "action.test.update_external_system"
    assert not update.icon().isNull()


@pytest.mark.usefixtures("dressed")
def test_actions_are_switched_by_name(qtbot: QtBot) -> None:
    owner = Tabs("owner", "Owner")
    qtbot.addWidget(owner)
    actions = ActionSet(owner, "action.test", (Act.SAVE, Act.UNDO))
    actions.enable(save=False, undo=True, delete=True)
    assert not actions[Act.SAVE].isEnabled()
    assert actions[Act.UNDO].isEnabled()
    assert Act.DELETE not in actions
