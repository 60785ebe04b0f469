"""XML from outside: hardened against what it can do, tolerant of how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.integration.markup import MAX_DEPTH, NotXml, attribute, child, is_nil, local_name, parse, text_of

BOMB = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'


def test_names_are_local_names() -> None:
    root = parse(b'<p:a xmlns:p="urn:x"><b xmlns="urn:y">1</b><c>2</c></p:a>')
    assert [local_name(root), *(text_of(child(root, name)) for name in "bcd")] == ["a", "1", "2", ""]


@pytest.mark.parametrize("raw", [b"", b"   ", b"<a>", b"<a>\x01</a>", b"a", b"<a>&nbsp;</a>", b"<a/><b/>"])
def test_what_is_not_well_formed_is_no_xml(raw: bytes) -> None:
    with pytest.raises(NotXml, match=r"well-formed|empty"):
        parse(raw)


def test_a_document_type_is_refused_whatever_it_declares(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("s3cret")
    outside = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'
    for text in (BOMB, outside, "<!DOCTYPE a><a/>"):
        with pytest.raises(NotXml) as refused:
            parse(text.encode())
        assert "s3cret" not in str(refused.value)


def test_a_tree_deeper_than_any_message_is_refused() -> None:
    deep = MAX_DEPTH + 1
    with pytest.raises(NotXml, match="deeper"):
        parse(b"<a>" * deep + b"</a>" * deep)


def test_comments_and_processing_instructions_do_not_part_a_value() -> None:
    assert text_of(parse(b"<a>Gold<!-- sic --> and<?x y?> <![CDATA[<Silver>]]></a>")) == "Gold and <Silver>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_document_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?><a>Ngozi Ökafor</a>'
    assert text_of(parse(text.encode(encoding))) == "Ngozi Ökafor"


def test_the_charset_of_the_transport_counts_where_the_document_declares_none() -> None:
    assert text_of(parse("<a>Ök</a>".encode("latin-1"), "iso-8859-1")) == "Ök"
    assert text_of(parse("<a>Ök</a>".encode(), "utf-8")) == "Ök"


def test_a_charset_that_lies_or_does_not_exist_is_not_believed() -> None:
    declared = '<?xml version="1.0" encoding="utf-8"?><a>Ök</a>'.encode()
    assert [text_of(parse(declared, name)) for name in ("ascii", "no-such-charset")] == ["Ök", "Ök"]


def test_nil_and_attributes_are_known_by_local_name() -> None:
    root = parse(
        b'<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true" x:op="y" xmlns:x="urn:x"/>'
    )
    assert (is_nil(root), attribute(root, "op"), attribute(root, "no")) == (True, "y", None)
