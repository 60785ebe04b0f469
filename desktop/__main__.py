"""The `hearth` command: reads the arguments and hands over to what they name."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from desktop.commands import failures, grammar
from desktop.commands.answers import finish, speak_utf8
from desktop.commands.logs import logs_on_standard_error
from desktop.errors import ExitCode, HearthError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    speak_utf8()
    home: str | None = None
    try:
        arguments = grammar.parse(words)
        home = arguments.home
        with logs_on_standard_error(verbose=arguments.verbose):
            return int(arguments.run(arguments))
    except HearthError as problem:
        return failures.tell(problem, words)
    except KeyboardInterrupt:
        return failures.INTERRUPTED
    except SystemExit as ended:  # argparse, after --help and --version
        return ended.code if isinstance(ended.code, int) else int(ExitCode.DONE)
    except Exception as problem:  # noqa: BLE001 -- whatever it is, the person gets one line and not a traceback
        return failures.tell_unexpected(problem, words, home)
    finally:
        finish()


if __name__ == "__main__":
    sys.exit(main())
