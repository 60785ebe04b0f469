"""Lets the window speak the person's language, as far as somebody has translated it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from desktop import language


class _Words(QTranslator):
    """Answers Qt's ``tr`` and ``translate`` out of the catalogue that the floors below use, too."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        # Qt asks the next translator for what is null, which None becomes.
        return language.find(source, context) or language.find(source)  # pyright: ignore[reportReturnType]

    def isEmpty(self) -> bool:
        return False


def install(app: QCoreApplication, name: str = "") -> str:
    """Speak the language called ``name``, the system's if none is; return which one it became.

    Dates and numbers keep the country of a system that speaks this language anyway.
    """
    locale = _locale(name)
    QLocale.setDefault(locale)
    language.follow_names_of(locale.name())
    QGuiApplication.setLayoutDirection(locale.textDirection())
    remove(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    of_qt = QTranslator(app)
    if of_qt.load(locale, "qtbase", "_", folder):
        app.installTranslator(of_qt)
    spoken = language.speak(locale.name())
    if spoken != language.SOURCE:
        speak(app)
    return spoken


def speak(app: QCoreApplication) -> None:
    """Let the window's words come from the catalogue that is spoken."""
    app.installTranslator(_Words(app))


def remove(app: QCoreApplication) -> None:
    """Let the window speak English again."""
    for translator in app.findChildren(QTranslator):
        app.removeTranslator(translator)
        translator.deleteLater()


def _locale(name: str) -> QLocale:
    here = QLocale()
    chosen = QLocale(name) if name else here
    return here if chosen.language() == here.language() else chosen
