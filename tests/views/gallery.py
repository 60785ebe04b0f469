"""Every part of the window in each of its conditions, to be looked at in all schemes and densities."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.errors import InvalidValue
from desktop.fields import CONTACT, HOUSEHOLD
from desktop.models.columns import column
from desktop.models.pick_rows import PickRow
from desktop.store.types import Sync, SyncState
from desktop.views import theme
from desktop.views.actions import Act
from desktop.views.drop_down import DropDown
from desktop.views.form import FormApplet, FormLayout
from desktop.views.line_mark import LineMark
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageBar, MessageKind, WayOut
from desktop.views.pick_dialog import AddContactsDialog, PickQuery
from desktop.views.tabs import Tabs
from desktop.views.thread_bar import ThreadBar
from desktop.views.tokens import TOKENS
from desktop.views.write_back_card import WriteBackRow
from tests.views import samples

SYNCHRONIZED = Sync(SyncState.SYNCHRONIZED, last_sent="2025-02-14T09:42:00")


def household_list(rows: int = 60, fetched: int | None = None) -> ListApplet:
    """Makes the list of households with that many rows."""
    applet = ListApplet("households", samples.HOUSEHOLD_COLUMNS)
    visibility = DropDown("households.visibility", "Show")
    visibility.set_choices({"mine": "My Households", "all": "All Households"})
    applet.add_beside_title(visibility)
    new = applet.actions_of_record[Act.NEW]
    applet.set_empty_state("household", "You have no households yet. Begin with the first one.", new)
    model = samples.SampleRows(samples.HOUSEHOLD_COLUMNS, samples.households(rows), fetched)
    model.setParent(applet)
    applet.set_model(model)
    applet.set_title("Households")
    applet.table.show_sorted("household_name", descending=False)
    return applet


def member_list() -> ListApplet:
    """Makes the list of a household's members, which is edited in place."""
    applet = ListApplet(
        "household_contacts",
        samples.MEMBER_COLUMNS,
        acts=(Act.UPDATE, Act.NEW, Act.ADD, Act.DELETE),
        buttons=(Act.ADD, Act.NEW),
        pick_lists=samples.pick_lists,
    )
    model = samples.SampleRows(samples.MEMBER_COLUMNS, samples.members())
    model.setParent(applet)
    applet.set_model(model)
    applet.set_title("Contacts")
    return applet


def household_form() -> FormApplet:
    """Makes the form of a household, at rest."""
    form = FormApplet(HOUSEHOLD, samples.LAYOUT, samples.pick_lists)
    form.set_record(samples.OKAFOR, shown=samples.HEAD, sync=SYNCHRONIZED)
    return form


def extreme_form() -> FormApplet:
    """Makes the form of a household whose values are as long as may be."""
    form = household_form()
    form.set_record(samples.EXTREME, shown={"head_of_household": samples.LONG_NAME}, sync=SYNCHRONIZED)
    return form


def form_with_everything() -> FormApplet:
    """Makes a form with problems, a message, unsaved changes and a reply's changes."""
    form = household_form()
    form.editor("phone_number").set_value("12 !!")
    form.show_errors(
        HOUSEHOLD["phone_number"].refuse("type", "must be a phone number"),
        InvalidValue("category", "list", "must be one of Platinum, Gold, Silver or Standard"),
    )
    form.message_bar.show_message(
        MessageKind.WARNING,
        "The external system does not answer. Your change is kept here and leaves by itself.",
        WayOut("Try now", form.setFocus),
    )
    form.write_back_card.show_rows(
        [
            WriteBackRow("category", "Category", "Silver", "Gold"),
            WriteBackRow("phone_number", "Phone", "018-123 45 67", "+46 18 123 45 67", conflict=True),
            WriteBackRow("revenue", "Revenue", "", samples.LONG_NAME),
        ]
    )
    return form


def contact_form() -> FormApplet:
    """Makes the form of a new contact with all its fields."""
    layout = FormLayout(
        shown=("last_name", "first_name", "middle_name", "personal_title", "birth_date", "email_address"),
        title=("first_name", "last_name"),
    )
    form = FormApplet(CONTACT, layout, samples.pick_lists)
    form.new_record()
    form.show_all_fields(shown=True)
    return form


