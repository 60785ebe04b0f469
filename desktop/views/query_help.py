"""The page that says how queries are written."""

from __future__ import annotations

from html import escape
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTextBrowser, QWidget

from desktop.views import theme
from desktop.views.dialog import Dialog
from desktop.views.parts import column, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_SIZE: Final = (760, 560)


class QueryHelp(Dialog):
    """The operators, each with an example; it may stay open while one writes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("query_help")
        self.setWindowTitle(self.tr("How Queries Are Written"))
        self.setAccessibleName(self.windowTitle())
        self.resize(*_SIZE)
        self.text = QTextBrowser(self)
        self.text.setObjectName("query_help.text")
        self.text.setAccessibleName(self.windowTitle())
        self.text.setHtml(_page())
        close = push_button("query_help.close", self.tr("Close"), "primary", self)
        close.clicked.connect(self.accept)
        margins = (SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        self.setLayout(column(self.text, row(None, close), spacing=SPACE_M, margins=margins))
        self.finished.connect(self.deleteLater)


def offer(field: QLineEdit) -> None:
    """Let F1 show the page while the keyboard is in a field where queries are written."""
    field.installEventFilter(_HelpKey(field))


class _HelpKey(QObject):
    """Takes F1 before the window's own help gets it."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key, then show the page; everything else goes its way."""
        if not (isinstance(event, QKeyEvent) and event.keyCombination() == _KEY):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            self._show()
        return True

    def _show(self) -> None:
        shown = QueryHelp(self._field.window())
        shown.finished.connect(self._go_back)
        shown.show()

    def _go_back(self) -> None:
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)


_KEY: Final = QKeyCombination(Qt.KeyboardModifier.NoModifier, Qt.Key.Key_F1)


def _page() -> str:
    translate = QCoreApplication.translate
    tokens = theme.tokens()
    rows = "".join(
        f"<tr><td style='padding:4px 16px 4px 0'><b>{escape(sign)}</b></td>"
        f"<td style='padding:4px 16px 4px 0; color:{tokens.link}'>{escape(example)}</td>"
        f"<td style='padding:4px 0'>{escape(words)}</td></tr>"
        for sign, example, words in _rows()
    )
    paragraphs = (
        translate(
            "QueryHelp",
            "In a query row or form each field takes a value, or operators and values. Fields that are empty"
            " are not asked about; what is asked of several must all be so.",
        ),
        translate(
            "QueryHelp",
            "In the box over the list the field is written too, by its label: Category = Gold AND City ="
            " Upp*. A label with other signs than letters stands in brackets: [Household #] = 7-*.",
        ),
        translate(
            "QueryHelp",
            "In a row or form dates and amounts are written as everywhere in the window; in the box over the"
            " list as 2021-02-14 and 68250.50. Yes and no are Y and N. Phone numbers are compared by their"
            " digits.",
        ),
    )
    first, *rest = (f"<p>{escape(each)}</p>" for each in paragraphs)
    return f"{first}<table>{rows}</table>{''.join(rest)}"


def _rows() -> tuple[tuple[str, str, str], ...]:
    translate = QCoreApplication.translate
    return (
        ("=  LIKE", "Gold", translate("QueryHelp", "is; alone, the value needs no sign")),
        ("*  ?", "Upp*", translate("QueryHelp", "any run of characters, one character; not for dates")),
        (
            '"…"',
            '"Smith And"',
            translate("QueryHelp", "letter by letter; also a value that holds such words"),
        ),
        ("<>  NOT LIKE", "<> Former", translate("QueryHelp", "is not, or holds nothing")),
        ("<  >  <=  >=", ">= 50000", translate("QueryHelp", "comes before or after, is less or more")),
        ("IS NULL  IS NOT NULL", "IS NULL", translate("QueryHelp", "holds nothing, holds something")),
        ("AND  OR  NOT  ( )", "Gold OR Silver", translate("QueryHelp", "joined; NOT binds first, OR last")),
    )
