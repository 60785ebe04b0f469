"""Draws the tree of a household: each person and household a button, the ties between them lines."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QSizePolicy, QWidget

from desktop.models.kinship import Node, Tie
from desktop.store.types import RecordKind
from desktop.views import direction, theme
from desktop.views.icons import icon
from desktop.views.parts import ElidedLabel, column, row
from desktop.views.tokens import ICON, SPACE_L, SPACE_M, SPACE_S, Tone

_WIDTH: Final = 216
_HEIGHT: Final = 54
_GAP: Final = 56
_ROW: Final = _HEIGHT + SPACE_M
_LINES: Final = {
    Tie.MEMBER: Qt.PenStyle.SolidLine,
    Tie.PAST: Qt.PenStyle.DotLine,
    Tie.PARTY: Qt.PenStyle.DashLine,
}


_ARROWS: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
_TURNED: Final = {Qt.Key.Key_Left: Qt.Key.Key_Right, Qt.Key.Key_Right: Qt.Key.Key_Left}


class NodeButton(QPushButton):
    """One person or household of the tree."""

    def __init__(self, node: Node, parent: QWidget) -> None:
        super().__init__(parent)
        self.node = node
        self.setObjectName(f"node.{node.ref.id}")
        self.setProperty("look", "node")
        self.setProperty("tie", node.tie.value)
        self.setAutoDefault(False)
        self.setAccessibleName(f"{node.name}, {node.role}" if node.role else node.name)
        self.setToolTip(self.accessibleName())
        name = ElidedLabel(node.name, "strong", self)
        role = ElidedLabel(node.role, "muted", self)
        for each in (name, role):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        kind = "household" if node.ref.kind is RecordKind.HOUSEHOLD else "contact"
        mark = QLabel(self)
        mark.setPixmap(icon(kind, Tone.MUTED).pixmap(ICON, ICON))
        mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = column(name, role, spacing=0)
        whole = row(mark, words, spacing=SPACE_M, margins=(SPACE_L, SPACE_S, SPACE_M, SPACE_S))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFixedSize(_WIDTH, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt would let the arrow keys go the way of Tab; here they go along the ties, which the tree knows.
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class KinshipTree(QScrollArea):
    """The tree of one household, from left to right; arrow keys go along its ties.

    ``chosen`` carries the Ref and the name of what was clicked, or entered with the Enter key.
    """

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kinship_tree")
        self.setAccessibleName(self.tr("Relationship Hierarchy"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._canvas = _Canvas(self)
        self.setWidget(self._canvas)
        self._shown: Node | None = None
        theme.current().changed.connect(self._wear)

    def show_tree(self, root: Node) -> None:
        """Draw another tree, or the same one anew if it changed; the keyboard stays where it was."""
        if root == self._shown:
            return
        self._shown = root
        focused = next((each.node.ref for each in self.buttons() if each.hasFocus()), None)
        self._canvas.draw(root)
        for button in self.buttons():
            button.clicked.connect(partial(self.chosen.emit, button.node.ref, button.node.name))
            if button.node.ref == focused:
                button.setFocus()

    def _wear(self) -> None:
        """Draw lines and icons in the colours of another theme."""
        shown, self._shown = self._shown, None
        if shown is not None:
            self.show_tree(shown)

    def buttons(self) -> list[NodeButton]:
        """Return everyone in the tree, from the top down."""
        return list(self._canvas.buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        button = self.focusWidget()
        target = self._canvas.neighbour(button, event.key()) if isinstance(button, NodeButton) else None
        if target is None:
            super().keyPressEvent(event)
        else:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(target)


class _Canvas(QWidget):
    """Where the buttons stand and the lines are drawn."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "canvas")
        self.buttons: list[NodeButton] = []
        self._ties: list[tuple[NodeButton, NodeButton]] = []

    def draw(self, root: Node) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons, self._ties = [], []
        self._add(root, 0, SPACE_L)
        size = self.sizeHint()
        if direction.mirrored():
            for button in self.buttons:
                button.move(size.width() - button.x() - button.width(), button.y())
        self.resize(size)
        self.update()

    def sizeHint(self) -> QSize:
        corner = QRect()
        for button in self.buttons:
            corner = corner.united(button.geometry())
        return QSize(corner.right() + SPACE_L, corner.bottom() + SPACE_L)

    def neighbour(self, button: NodeButton, key: int) -> NodeButton | None:
        """Return where an arrow key leads from a button."""
        if direction.mirrored():
            key = _TURNED.get(Qt.Key(key), key)
        if key == Qt.Key.Key_Left:
            return next((parent for parent, child in self._ties if child is button), None)
        if key == Qt.Key.Key_Right:
            return next((child for parent, child in self._ties if parent is button), None)
        beside = [each for each in self.buttons if each.x() == button.x()]
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        at = beside.index(button) + step
        return beside[at] if step and 0 <= at < len(beside) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for parent, child in self._ties:
            painter.setPen(QPen(QColor(theme.tokens().border_field), 1.5, _LINES[child.node.tie]))
            painter.drawPath(_line(parent.geometry(), child.geometry()))

    def _add(self, node: Node, depth: int, top: int) -> NodeButton:
        """Stand a node's button in the middle of those after it, which take one row each."""
        button = NodeButton(node, self)
        self.buttons.append(button)
        below = top
        for each in node.nodes:
            child = self._add(each, depth + 1, below)
            self._ties.append((button, child))
            below += _rows(each) * _ROW
        middle = top + (max(_rows(node), 1) - 1) * _ROW // 2
        button.move(SPACE_L + depth * (_WIDTH + _GAP), middle)
        button.show()
        return button


def _rows(node: Node) -> int:
    return max(1, sum(_rows(each) for each in node.nodes))


def _line(parent: QRect, child: QRect) -> QPainterPath:
    first, second = (child, parent) if direction.mirrored() else (parent, child)
    start = QPoint(first.right() + 1, first.center().y())
    end = QPoint(second.left(), second.center().y())
    middle = (start.x() + end.x()) / 2
    path = QPainterPath(start)
    path.cubicTo(middle, start.y(), middle, end.y(), end.x(), end.y())
    return path
