"""The query language: which records it finds, and where it says that it does not understand."""

from __future__ import annotations

import pytest

from desktop import language
from desktop.store import children, lists, members, query
from desktop.store.lists import ListQuery
from desktop.store.store import Store
from desktop.store.types import RecordKind
from desktop.store.unit import View
from tests.support.records import contact, household

HOUSEHOLDS = {
    "Åkesson": {"category": "Gold", "income": "9000", "household_size": 2},
    "Okafor-Lindqvist": {"category": "Silver", "income": "68250.50", "phone_number": "+46 18 123 45 67"},
    "O'Brien And": {
        "category": "Gold",
        "income": "100000",
        "household_size": 11,
        "exchange_date": "2021-02-14",
    },
}
A, L, O = "Åkesson", "Okafor-Lindqvist", "O'Brien And"  # noqa: E741 -- the first letters of their names


@pytest.fixture
def kept(store: Store) -> Store:
    with store.write() as unit:
        homes = [household(unit, name, **values) for name, values in HOUSEHOLDS.items()]
        person = contact(unit, "Okafor")
        children.add(unit, person, "personal_address", {"personal_city": "Uppsala"})
        members.add(unit, homes[-1], person)
    return store


FINDS: list[tuple[str, set[str]]] = [
    ("category = Gold", {A, O}),
    ("[Category] = gold", {A, O}),
    ('category = "gold"', set()),
    ("name = ak*", {A}),
    ("name LIKE O?afor*", {L}),
    ("name NOT LIKE o*", {A}),
    ('household_name = "O\'Brien And"', {O}),
    ("household_name = 'O''Brien And'", {O}),
    ("name LIKE 'ak*'", {A}),
    ('name NOT LIKE "o*"', {A}),
    ('household_name LIKE "*brien and"', {O}),
    ("income > 9000", {L, O}),
    ("income >= 9000 AND income < 100000", {A, L}),
    ("household_size IS NULL", {L}),
    ("household_size IS NOT NULL", {A, O}),
    ("household_size <> 2", {L, O}),
    ("NOT household_size = 2", {L, O}),
    ("category = Silver OR category = Gold AND income > 50000", {L, O}),
    ("(category = Silver OR category = Gold) AND income > 70000", {O}),
    ("phone = 018*", set()),
    ("phone = *123 45*", {L}),
    ("[Phone] = +46 18 123 45 67", {L}),
    ("city = upp*", {O}),
    ("exchange_date > 2021-01-01", {O}),
    ("name = 100%", set()),
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("category = silber", {L}), ("category = Gol*", {A, O}), ("category <> Silber", {A, O})],
)
def test_a_value_of_a_list_is_found_by_what_it_is_called(kept: Store, asked: str, found: set[str]) -> None:
    language.speak("de")
    try:
        with kept.read() as view:
            assert names_found(view, asked) == found
    finally:
        language.speak("en")


def test_queries_find_what_fulfils_them(kept: Store) -> None:
    with kept.read() as view:
        found = {text: names_found(view, text) for text, _ in FINDS}
    assert found == dict(FINDS)
    assert all(query.is_query(text) for text in found)


def names_found(view: View, text: str) -> set[str]:
    order = lists.numbers(view, ListQuery(RecordKind.HOUSEHOLD, text))
    return {str(row[1]) for row in lists.rows(view, "household", order, ["household_name"]).values()}


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("categori = Gold", 0, "no field 'categori'"),
        ("category Gold AND income > 1", 9, "=, <, >, LIKE or IS is missing"),
        ("category = ", 10, "A value is missing"),
        ("category = Gold income > 5", 23, "An AND or OR is missing"),
        ("(category = Gold", 16, "A ) is missing"),
        ('category = "Gold', 11, "not closed"),
        ("income > much", 9, "Income"),
        ("income = 9*", 9, "takes no * and ?"),
        ("status IS EMPTY", 10, "NULL is missing"),
        ("category = Gold OR", 18, "The name of a field is missing"),
    ],
)
def test_a_problem_points_at_the_character(text: str, at: int, said: str) -> None:
    with pytest.raises(query.QueryProblem) as caught:
        lists.query_condition("household", text)
    assert (caught.value.at, said in str(caught.value)) == (at, True), caught.value
    assert f"Character {at + 1}" in str(caught.value)


@pytest.mark.parametrize(("text", "_found"), FINDS)
def test_a_query_is_written_as_it_was_understood(text: str, _found: set[str]) -> None:
    asked = query.parse(text)
    assert query.written(query.parse(query.written(asked))) == query.written(asked)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (
            {"category": "Gold OR Silver", "income": ">= 5"},
            "(category = Gold OR category = Silver) AND income >= 5",
        ),
        ({"category": "NOT (Gold OR Silver)"}, "NOT (category = Gold OR category = Silver)"),
        ({"Household #": "7-*"}, "[Household #] = 7-*"),
        ({"name": '"And ""so"""'}, 'name = "And ""so"""'),
        ({"name": "LIKE 'And so*'"}, 'name LIKE "And so*"'),
        ({"name": "'s Gravenhage"}, "name = 's Gravenhage"),
        ({"segment": "IS NOT NULL"}, "segment IS NOT NULL"),
        ({"status": "NOT LIKE A*"}, "NOT status = A*"),
        ({"status": "<> Former AND A?tive"}, "status <> Former AND status = A?tive"),
    ],
)
def test_criteria_of_fields_become_a_query_and_come_back(typed: dict[str, str], text: str) -> None:
    criteria = {name: query.parse_criterion(name, each) for name, each in typed.items()}
    assert query.joined(criteria) == text
    back = query.by_field(query.parse(text))
    assert back is not None
    assert query.joined(back) == text
    assert query.by_field(query.parse("category = Gold OR status = Active")) is None


@pytest.mark.parametrize(("text", "at"), [("", 0), (">=", 2), ("Gold AND", 8), ("IS", 2), ("= Gold = x", 7)])
def test_a_problem_in_a_criterion_points_at_its_character(text: str, at: int) -> None:
    with pytest.raises(query.QueryProblem) as caught:
        query.parse_criterion("category", text)
    assert caught.value.at == at


@pytest.mark.parametrize("text", ["Okafor", "Like Minded", "O'Brien and Sons", "+46 18 123", "a@example.com"])
def test_words_to_find_are_no_query(text: str) -> None:
    assert not query.is_query(text)
