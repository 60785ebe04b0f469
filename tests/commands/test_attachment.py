"""`hearth attachment`, and the rows that never travel from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Hearth


def test_a_file_is_attached_and_written_out_again(hearth: Hearth, tmp_path: Path) -> None:
    person = hearth.contact()["id"]
    letter, copy = tmp_path / "letter.txt", tmp_path / "copy.txt"
    letter.write_text("Dear Ngozi")
    shown = hearth.answer("attachment", "add", person, str(letter), "--description", "First letter")
    row = shown["children"]["attachment"][0]
    assert (row["fields"]["file_name"], row["fields"]["size"]) == ("letter.txt", 10)
    hearth.answer("attachment", "save", row["id"], str(copy))
    assert copy.read_text() == "Dear Ngozi"
    assert "is there already" in hearth.refusal("attachment", "save", row["id"], str(copy))


def test_a_file_is_not_attached_as_an_ordinary_row(local_hearth: Hearth) -> None:
    person = local_hearth.contact()["id"]
    said = local_hearth.refusal("child", "add", "contact", person, "attachment", "description=Letter")
    assert "hearth attachment add" in said


def test_a_party_is_picked_among_the_contacts(local_hearth: Hearth) -> None:
    home, lawyer = local_hearth.household()["id"], local_hearth.contact("Signe", "Bergman")["id"]
    words = ("party_relationship", "relationship=Lawyer", "--pick", lawyer)
    shown = local_hearth.answer("child", "add", "household", home, *words)
    row = shown["children"]["party_relationship"][0]
    assert (row["fields"]["last_name"], row["fields"]["type"]) == ("Bergman", "Contact")
