"""The look of every screen as one table: colours per scheme, spacing, sizes and weights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Scheme(StrEnum):
    """Which colours the window shows; ``SYSTEM`` follows the desktop's own choice."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Density(StrEnum):
    """How much room a row takes."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class Tone(StrEnum):
    """What a colour says: the five states, and the three ways in which text can be set back or stand out."""

    GOOD = "good"
    BUSY = "busy"
    ATTENTION = "attention"
    BAD = "bad"
    IDLE = "idle"
    PLAIN = "text"
    MUTED = "muted"
    ACCENT = "accent"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, as ``#rrggbb``.

    ``window`` lies behind everything, ``surface`` is an applet or a field, ``sunken`` what cannot be edited.
    A state has a colour for words and icons, and a ``_soft`` one to stand behind them.
    """

    window: str
    surface: str
    sunken: str
    stripe: str
    hover: str
    selected: str
    selected_idle: str
    border: str
    border_field: str
    focus: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    link: str
    placeholder_bar: str
    handle: str
    good: str
    good_soft: str
    busy: str
    busy_soft: str
    attention: str
    attention_soft: str
    bad: str
    bad_soft: str
    idle: str
    idle_soft: str

    def tone(self, tone: Tone) -> str:
        """Return the colour of words and icons in ``tone``."""
        return getattr(self, tone.value)


LIGHT: Final = Tokens(
    window="#eef0f3",
    surface="#ffffff",
    sunken="#f3f5f7",
    stripe="#f8f9fb",
    hover="#eef3fb",
    selected="#d9e6fb",
    selected_idle="#e4e8ee",
    border="#d4d9e1",
    border_field="#838c9b",
    focus="#2a62c9",
    text="#1c2129",
    muted="#545d6b",
    disabled="#626b79",
    accent="#2a5db8",
    accent_hover="#214c99",
    on_accent="#ffffff",
    link="#1f55b0",
    placeholder_bar="#e1e5ea",
    handle="#b3bac5",
    good="#1b6b3a",
    good_soft="#e1f3e7",
    busy="#0b647e",
    busy_soft="#def1f6",
    attention="#84500a",
    attention_soft="#fdf0d3",
    bad="#b3261e",
    bad_soft="#fce8e6",
    idle="#545d6b",
    idle_soft="#e9ecf0",
)

DARK: Final = Tokens(
    window="#15181d",
    surface="#1e2228",
    sunken="#191c21",
    stripe="#21262c",
    hover="#283140",
    selected="#2b4168",
    selected_idle="#323842",
    border="#343a44",
    border_field="#78828f",
    focus="#86b0ff",
    text="#e7eaee",
    muted="#aab2be",
    disabled="#97a0ac",
    accent="#86b0ff",
    accent_hover="#a7c5ff",
    on_accent="#0f1d38",
    link="#9cbfff",
    placeholder_bar="#333942",
    handle="#545d6a",
    good="#7ed19b",
    good_soft="#173524",
    busy="#78cbe2",
    busy_soft="#13343d",
    attention="#edbd67",
    attention_soft="#3b2d12",
    bad="#ff9c92",
    bad_soft="#452120",
    idle="#aab2be",
    idle_soft="#2b3038",
)

CONTRAST: Final = Tokens(
    window="#000000",
    surface="#000000",
    sunken="#262626",
    stripe="#000000",
    hover="#1f1f1f",
    selected="#00408a",
    selected_idle="#404040",
    border="#ffffff",
    border_field="#ffffff",
    focus="#ffe14a",
    text="#ffffff",
    muted="#ffffff",
    disabled="#d2d2d2",
    accent="#ffe14a",
    accent_hover="#fff3b0",
    on_accent="#000000",
    link="#8fd3ff",
    placeholder_bar="#4d4d4d",
    handle="#ffffff",
    good="#7dff9f",
    good_soft="#00210b",
    busy="#7de8ff",
    busy_soft="#00222b",
    attention="#ffd36b",
    attention_soft="#2b1d00",
    bad="#ffaaa2",
    bad_soft="#330300",
    idle="#ffffff",
    idle_soft="#1f1f1f",
)

TOKENS: Final = MappingProxyType({Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST})

# Distances in device-independent pixels; nothing on the screen is placed by another number.
SPACE_S: Final = 4
SPACE_M: Final = 8
SPACE_L: Final = 12
SPACE_XL: Final = 16

RADIUS: Final = 4
ICON: Final = 16
TITLE_SCALE: Final = 1.3  # the second text size, as a multiple of the system's

WEIGHT_NORMAL: Final = 400
WEIGHT_MEDIUM: Final = 500
WEIGHT_STRONG: Final = 600

SLIDE_MS: Final = 120

ROW_HEIGHT: Final = MappingProxyType({Density.COMFORTABLE: 28, Density.COMPACT: 24})
CONTROL_HEIGHT: Final = MappingProxyType({Density.COMFORTABLE: 28, Density.COMPACT: 24})

# Every colour of text with every surface it may stand on; a test measures their contrast.
TEXT_ON: Final = (
    ("text", "window surface sunken stripe hover selected selected_idle"),
    ("text", "good_soft busy_soft attention_soft bad_soft idle_soft"),
    ("muted", "window surface sunken stripe hover selected selected_idle idle_soft"),
    ("muted", "good_soft busy_soft attention_soft bad_soft"),
    ("disabled", "window surface sunken stripe"),
    ("link", "window surface sunken stripe hover selected selected_idle"),
    ("accent", "window surface sunken stripe hover selected"),
    ("on_accent", "accent accent_hover"),
    ("good", "window surface sunken stripe hover selected selected_idle good_soft"),
    ("busy", "window surface sunken stripe hover selected selected_idle busy_soft"),
    ("attention", "window surface sunken stripe hover selected selected_idle attention_soft"),
    ("bad", "window surface sunken stripe hover selected selected_idle bad_soft"),
    ("idle", "window surface sunken stripe hover selected selected_idle idle_soft"),
)
# What is seen rather than read: the outline of a field and the focus ring need 3:1.
SEEN_ON: Final = (
    ("border_field", "surface sunken"),
    ("focus", "window surface sunken selected selected_idle"),
)


_LINEAR_UP_TO: Final = 0.03928


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as the accessibility guidelines (WCAG 2) define it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _LINEAR_UP_TO else ((channel + 0.055) / 1.055) ** 2.4
