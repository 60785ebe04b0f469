"""An external system is worked with by its WSDL alone; the docs say which variants were tried."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.variant_runs import play
from tests.support.variants import VARIANTS, Variant
from tests.support.variants_page import PAGE, row


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda each: each.name.replace(" ", "-"))
def test_a_variant_is_tested_sent_to_and_in_the_docs(variant: Variant, tmp_path: Path) -> None:
    assert row(variant, play(variant, tmp_path)) in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_docs_name_no_other_variant() -> None:
    named = re.findall(r"^\| ([^|]*) \| (?:document|rpc) ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert named == [each.name for each in VARIANTS]
