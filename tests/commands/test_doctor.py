"""`hearth doctor`: what is wrong, each with its cure, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Hearth


def test_it_names_what_is_wrong_with_its_cure(local_hearth: Hearth) -> None:
    ran = local_hearth.run("doctor")
    assert ran.code == 1
    assert "WRONG external systems: No external system is defined" in ran.out
    assert "hearth connection set" in ran.out


def test_with_a_line_that_works_all_is_well(connected_locally: Hearth, tmp_path: Path) -> None:
    document = connected_locally.answer("doctor", "--support-file", str(tmp_path / "support.json"))
    assert document["ok"] is True
    found = {each["subject"]: each["standing"] for each in document["findings"]}
    assert found["clock"] == found["household address"] == found["household WSDL"] == "good"
    written = json.loads((tmp_path / "support.json").read_text("utf-8"))["findings"]
    assert [each["subject"] for each in written] == [each["subject"] for each in document["findings"]]
