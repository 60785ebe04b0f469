"""Serves the built-in external system without the rest of Hearth: ``python -m … --data FILE``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desktop.errors import HearthError
from desktop.integration.external_system.options import add_options, serve, setup


def main() -> int:
    """Read the options and serve; an error is one line on standard error."""
    parser = argparse.ArgumentParser(prog="external_system", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE", help="where the records are kept")
    parser.add_argument("--json", action="store_true", help="print the addresses as one line of JSON")
    add_options(parser)
    arguments = parser.parse_args()
    try:
        wanted = setup(arguments, arguments.data)
        return serve(wanted, as_json=arguments.json, while_stdin_open=arguments.while_stdin_open)
    except HearthError as problem:
        sys.stderr.write(f"{problem}\n")
        return problem.exit_code


if __name__ == "__main__":
    sys.exit(main())
