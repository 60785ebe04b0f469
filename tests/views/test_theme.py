"""One theme dresses the whole application, and can be changed while it runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop import resources
from desktop.views import icons, theme
from desktop.views.theme import Theme
from desktop.views.tokens import CONTRAST, DARK, LIGHT, Density, Scheme, Tone
from desktop.views.write_back_card import WriteBackCard, WriteBackRow

ICONS = sorted(path.stem for path in resources.path("icons").glob("*.svg"))


def middle(icon: QIcon) -> set[str]:
    """Returns the opaque colours of an icon, as it is drawn now."""
    image = icon.pixmap(QSize(16, 16)).toImage()
    pixels = (image.pixelColor(x, y) for x in range(16) for y in range(16))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize(
    ("scheme", "tokens"), [(Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK), (Scheme.CONTRAST, CONTRAST)]
)
def test_a_scheme_colours_what_fusion_draws(
    dressed: Theme, qapp: QApplication, scheme: Scheme, tokens: theme.Tokens
) -> None:
    dressed.wear(scheme)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(tokens.window)
    assert tokens.accent in qapp.styleSheet()


def test_the_system_decides_unless_a_scheme_is_forced(dressed: Theme) -> None:
    dressed.wear(Scheme.SYSTEM)
    assert dressed.scheme is Scheme.SYSTEM
    assert dressed.resolved() in {Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST}


@pytest.mark.usefixtures("dressed")
def test_no_name_of_a_token_is_left_in_the_style_sheet(qapp: QApplication) -> None:
    assert "$" not in qapp.styleSheet()


def test_who_draws_by_hand_hears_of_another_scheme(dressed: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dressed.changed):
        dressed.wear(Scheme.DARK)


def test_a_second_call_changes_the_same_theme(dressed: Theme, qapp: QApplication) -> None:
    assert theme.apply(qapp, Scheme.DARK) is dressed
    assert theme.tokens() is DARK


def test_a_field_is_as_high_as_the_density_says(dressed: Theme, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    heights = []
    for density in Density:
        dressed.wear(density=density)
        field.ensurePolished()
        heights.append(field.sizeHint().height())
    assert heights == [28, 24]


@pytest.mark.usefixtures("dressed")
def test_a_field_keeps_its_height_when_it_gets_the_focus(qtbot: QtBot) -> None:
    field, other = QLineEdit(), QLabel()
    qtbot.addWidget(field)
    qtbot.addWidget(other)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow)
    field.setFocus()
    assert field.hasFocus()
    assert field.sizeHint().height() == 28


def test_an_icon_follows_the_theme(dressed: Theme) -> None:
    star = icons.icon("star-filled", Tone.ACCENT)
    assert LIGHT.accent in middle(star)
    dressed.wear(Scheme.DARK)
    assert DARK.accent in middle(star)


@pytest.mark.usefixtures("dressed")
def test_a_disabled_icon_is_set_back() -> None:
    star = icons.icon("star-filled", Tone.ACCENT)
    image = star.pixmap(QSize(16, 16), QIcon.Mode.Disabled).toImage()
    assert image.pixelColor(8, 8).name() == LIGHT.disabled


@pytest.mark.parametrize("name", ICONS)
@pytest.mark.usefixtures("dressed")
def test_every_drawing_shows_something_in_one_colour(name: str) -> None:
    drawn = icons.pixmap(name, "#ff0000", 32, 1.0).toImage()
    seen = [
        drawn.pixelColor(x, y) for x in range(32) for y in range(32) if drawn.pixelColor(x, y).alpha() > 200
    ]
    assert seen
    assert all(pixel.red() > 240 and pixel.green() < 16 for pixel in seen)


@pytest.mark.usefixtures("dressed")
def test_an_icon_is_sharp_on_a_fine_screen() -> None:
    assert icons.icon("save").pixmap(QSize(16, 16), 2.0).size() == QSize(32, 32)


class Still(QProxyStyle):
    """The style of a system that asks for no motion."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 -- as Qt names it
    ) -> int:
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returnData)


@pytest.mark.usefixtures("dressed")
def test_nothing_slides_where_the_system_asks_for_no_motion(qtbot: QtBot) -> None:
    window, style = QWidget(), Still()
    qtbot.addWidget(window)
    moving, still = WriteBackCard(window), WriteBackCard(window)
    still.setStyle(style)
    window.show()
    for card in (moving, still):
        card.show_rows([WriteBackRow("category", "Category", "Silver", "Gold")])
    assert moving.maximumHeight() < moving.sizeHint().height()
    assert still.maximumHeight() > still.sizeHint().height()
