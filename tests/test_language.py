"""The language below the window: sentences are recognized, values keep what travels, catalogues are whole."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from desktop import language
from desktop.errors import StoreDamaged
from desktop.fields import CONTACT, InvalidValue
from tests.support import catalogue


@pytest.fixture
def german() -> Iterator[None]:
    """Lets the program speak German."""
    assert language.speak("de_AT") == "de"
    yield
    language.speak("en")


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("The store is not open.", "Die Datenbank ist nicht geöffnet."),
        # Two sentences, the first with a piece inside, which is a sentence of its own elsewhere.
        ("The store is damaged (a.sqlite). Check the disk.",
         "Die Datenbank ist beschädigt (a.sqlite). Prüfen Sie den Datenträger."),
        # What stands in a place may look like the end of a sentence.
        ("There is no list 'A. Low'. There are: A, B.", "Es gibt keine Liste 'A. Low'. Es gibt: A, B."),
        ("The reply is empty. Look at the clock.", "Die Antwort ist leer. Sehen Sie auf die Uhr."),
        ("Birth Date: must not lie in the future", "Geburtsdatum: darf nicht in der Zukunft liegen"),
        ("This contact was changed meanwhile.", "Dieser Kontakt wurde inzwischen geändert."),
        # The words of an external system are nobody's to translate.
        ("Account is locked (SBL-1).", "Account is locked (SBL-1)."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_sentence_from_below_is_said_in_the_language(german: None, english: str, said: str) -> None:
    assert language.sentence(english) == said


def test_an_error_stays_english_until_it_is_shown(german: None) -> None:
    with pytest.raises(InvalidValue) as problem:
        CONTACT["first_name"].clean("x" * 60)
    assert str(problem.value).startswith("first_name: may have at most 50 characters, not 60")
    assert language.sentence(problem.value.what) == "Vorname: darf höchstens 50 Zeichen haben, nicht 60"
    damaged = StoreDamaged("The store is damaged (s).", way_out="Check the disk.")
    assert language.sentence(str(damaged)).endswith("Prüfen Sie den Datenträger.")


def test_a_value_is_shown_in_the_language_and_found_by_it(german: None) -> None:
    assert language.value("MARITAL_STATUS", "Single") == "Ledig"
    assert language.value("HOUSEHOLD_TYPE", "Single") == "Alleinstehend"
    assert language.meant_by("ledig", "MARITAL_STATUS") == ["Single"]
    assert language.meant_by("Haus*", "HOUSEHOLD_RELATIONSHIP") == ["Head"]
    # What an administrator added has no other words.
    assert language.value("MARITAL_STATUS", "Save") == "Save"
    assert language.meant_by("Single", "HOUSEHOLD_TYPE") == []


def test_a_person_is_called_as_the_country_does() -> None:
    assert language.full_name("Zsófia", "Kiss") == "Zsófia Kiss"
    language.follow_names_of("hu_HU")
    assert language.full_name("Zsófia", "Kiss") == "Kiss Zsófia"
    assert language.full_name(None, "Kiss") == "Kiss"
    language.follow_names_of("de_DE")
    assert not language.family_first()


def test_in_english_nothing_is_looked_up() -> None:
    assert language.speak("en_GB") == language.speak("xx") == "en"
    assert language.sentence("The store is not open.") == "The store is not open."
    assert language.value("MARITAL_STATUS", "Single") == "Single"
    assert language.several("{count} row", "{count} rows", 1) == "{count} row"


def test_english_loads_no_catalogue() -> None:
    asked = "import sys; from desktop import language as spoken; spoken.speak('en_GB')"
    asked += "; print('desktop.phrases' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert said.strip() == "False"


@pytest.mark.parametrize("name", catalogue.languages())
def test_every_word_of_the_program_is_translated(name: str) -> None:
    """If this fails, ``./dev words`` puts the new words into the catalogues; then translate them."""
    assert catalogue.missing(catalogue.updated(name)) == []
    kept, fresh = (
        {str(each.id) for each in catalogue.words(of(name))} for of in (catalogue.read, catalogue.gather)
    )
    assert kept - fresh == set()


def test_translations_keep_places_and_keys() -> None:
    for name in catalogue.languages():
        assert catalogue.disagreements(catalogue.read(name)) == []


def test_what_the_program_reads_is_what_the_translator_wrote() -> None:
    for name in catalogue.languages():
        compiled = (catalogue.FOLDER / f"{name}.mo").read_bytes()
        assert compiled == catalogue.compiled(catalogue.read(name)), "./dev words"
