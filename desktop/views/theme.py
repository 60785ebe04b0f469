"""Dresses the application in the tokens of one scheme: Fusion, a palette and one style sheet."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import ClassVar, Final, cast

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QFont, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from desktop import resources
from desktop.views import direction
from desktop.views import tokens as look
from desktop.views.drawings import drawing
from desktop.views.tokens import Density, Scheme, Tokens

# Drawings the style sheet needs as files, each with the token of its colour.
_MARKS: Final = (
    ("check", "on_accent"),
    ("minus", "on_accent"),
    ("close", "muted"),
    ("chevron-down", "muted"),
    ("chevron-up", "muted"),
    ("chevron-right", "muted"),
    ("back", "text"),
    ("forward", "text"),
)
_QT_SCHEMES: Final = {
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
    Scheme.CONTRAST: Qt.ColorScheme.Dark,
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
}


class Theme(QObject):
    """The look the application wears now; ``changed`` is emitted after it put on another one.

    ``announced`` carries each sentence that was told to those who listen instead of looking.
    """

    changed = Signal()
    announced = Signal(str)
    worn: ClassVar[Theme | None] = None

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        Theme.worn = self
        self._app = app
        self._wanted = Scheme.SYSTEM
        self._base = QFont(app.font())
        self._folder = QTemporaryDir()
        self.tokens: Tokens = look.LIGHT
        self._dressed: tuple[Scheme, Density, bool] | None = None
        self.density = Density.COMFORTABLE
        app.setStyle("Fusion")
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._dress)
        # Qt before 6.10 does not know whether the person asked for more contrast.
        if hasattr(hints, "accessibility"):
            hints.accessibility().contrastPreferenceChanged.connect(self._dress)

    @property
    def scheme(self) -> Scheme:
        """Return the scheme that is asked for, which may be ``SYSTEM``."""
        return self._wanted

    def wear(self, scheme: Scheme | None = None, density: Density | None = None) -> None:
        """Put on ``scheme`` and ``density``; what is not given stays."""
        self._wanted = scheme or self._wanted
        self.density = density or self.density
        self._app.styleHints().setColorScheme(_QT_SCHEMES[self._wanted])
        self._dress()

    def resolved(self) -> Scheme:
        """Return the scheme that is worn: the one asked for, or the system's."""
        if self._wanted is not Scheme.SYSTEM:
            return self._wanted
        hints = self._app.styleHints()
        if _asks_for_contrast(hints):
            return Scheme.CONTRAST
        return Scheme.DARK if hints.colorScheme() == Qt.ColorScheme.Dark else Scheme.LIGHT

    def _dress(self) -> None:
        wanted = (self.resolved(), self.density, direction.mirrored())
        if wanted == self._dressed:
            return
        self._dressed = wanted
        self.tokens = look.TOKENS[self.resolved()]
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(self._style_sheet())
        self.changed.emit()

    def _style_sheet(self) -> str:
        folder = Path(self._folder.path())
        names = {
            **asdict(self.tokens),
            **{f"mark_{name.replace('-', '_')}": self._mark(folder, name, tone) for name, tone in _MARKS},
            "title_size": f"{self._base.pointSizeF() * look.TITLE_SCALE:.1f}pt",
            "radius": look.RADIUS,
            "s": look.SPACE_S,
            "m": look.SPACE_M,
            "l": look.SPACE_L,
            "xl": look.SPACE_XL,
            # What is left for the content between borders of one pixel, and of two around what has the focus.
            "inner": look.CONTROL_HEIGHT[self.density] - 2,
            "inner_focused": look.CONTROL_HEIGHT[self.density] - 4,
            "row": look.ROW_HEIGHT[self.density],
            "medium": look.WEIGHT_MEDIUM,
            "strong": look.WEIGHT_STRONG,
        }
        return direction.turned(Template(resources.text("style/hearth.qss")).substitute(names))

    def _mark(self, folder: Path, name: str, tone: str) -> str:
        # Qt keeps pictures of a style sheet by their path, so each colour has a path of its own.
        colour = getattr(self.tokens, tone)
        file = folder / f"{name}-{colour[1:]}.svg"
        file.write_bytes(drawing(name, colour))
        return file.as_posix()


def apply(app: QApplication, scheme: Scheme = Scheme.SYSTEM, density: Density = Density.COMFORTABLE) -> Theme:
    """Dress ``app`` and return its theme; a second call changes what the first one put on."""
    theme = Theme.worn or Theme(app)
    theme.wear(scheme, density)
    return theme


def current() -> Theme:
    """Return the theme of the running application, dressing it first if nobody has."""
    return Theme.worn or apply(cast("QApplication", QApplication.instance()))


def _asks_for_contrast(hints: QStyleHints) -> bool:
    if not hasattr(hints, "accessibility"):
        return False
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def tokens() -> Tokens:
    """Return the tokens worn now."""
    return current().tokens


def row_height() -> int:
    """Return the height of a list's row at the density chosen."""
    return look.ROW_HEIGHT[current().density]


def palette(tokens: Tokens) -> QPalette:
    """Return the palette for what Fusion draws without the style sheet."""
    made = QPalette()
    for role, colour in _roles(tokens).items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return made


def _roles(tokens: Tokens) -> dict[QPalette.ColorRole, str]:
    role = QPalette.ColorRole
    return {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.stripe,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.link,
        role.LinkVisited: tokens.link,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Light: tokens.surface,
        role.Midlight: tokens.stripe,
        role.Mid: tokens.border,
        role.Dark: tokens.border_field,
        role.Shadow: tokens.border,
    }


def slide_ms(widget: QWidget) -> int:
    """Return how long a movement takes: 120 ms, or 0 where the system asks for no motion."""
    wanted = widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget)
    return look.SLIDE_MS if wanted else 0


def restyle(widget: QWidget) -> None:
    """Let the style sheet look again at ``widget`` after one of its properties changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def announce(widget: QWidget, sentence: str) -> None:
    """Tell a person who listens instead of looking what has just appeared."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))
    current().announced.emit(sentence)
