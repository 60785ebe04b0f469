"""Opens what stands behind a form's fields: the head of household, and the shuttles of several values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QDate, QObject
from PySide6.QtWidgets import QWidget

from desktop import language
from desktop.errors import HearthError
from desktop.fields import RELATED_CONTACT
from desktop.models import picking, saving, sights
from desktop.models.pick_rows import PickRow
from desktop.models.sights import Sight
from desktop.store.types import Child, RecordKind
from desktop.views import picker
from desktop.views.desk import Desk
from desktop.views.form import FormApplet
from desktop.views.message_bar import MessageKind
from desktop.views.pick_dialog import PickDialog, PickQuery

_HEAD = "head_of_household"


class FieldPicks(QObject):
    """The dialogs of one form; ``leave`` saves its record first, for a shuttle changes what is saved."""

    def __init__(
        self,
        form: FormApplet,
        desk: Desk,
        sight: Callable[[], Sight | None],
        leave: Callable[[Callable[[], object]], None],
    ) -> None:
        super().__init__(form)
        self._form = form
        self._desk = desk
        self._sight = sight
        self._leave = leave
        form.pick_requested.connect(self._pick)

    def _pick(self, field: str) -> None:
        sight = self._sight()
        if field == _HEAD and sight is not None:
            HeadPicker(sight, self._form, self._form).dialog.open()
        elif field in sights.SEVERAL:
            self._leave(partial(self._open_shuttle, field))

    def _open_shuttle(self, name: str) -> None:
        sight = self._sight()
        if sight is None:
            return
        children = sight.record.children[name]
        linked = [PickRow(str(child.picked_id), (sights.said_of(name, child),)) for child in children]
        primary = next((str(child.picked_id) for child in children if child.primary), "")
        of = self._form.component.child(name)
        title = QCoreApplication.translate("Component", of.plural)
        done = partial(self._link, sight, name)
        picker.shuttle(self._form, self._desk, of.picks, title, linked, primary, done)

    def _link(self, sight: Sight, name: str, ids: Sequence[str], primary: str) -> None:
        command = partial(saving.set_links, ref=sight.record.ref, name=name, picked_ids=ids, primary=primary)
        self._desk.operations.change(command, None, self._refuse)

    def _refuse(self, error: HearthError) -> None:
        self._form.message_bar.show_message(MessageKind.ERROR, str(error))


class HeadPicker(QObject):
    """Lets a person pick the head of household among those who are in it today."""

    def __init__(self, sight: Sight, form: FormApplet, parent: QWidget) -> None:
        of = picking.source(RecordKind.CONTACT)
        shown = replace(of, columns=of.columns[:2])
        title = QCoreApplication.translate("HeadPicker", "Head of Household")
        find_by = {"last_name": QCoreApplication.translate("Field", of.title("last_name"))}
        self.dialog = PickDialog("pick_head", title, picker.columns(shown), find_by, parent)
        super().__init__(self.dialog)
        today = QDate.currentDate().toString("yyyy-MM-dd")
        members = sight.record.children[RELATED_CONTACT.name]
        self._form = form
        self._rows = {
            child.picked_id: PickRow(child.picked_id, _names(child))
            for child in members
            if child.picked_id and str(child.values["date_exited_household"] or "9999") > today
        }
        self.dialog.searched.connect(self._search)
        self.dialog.picked.connect(self._take)
        self.dialog.finished.connect(self.dialog.deleteLater)

    def _search(self, query: PickQuery) -> None:
        begins = query.text.casefold()
        rows = [row for row in self._rows.values() if row.cells[0].casefold().startswith(begins)]
        self.dialog.show_rows(query, rows)

    def _take(self, ids: tuple[str, ...]) -> None:
        last_name, first_name = self._rows[ids[0]].cells
        self._form.pick(_HEAD, ids[0], language.full_name(first_name, last_name))


def _names(child: Child) -> tuple[str, str]:
    return str(child.values["last_name"] or ""), str(child.values["first_name"] or "")
