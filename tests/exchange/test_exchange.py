"""CSV and vCard: what is taken in, matched, rejected, gone on with, taken back, and read back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.errors import UsageError
from desktop.exchange import exporting, importing, undoing, vcards
from desktop.exchange.exporting import Wish
from desktop.exchange.importing import Plan
from desktop.fields import CONTACT
from desktop.store import children, imports, lists, members, pages, records, sample, search
from desktop.store.lists import ListQuery
from desktop.store.store import Store, open_store
from desktop.store.types import RecordKind, Ref
from tests.support.records import contact, household, read


def written(folder: Path, text: str, name: str = "people.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def names(store: Store) -> list[str]:
    with store.read() as view:
        order = lists.numbers(view, ListQuery(RecordKind.CONTACT))
        rows = lists.rows(view, "contact", order, ["first_name", "last_name"])
    return [f"{rows[number][1]} {rows[number][2]}" for number in order]


def counts(result: importing.Result) -> tuple[int, int, int]:
    return result.reached.created, result.reached.updated, result.reached.rejected


def test_rows_create_update_and_are_rejected_with_line_and_reason(store: Store, tmp_path: Path) -> None:
    with store.write() as unit:
        ngozi = contact(unit, "Okafor", "Ngozi", home_phone="0701")
    file = written(
        tmp_path,
        "\ufeffid,last_name,first_name,birth_date,home_phone\r\n"
        f"{ngozi.id},Okafor,Ngozi,1984-05-02,\r\n"
        ',"Berg\r\nDahl",Åke,,08-512 345\r\n'
        ",Lind,Eva,yesterday,\r\n"
        ",Short\r\n"
        "nobody,Dahl,Bo,,\r\n",
    )
    result = importing.take_in(store, Plan(file))
    assert counts(result) == (1, 1, 3)
    assert [(each.line, each.field) for each in result.rejected] == [(5, "birth_date"), (6, ""), (7, "id")]
    assert result.rejects is not None
    with result.rejects.open(newline="") as rejected:
        assert sorted(row[0] for row in csv.reader(rejected)) == ["5", "6", "7", "line"]
    values = read(store, ngozi).values
    assert (values["birth_date"], values["home_phone"]) == ("1984-05-02", None)
    with store.read() as view:
        assert [hit.phone for hit in search.find(view, "8512345 berg")] == ["08512345"]


def test_people_who_are_there_are_found_by_name_and_reach(store: Store, tmp_path: Path) -> None:
    with store.write() as unit:
        there = contact(unit, "Lindqvist", "Åsa", email_address="asa@example.com", job_title="Nurse")
    file = written(
        tmp_path,
        "last_name,first_name,email_address,cellular_phone,job_title\n"
        "LINDQVIST,Asa,asa@example.com,070123,\n"
        "Lindqvist,Åsa,other@example.com,,\n"
        "Lindqvist,Åsa,other@example.com,070999,\n",
    )
    assert counts(importing.take_in(store, Plan(file))) == (1, 2, 0)
    values = read(store, there).values
    assert (values["cellular_phone"], values["job_title"]) == ("070123", "Nurse")


def test_a_dry_run_counts_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, "household_name,type\nBerg,Single\nDahl,Nonsense\n")
    assert counts(importing.take_in(store, Plan(file, dry_run=True))) == (1, 0, 1)
    with store.read() as view:
        assert lists.count(view, ListQuery(RecordKind.HOUSEHOLD)) == 0
        assert imports.newest(view) == ()


def test_columns_of_other_names_are_mapped_or_left_out(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, "Surname,Given,Shoe size\nBerg,Åke,44\n")
    plan = Plan(file, mapping={"Surname": "last_name", "Given": "first_name", "Shoe size": ""})
    assert counts(importing.take_in(store, plan)) == (1, 0, 0)
    assert names(store) == ["Åke Berg"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "empty"), ("colour\nred\n", "--kind"), ("last_name,colour\nBerg,red\n", "no field 'colour'")],
)
def test_a_file_that_is_something_else_is_refused(
    sqlite_store: Store, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        importing.take_in(sqlite_store, Plan(written(tmp_path, text)))


def test_a_file_without_a_card_is_no_file_of_cards(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no vCards"):
        importing.take_in(sqlite_store, Plan(written(tmp_path, "last_name\nBerg\n"), "vcard"))
    remark = written(tmp_path, "\ufeffmade by hand\nBEGIN:VCARD\nVERSION:4.0\nN:Berg;Ada\nEND:VCARD\n")
    assert counts(importing.take_in(sqlite_store, Plan(remark, "vcard"))) == (1, 0, 1)


def test_a_place_for_rejected_lines_that_takes_none_is_told_before_anything_is_taken(
    sqlite_store: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, "last_name\nBerg\n")
    for place in (tmp_path, tmp_path / "nowhere" / "rejected.csv"):
        with pytest.raises(UsageError, match=r"rejected lines .* cannot be written"):
            importing.take_in(sqlite_store, Plan(file, rejects=place))
    with sqlite_store.read() as view:
        assert lists.count(view, ListQuery(RecordKind.CONTACT)) == 0


def test_an_import_that_was_stopped_goes_on_and_is_taken_back_as_one(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    with sqlite_store.write() as unit:
        there = contact(unit, "Berg 7", "Åke", email_address="7@example.com")
    rows = "".join(f"Berg {at},Åke,{at}@example.com,Nurse\n" for at in range(35))
    file = written(tmp_path, "last_name,first_name,email_address,job_title\n" + rows)
    stopped = importing.take_in(sqlite_store, Plan(file), lambda _done, _total: False)
    assert (stopped.stopped, stopped.reached.entries) == (True, 10)
    result = importing.take_in(sqlite_store, Plan(file))
    assert result.reached.id == stopped.reached.id
    assert counts(result) == (34, 1, 0)
    assert counts(importing.take_in(sqlite_store, Plan(file))) == (0, 0, 0)
    with sqlite_store.write() as unit:
        (kept,) = (hit.ref for hit in search.find(unit, "berg 33"))
        members.add(unit, household(unit), kept)
    stopped_back = undoing.undo(sqlite_store, result.reached.id, lambda done, _total: done < 6)
    undone = undoing.undo(sqlite_store, result.reached.id)
    assert stopped_back == undoing.Undone(33, 0, (kept,), stopped=True)
    assert undone == undoing.Undone(0, 1, ())
    assert read(sqlite_store, there).values["job_title"] is None
    assert names(sqlite_store) == ["Åke Berg 33", "Åke Berg 7"]
    with sqlite_store.read() as view:
        assert [hit.ref for hit in search.find(view, "berg 1")] == []


def exported(store: Store, folder: Path, kind: str, name: str) -> Path:
    file = folder / name
    exporting.put_out(store, Wish(file, kind))
    return file


def whole(store: Store) -> dict[str, list[object]]:
    with store.read() as view:
        told: dict[str, list[object]] = {"members": [row for part in pages.memberships(view) for row in part]}
        for kind in RecordKind:
            told[kind] = [row for part in pages.rows(view, ListQuery(kind)) for row in part]
    return told


def test_an_export_read_into_another_store_is_the_same_store(store: Store, tmp_path: Path) -> None:
    sample.fill(store, households=25)
    files = [
        (kind, exported(store, tmp_path, kind, f"{kind}.csv")) for kind in ("household", "contact", "member")
    ]
    with open_store(f"sqlite:///{tmp_path / 'other.db'}") as other:
        for kind, file in files:
            assert importing.take_in(other, Plan(file, kind=kind)).rejected == ()
        assert whole(other) == whole(store)
        for kind, file in files:
            again = importing.take_in(other, Plan(file, kind=kind))
            assert (again.reached.created, again.rejected) == (0, ())
        assert whole(other) == whole(store)


def test_cards_read_into_another_store_have_fields_and_children(store: Store, tmp_path: Path) -> None:
    sample.fill(store, households=10)
    file = exported(store, tmp_path, "contact", "people.vcf")
    with open_store(f"sqlite:///{tmp_path / 'other.db'}") as other:
        assert importing.take_in(other, Plan(file)).rejected == ()
        assert whole(other)["contact"] == whole(store)["contact"]
        with store.read() as mine, other.read() as theirs:
            for ref in next(pages.refs(mine, ListQuery(RecordKind.CONTACT))):
                for name in ("personal_address", "alternate_phone", "communication_address"):
                    assert rows_of(mine, ref, name) == rows_of(theirs, ref, name)


def rows_of(view: object, ref: Ref, name: str) -> list[dict[str, object]]:
    rows = records.read(view, ref).children[name]  # pyright: ignore[reportArgumentType] -- a view
    return [{field: value for field, value in row.values.items() if field != "id"} for row in rows]


TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=30
).map(str.strip)


@given(
    values=st.fixed_dictionaries(
        {name: TEXT.filter(bool) for name in ("last_name", "first_name", "alias", "job_title", "comment")}
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_survives_a_card(sqlite_store: Store, values: dict[str, str]) -> None:
    with sqlite_store.write() as unit:
        ref = records.create(unit, "contact", values)
        children.add(unit, ref, "personal_address", {"personal_city": values["first_name"]})
    file = io.StringIO(newline="")
    with sqlite_store.read() as view:
        vcards.write(file, records.read(view, ref))
    assert all(len(line.encode()) <= 75 for line in file.getvalue().split("\r\n"))
    ((_, texts, rows, problem),) = vcards.read(io.StringIO(file.getvalue()))
    assert (problem, texts["id"]) == ("", ref.id)
    assert {name: texts[name] for name in values} == {
        name: CONTACT[name].clean(text) for name, text in values.items()
    }
    assert rows == [("personal_address", {"personal_city": values["first_name"]})]


FOREIGN = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Dr. Zoë van\n  Berg\nN:Berg;Zoë;van;Dr.;\nitem1.TEL;TYPE=CELL,VOICE:070-1\n"
    "TEL;WORK;PREF=1:08 1\nTEL;CELL:0702\nEMAIL;TYPE=INTERNET,PREF:z@example.com\nEMAIL:other@example.com\n"
    "ADR;TYPE=HOME:;;Storgatan 1\\, 3 tr;Malmö;;211 42;Sweden\nBDAY:1984-05-02T00:00:00Z\n"
    "PHOTO;ENCODING=b:AAAA\n BBBB\nNOTE:one\\ntwo\\; three\nUID:urn:uuid:1-2\nEND:VCARD\n"
    "stray\nBEGIN:VCARD\nVERSION:4.0\nN:Dahl;Bo;;;\nTEL;VALUE=uri;TYPE=home:tel:+46-8-1\nBDAY:--0502\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=85;Eva\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:4.0\nNOTE:cut off"
)


def test_cards_of_other_programs_are_read_for_what_they_say() -> None:
    first, stray, second, third, cut = vcards.read(io.StringIO(FOREIGN))
    assert first[1] == {
        "last_name": "Berg",
        "first_name": "Zoë",
        "middle_name": "van",
        "personal_title": "Dr.",
        "cellular_phone": "070-1",
        "work_phone": "08 1",
        "email_address": "z@example.com",
        "birth_date": "1984-05-02",
        "comment": "one\ntwo; three",
        "person_u_id": "urn:uuid:1-2",
    }
    assert [name for name, _ in first[2]] == ["personal_address", "alternate_phone", "communication_address"]
    assert first[2][0][1]["personal_street_address"] == "Storgatan 1, 3 tr"
    assert (stray[0], stray[3]) == (18, "stands outside of a card")
    assert second[1] == {"last_name": "Dahl", "first_name": "Bo", "home_phone": "+46-8-1"}
    assert third[1] == {"last_name": "Å", "first_name": "Eva"}
    assert cut[3] == "has no END:VCARD"