def messages() -> QWidget:
    """Makes one message bar of each kind, one of them with a long sentence."""
    whole = QWidget()
    column_of_bars = QVBoxLayout(whole)
    for kind in MessageKind:
        bar = MessageBar(whole)
        bar.show_message(kind, f"This is how {kind.value} is said.", WayOut("Do this", whole.update))
        column_of_bars.addWidget(bar)
    question = MessageBar(whole)
    long = f"Delete {samples.LONG_NAME}? What it held stays in the journal. " * 3
    question.ask(long, WayOut("Delete", whole.update, danger=True), WayOut("Keep", whole.update))
    column_of_bars.addWidget(question)
    column_of_bars.addStretch(1)
    return whole


def pick_dialog(found: int = 12) -> AddContactsDialog:
    """Makes the dialog that adds contacts, with what it found."""
    columns = (
        column(CONTACT["last_name"], width=220),
        column(CONTACT["first_name"], width=160),
        column(CONTACT["birth_date"], width=110),
        column(CONTACT["home_phone"], width=160),
    )
    dialog = AddContactsDialog(columns, {"last_name": "Last Name", "first_name": "First Name"})
    names = [row[0] for row in samples.households(found)]
    rows = [PickRow(str(at), (name, "Amara", "14/02/1985", "+46 18 1")) for at, name in enumerate(names)]
    dialog.search()
    dialog.show_rows(PickQuery(1, "last_name", "" if found else "Zw"), rows)
    return dialog


def bars(entries: tuple[str, ...], *, online: bool | None = True, waiting: int = 3) -> QWidget:
    """Makes the top of the window: screen tabs and the thread bar with the mark of the line."""
    tabs = Tabs("screen_tabs", "Screens")
    for key, icon in (("Households", "household"), ("Contacts", "contact"), ("Outbox", "outbox")):
        tabs.add(key, key, icon)
    tabs.show_count("Outbox", waiting)
    thread, mark = ThreadBar(), LineMark()
    mark.show_line(online=online, waiting=waiting)
    thread.add_at_end(mark)
    thread.show_entries(entries, can_go_back=True, can_go_forward=False)
    return _stack(tabs, thread, spacing=0)


def _stack(*parts: QWidget, spacing: int = 8) -> QWidget:
    whole = QWidget()
    column_of_parts = QVBoxLayout(whole)
    column_of_parts.setContentsMargins(*(8 if spacing else 0,) * 4)
    column_of_parts.setSpacing(spacing)
    for part in parts:
        column_of_parts.addWidget(part)
    return whole


EXHIBITS: dict[str, tuple[Callable[[], QWidget], QSize]] = {
    "form": (household_form, QSize(1350, 300)),
    "form-extreme": (extreme_form, QSize(1350, 300)),
    "form-narrow": (extreme_form, QSize(520, 600)),
    "form-everything": (form_with_everything, QSize(1350, 500)),
    "form-new-contact": (contact_form, QSize(1350, 900)),
    "list-empty": (lambda: household_list(0), QSize(1350, 300)),
    "list-three": (lambda: household_list(3), QSize(1350, 300)),
    "list-fetching": (lambda: household_list(412_006, fetched=5), QSize(1350, 420)),
    "list-members": (member_list, QSize(1350, 220)),
    "messages": (messages, QSize(1000, 340)),
    "pick": (pick_dialog, QSize(760, 480)),
    "pick-nothing": (lambda: pick_dialog(0), QSize(760, 480)),
    "bars-long": (lambda: bars(tuple(f"Household: {samples.LONG_NAME}" for _ in range(6))), QSize(900, 90)),
}


@contextmanager
def shown(name: str) -> Iterator[QWidget]:
    """Shows one exhibit in the look that is worn now, and takes it away."""
    make, size = EXHIBITS[name]
    widget = make()
    widget.resize(size)
    widget.show()
    QApplication.processEvents()
    yield widget
    widget.close()
    widget.deleteLater()
    # Nothing is deleted later without an event loop, and each theme dresses all there is.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def photograph(exhibit: QWidget, name: str, folder: Path) -> QImage:
    """Takes a picture of an exhibit, and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = exhibit.grab().toImage()
    picture.save(str(folder / f"{name}.png"))
    return picture


def main(folder: str, *wanted: str) -> None:
    """Photographs exhibits, all or those named: ``python -m tests.views.gallery FOLDER [SCHEME|NAME …]``."""
    app = QApplication([])
    QLocale.setDefault(QLocale("en_GB"))
    for scheme in [scheme for scheme in TOKENS if scheme.value in wanted] or list(TOKENS):
        theme.apply(app, scheme)
        for name in [name for name in EXHIBITS if name in wanted] or EXHIBITS:
            with shown(name) as exhibit:
                photograph(exhibit, name, Path(folder) / scheme.value)


if __name__ == "__main__":
    main(*sys.argv[1:])
