"""The page on which an external system is defined and tested: WSDLs, address, credentials, limits."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop import language
from desktop.errors import HearthError, InvalidValue
from desktop.fields import Component, Field
from desktop.store import connections, locks
from desktop.store.types import Auth, ConnectionSettings, Values
from desktop.store.unit import Unit, View
from desktop.values import Kind, Value
from desktop.views import layouts, theme
from desktop.views.actions import Act
from desktop.views.desk import Check, Desk
from desktop.views.editors import Choices
from desktop.views.form import FormApplet, FormLayout
from desktop.views.icons import icon, pixmap
from desktop.views.message_bar import MessageKind
from desktop.views.page import Then
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.tokens import ICON, SPACE_L, SPACE_M, SPACE_S, Tone

_AUTHS: Final = "AUTH"
_BUILT_IN: Final = "built-in"
CONNECTION: Final = Component(
    "connection",
    "",
    "External System",
    "External Systems",
    fields=(
        Field("name", "", "Connection Name", length=50, required=True, default="main"),
        Field("address", "", "Service Address", length=500),
        Field("household_wsdl", "", "WSDL for Households", length=500),
        Field("contact_wsdl", "", "WSDL for Contacts", length=500),
        Field("auth", "", "Sign In", length=20, required=True, pick_list=_AUTHS, default=Auth.NONE.value),
        Field("user", "", "User", length=100),
        Field("timeout", "", "Longest Wait (s)", Kind.INTEGER, 6, required=True, minimum=1, default=60),
        Field("ca", "", "Certificate Authority", length=500),
        Field("certificate", "", "Client Certificate", length=500),
        Field("proxy", "", "Proxy", length=200),
    ),
)
_FILES: Final = ("household_wsdl", "contact_wsdl", "ca", "certificate")


class ConnectionPage(QWidget):
    """One external system: its definition, its password, and the test of both."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connection_page")
        self._desk = desk
        self._kept = ConnectionSettings("main")
        self._defined: dict[str, ConnectionSettings] = {}
        self._found: list[tuple[bool, QWidget]] = []
        layout = FormLayout(shown=tuple(each.name for each in CONNECTION), title=("name",))
        acts = (Act.SAVE, Act.UNDO)
        self.form = FormApplet(CONNECTION, layout, _choices, acts=acts, buttons=acts)
        self.password = _password_line(self)
        self.test_button = push_button("connection.test", self.tr("Test"), "primary", self)
        self.choice = QComboBox(self)
        self.choice.setObjectName("connection.choice")
        self.choice.setAccessibleName(self.tr("External System"))
        self.new_button = push_button("connection.new", self.tr("Define Another"), "", self)
        self.remove_button = push_button("connection.remove", self.tr("Remove"), "", self)
        self.results = QVBoxLayout()
        self._verdict = label("", "strong", self)
        self._lay_out()
        self._add_browsing()
        self.form.actions_of_record[Act.SAVE].triggered.connect(self.save)
        self.form.actions_of_record[Act.UNDO].triggered.connect(self.read)
        self.password.textEdited.connect(self._after_password)
        self.test_button.clicked.connect(self.test)
        self.choice.activated.connect(self._choose)
        self.new_button.clicked.connect(self._begin_another)
        self.remove_button.clicked.connect(self._remove)
        desk.line.checked.connect(self._show_check)
        desk.line.tested.connect(self._finish_test)
        desk.line.password_kept.connect(self._tell_where)
        self.read()

    def leave(self, then: Then) -> None:
        """Save the definition, then call ``then``."""
        if self.form.is_dirty() or self.password.text():
            self._save(then)
        else:
            then()

    def read(self) -> None:
        """Show the definition that is kept, or the defaults."""
        self.password.clear()
        self._desk.operations.read(_defined, self._take)
        self._desk.operations.read(_locked_by, self._tell_lock)

    def save(self) -> None:
        """Save the definition and, if one was typed, the password."""
        self._save(None)

    def test(self) -> None:
        """Check that the external system can be worked with as the page now defines it."""
        settings = self._settings()
        if settings is not None:
            self._clear_results()
            self.test_button.setEnabled(False)
            self._verdict.setText(self.tr("Testing…"))
            self._desk.line.test(settings, self.password.text())

    # --- The definition ---------------------------------------------------------------------------------

    def _tell_lock(self, file: str) -> None:
        if file:
            text = self.tr(
                "The administrator of this machine has set this in {file}; it cannot be changed here."
            )
            self.form.message_bar.show_message(MessageKind.INFO, text.format(file=file))

    def _take(self, defined: tuple[ConnectionSettings, ...]) -> None:
        """Offer all that are defined, the default one first, and show the one that was shown before."""
        self._offer(defined)
        self._show(self._defined.get(self._kept.name) or next(iter(defined), None))
        self.choice.setCurrentText(self._kept.name)

    def _offer(self, defined: tuple[ConnectionSettings, ...]) -> None:
        self._defined = {each.name: each for each in defined}
        self.choice.clear()
        self.choice.addItems(list(self._defined))
        self.choice.setVisible(len(defined) > 1)
        self.new_button.setVisible(bool(defined))
        self.remove_button.setVisible(len(defined) > 1)
        self.choice.setCurrentText(self._kept.name)

    def _choose(self, _place: int) -> None:
        chosen = self._defined.get(self.choice.currentText())
        self.choice.setCurrentText(self._kept.name)
        self.leave(partial(self._show_other, chosen))

    def _show_other(self, chosen: ConnectionSettings | None) -> None:
        self._clear_results()
        self._verdict.clear()
        self.choice.setCurrentText(chosen.name if chosen else "")
        self._show(chosen)

    def _begin_another(self) -> None:
        self.leave(self._show_blank)

    def _show_blank(self) -> None:
        self._show_other(None)
        self.form.set_record(_values(ConnectionSettings("")))
        self.form.editor("name").as_widget().setFocus()

    def _remove(self) -> None:
        """Forget the one that is shown, unless deliveries to it wait."""
        forget = partial(connections.remove, name=self._kept.name)
        self._desk.operations.change(forget, self._after_removing, self._refuse)

    def _after_removing(self, _result: None) -> None:
        self.form.message_bar.clear()
        self.read()

    def _show(self, kept: ConnectionSettings | None) -> None:
        self._kept = kept or ConnectionSettings("main")
        self.form.set_record(_values(self._kept))
        self.form.set_title(
            self.tr("External System"), self._kept.name if kept else self.tr("Not defined yet")
        )

    def _settings(self) -> ConnectionSettings | None:
        try:
            changed = self.form.changed_values()
        except InvalidValue:
            return None
        return _changed(self._kept, changed)

    def _save(self, then: Then | None) -> None:
        settings = self._settings()
        if settings is not None:
            save = partial(_keep, settings=settings)
            self._desk.operations.change(save, partial(self._after_save, settings, then), self._refuse)

    def _after_save(self, settings: ConnectionSettings, then: Then | None, _result: None) -> None:
        if self.password.text():
            self._desk.line.keep_password(settings.name, self.password.text())
            self.password.clear()
        self._show(settings)
        self._desk.operations.read(_defined, self._offer)
        self.form.message_bar.show_message(MessageKind.GOOD, self.tr("The definition is saved."))
        self._desk.line.send_all()
        if then is not None:
            then()

    def _refuse(self, error: HearthError) -> None:
        self.form.message_bar.show_message(MessageKind.ERROR, str(error))

    def _after_password(self) -> None:
        self.form.actions_of_record.enable(save=True, undo=True)

    def _tell_where(self, name: str, where: str) -> None:
        if where == "keychain":
            text = self.tr("The password of {name} is kept in the keychain of this computer.")
        else:
            text = self.tr("This computer has no keychain: the password of {name} is kept until Hearth ends.")
        self.form.message_bar.show_message(MessageKind.GOOD, text.format(name=name))

    # --- The test ---------------------------------------------------------------------------------------

    def check_texts(self) -> list[tuple[bool, str]]:
        """Return what the test has found so far."""
        return [(ok, part.accessibleName()) for ok, part in self._found]

    def _show_check(self, check: Check) -> None:
        part = _check_row(check, self.devicePixelRatioF())
        self._found.append((check.ok, part))
        self.results.addWidget(part)

    def _finish_test(self) -> None:
        self.test_button.setEnabled(True)
        good = bool(self._found) and all(ok for ok, _ in self._found)
        self._verdict.setText(
            self.tr("The external system can be worked with.") if good else self.tr("This does not work yet.")
        )
        theme.announce(self, self._verdict.text())

    def _clear_results(self) -> None:
        for _, part in self._found:
            self.results.removeWidget(part)
            part.deleteLater()
        self._found.clear()

    # --- Making -----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        words = QLabel(self.tr("Password"), self)
        words.setProperty("role", "label")
        words.setBuddy(self.password)
        box = frame("applet", "connection.password_box", self)
        line = row(words, self.password, None, self._verdict, self.test_button, spacing=SPACE_L)
        self.results.setSpacing(SPACE_S)
        margins = (SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        box.setLayout(column(line, self.results, spacing=SPACE_M, margins=margins))
        layouts.keep_rows_in_sight(self.form)
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        others = row(self.choice, self.new_button, self.remove_button, None)
        self.setLayout(column(others, self.form, box, None, spacing=SPACE_M))

    def _add_browsing(self) -> None:
        for name in _FILES:
            line = self.form.editor(name).as_widget()
            if isinstance(line, QLineEdit):
                browse = line.addAction(icon("pick", Tone.MUTED), QLineEdit.ActionPosition.TrailingPosition)
                browse.setToolTip(self.tr("Choose a file"))
                browse.triggered.connect(partial(self._browse, name))
                if name.endswith("wsdl"):
                    line.setPlaceholderText(self.tr("The one that travels with Hearth"))

    def _browse(self, name: str, _checked: bool = False) -> None:
        dialog = QFileDialog(self, self.tr("Choose a file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self._take_file, name))
        dialog.open()

    def _take_file(self, name: str, path: str) -> None:
        line = self.form.editor(name).as_widget()
        if isinstance(line, QLineEdit):
            line.setText(path)
            line.textEdited.emit(path)


def _choices(name: str) -> Choices:
    return Choices(tuple(each.value for each in Auth), bounded=True) if name == _AUTHS else Choices()


def _values(settings: ConnectionSettings) -> Values:
    kept: dict[str, Value] = {each.name: getattr(settings, each.name) or None for each in CONNECTION}
    return kept | {"auth": settings.auth.value, "timeout": int(settings.timeout)}


def _changed(kept: ConnectionSettings, values: Values) -> ConnectionSettings:
    changes: dict[str, object] = {name: value or "" for name, value in values.items()}
    if "auth" in values:
        changes["auth"] = Auth(str(values["auth"]))
    if "timeout" in values:
        changes["timeout"] = float(str(values["timeout"]))
    return replace(kept, **changes)


def _defined(view: View) -> tuple[ConnectionSettings, ...]:
    return connections.everyone(view)


def _locked_by(view: View) -> str:
    """Return the administrator's file that locks the external system, empty if it can be changed."""
    known = locks.taken(view)
    return known.file if view.default_connection in known.locked_connections else ""


def _keep(unit: Unit, settings: ConnectionSettings) -> None:
    connections.save(unit, settings)


def _password_line(parent: QWidget) -> QLineEdit:
    line = QLineEdit(parent)
    line.setObjectName("connection.password")
    line.setAccessibleName(QCoreApplication.translate("ConnectionPage", "Password"))
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setPlaceholderText(QCoreApplication.translate("ConnectionPage", "Empty: the one that is kept"))
    line.setMinimumWidth(280)
    return line


def _check_row(check: Check, ratio: float) -> QWidget:
    part = QWidget()
    mark = QLabel(part)
    tokens = theme.tokens()
    name, colour = ("check", tokens.good) if check.ok else ("error", tokens.bad)
    mark.setPixmap(pixmap(name, colour, ICON, ratio))
    said, called = language.sentence(check.text), language.sentence(check.name)
    text = label(said, parent=part)
    text.setWordWrap(True)
    step = label(called, "strong", part)
    step.setMinimumWidth(140)
    line = row(mark, step, text, spacing=SPACE_M)
    line.setStretch(2, 1)
    part.setLayout(line)
    passed = QCoreApplication.translate("ConnectionPage", "passed")
    failed = QCoreApplication.translate("ConnectionPage", "failed")
    part.setAccessibleName(f"{called}, {passed if check.ok else failed}: {said}")
    return part
