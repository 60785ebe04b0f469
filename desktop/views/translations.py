"""Lets the window speak the person's language, as far as somebody has translated it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop import resources


def install(app: QCoreApplication, locale: QLocale | None = None) -> list[str]:
    """Load what there is for ``locale``, the system's if none is given: Qt's own words and ours.

    Returns which catalogues were found; without any the window speaks English.
    """
    spoken = locale or QLocale()
    folders = {
        "qtbase": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
        "hearth": str(resources.path("i18n")),
    }
    return [name for name, folder in folders.items() if _load(app, spoken, name, folder)]


def _load(app: QCoreApplication, locale: QLocale, name: str, folder: str) -> bool:
    translator = QTranslator(app)
    return translator.load(locale, name, "_", folder) and app.installTranslator(translator)
