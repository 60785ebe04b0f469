"""Envelopes become readable whatever they are: well-formed, cut short, or no XML at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.store.envelopes import compare, folded, inside, pieces, pretty

SENT = (
    '<soap:Envelope xmlns:soap="urn:s"><soap:Header><Security><User>a</User></Security></soap:Header>'
    "<soap:Body><Household><HouseholdName>Okafor &amp; Co</HouseholdName><Category/><Size></Size>"
    "<Members><Member><Id>1</Id></Member><Member><Id>2</Id></Member></Members></Household>"
    "</soap:Body></soap:Envelope>"
)


def test_an_element_with_text_is_one_line_and_the_others_are_a_tree() -> None:
    assert pretty(pieces(SENT)).splitlines() == [
        '<soap:Envelope xmlns:soap="urn:s">',
        "  <soap:Header>",
        "    <Security>",
        "      <User>a</User>",
        "    </Security>",
        "  </soap:Header>",
        "  <soap:Body>",
        "    <Household>",
        "      <HouseholdName>Okafor &amp; Co</HouseholdName>",
        "      <Category/>",
        "      <Size></Size>",
        "      <Members>",
        "        <Member>",
        "          <Id>1</Id>",
        "        </Member>",
        "        <Member>",
        "          <Id>2</Id>",
        "        </Member>",
        "      </Members>",
        "    </Household>",
        "  </soap:Body>",
        "</soap:Envelope>",
    ]


def test_the_header_is_folded_and_so_are_the_rows_of_a_long_list() -> None:
    many = "<List>" + "<Row><A>1</A><B>2</B></Row>" * 4 + "</List>"
    assert folded(pieces(SENT)) == {1}
    assert folded(pieces(many)) == {1, 4, 7, 10}
    assert folded(pieces("<List><Row><A>1</A><B>2</B></Row></List>")) == frozenset()


def test_a_part_can_be_taken_out_of_the_tree() -> None:
    assert pretty(inside(pieces("<A><B><C>1</C></B><D>2</D></A>"), 1)) == "<B>\n  <C>1</C>\n</B>"


def test_what_is_cut_short_or_no_xml_is_shown_as_it_stands() -> None:
    cut = "<A><B>one</B><C>tw"
    page = "<html><body>Please<br>log in<p>here</body></html>"
    assert pretty(pieces(cut)).splitlines() == ["<A>", "  <B>one</B>", "  <C>", "    tw", "  </C>", "</A>"]
    assert [each.text for each in pieces(page)] == [
        "<html>", "<body>", "Please", "<br>", "log in", "<p>", "here",
    ]  # fmt: skip
    assert pieces("") == ()


@given(st.text(alphabet="<>/ab c&!-[]CDAT\"'=\n", max_size=80))
def test_nothing_is_lost_and_nothing_fails(text: str) -> None:
    shown = "".join(pretty(pieces(text)).split())
    for letter in "c&":
        assert shown.count(letter) >= text.count(letter) - text.count("</")


def test_two_envelopes_show_what_differs_with_a_little_around_it() -> None:
    fields = "".join(f"<F{number}>{number}</F{number}>" for number in range(20))
    one = f"<A><Name>Okafor</Name>{fields}</A>"
    lines = compare(one, one.replace("Okafor", "Lindqvist"))
    assert [(line.mark, line.text.strip()) for line in lines[:6]] == [
        (" ", "<A>"),
        ("-", "<Name>Okafor</Name>"),
        ("+", "<Name>Lindqvist</Name>"),
        (" ", "<F0>0</F0>"),
        (" ", "<F1>1</F1>"),
        (" ", "<F2>2</F2>"),
    ]
    assert [line.skipped for line in lines if line.skipped] == [18]


def test_equal_envelopes_are_one_line() -> None:
    assert [line.skipped for line in compare(SENT, SENT)] == [22]
