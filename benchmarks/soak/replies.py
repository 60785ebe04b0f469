"""Answers records with mutated replies, and prints what was done that no reply may do."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import given, seed, settings
from hypothesis import strategies as some

from tests.support import reply_counter, reply_mutations


def soak(folder: Path, examples: int, start: int) -> dict[str, object]:
    """Play so many for each valid reply, and return the figures; ``broken`` says what was wrong."""
    started, played, broken = time.monotonic(), 0, list[str]()
    with reply_counter.counter(folder) as counter:
        for name, whole in reply_mutations.WHOLE.items():

            def one(reply: tuple[bytes, bytes], name: str) -> None:
                nonlocal played
                played += 1
                if found := counter.wrongs(name, *reply):
                    broken.append(f"{found} {reply[1]!r}")

            play = given(reply_mutations.mutated(whole), some.just(name))(one)
            about = {"max_examples": examples, "database": None, "deadline": None}
            seed(start)(settings(**about)(play))()
    seconds = round(time.monotonic() - started, 1)
    return {"replies": played, "broken": broken[:5], "seed": start, "seconds": seconds}


def main() -> int:
    """Play and print; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=5000, help="for each valid reply")
    parser.add_argument("--seed", type=int, default=1)
    given_ = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = soak(Path(folder), given_.examples, given_.seed)
    print(json.dumps(told, ensure_ascii=False))
    return int(bool(told["broken"]))


if __name__ == "__main__":
    sys.exit(main())
