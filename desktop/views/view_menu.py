"""The menu of how the window looks: its colours, how close its rows stand, and its language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop.views import theme
from desktop.views.language_menu import LanguageMenu
from desktop.views.tokens import Density, Scheme

# What makes an action of the window from its name, its words and its key.
MakeAction = Callable[[str, str, str], QAction]


class ViewMenu(QMenu):
    """Offers each look there is; the one that is worn is marked."""

    def __init__(self, made: MakeAction, languages: LanguageMenu, parent: QWidget) -> None:
        super().__init__(self.tr("&View"), parent)
        self.setObjectName("menu.view")
        self._looks: dict[str, QAction] = {}
        self._offer(self._schemes(), made, lambda scheme: theme.current().wear(Scheme(scheme)))
        self._offer(self._densities(), made, lambda density: theme.current().wear(density=Density(density)))
        self.addMenu(languages)
        self.addSeparator()
        self.aboutToShow.connect(self._mark)

    def _schemes(self) -> dict[str, str]:
        return {
            Scheme.SYSTEM: self.tr("Colours of the System"),
            Scheme.LIGHT: self.tr("Light"),
            Scheme.DARK: self.tr("Dark"),
            Scheme.CONTRAST: self.tr("High Contrast"),
        }

    def _densities(self) -> dict[str, str]:
        return {
            Density.COMFORTABLE: self.tr("Comfortable Rows"),
            Density.COMPACT: self.tr("Compact Rows"),
        }

    def _offer(self, looks: Mapping[str, str], made: MakeAction, wear: Callable[[str], object]) -> None:
        group = QActionGroup(self)
        for name, text in looks.items():
            action = group.addAction(made(f"view.{name}", text, ""))
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, name=name: wear(name))
            self.addAction(action)
            self._looks[name] = action
        self.addSeparator()

    def _mark(self) -> None:
        worn = theme.current()
        for name in (worn.scheme, worn.density):
            self._looks[name].setChecked(True)
