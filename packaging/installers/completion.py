"""Writes the completion of bash, zsh and fish from the command line's own grammar."""

from __future__ import annotations

from collections.abc import Iterator

from installers.grammar import Command


def bash(command: Command) -> str:
    """Return bash's completion; zsh takes the same through its own emulation of it."""
    cases = "\n".join(
        f"    {' '.join(each.words[1:]) or '-'!r}) words={' '.join(_words(each))!r} ;;"
        for each in command.everyone()
    )
    return _BASH.format(cases=cases, paths=" ".join(_paths(command)))


def zsh(command: Command) -> str:
    """Return zsh's completion."""
    return f"#compdef hearth\nautoload -U +X bashcompinit && bashcompinit\n{bash(command)}"


def fish(command: Command) -> str:
    """Return fish's completion."""
    return "complete -c hearth -f\n" + "".join(
        f"{line}\n" for each in command.everyone() for line in _fish(each)
    )


def _words(command: Command) -> Iterator[str]:
    yield from (each.words[-1] for each in command.commands)
    yield from (choice for each in command.arguments for choice in each.choices)
    yield from (name for each in command.options for name in each.names)


def _paths(command: Command) -> Iterator[str]:
    return ("/".join(each.words[1:]) for each in command.everyone() if each.words[1:])


def _fish(command: Command) -> Iterator[str]:
    below = [each.words[-1] for each in command.commands]
    seen = [f"__fish_seen_subcommand_from {word}" for word in command.words[1:]]
    unseen = [f"not __fish_seen_subcommand_from {' '.join(below)}"] if below else []
    condition = "; and ".join([*seen, *unseen]) or "true"
    for each in command.commands:
        yield f"complete -c hearth -n {condition!r} -a {each.words[-1]} -d {_quoted(each.about)}"
    for option in command.options:
        for name in (name for name in option.names if name.startswith("--")):
            needs = " -r" if option.value else ""
            yield f"complete -c hearth -n {condition!r} -l {name[2:]}{needs} -d {_quoted(option.about)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_BASH = """\
# Completion of the hearth command, written from its own grammar.
_hearth() {{
  local word path= words current=${{COMP_WORDS[COMP_CWORD]}} i known=' {paths} '
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    case "$known" in *" ${{path:+$path/}}$word "*) path=${{path:+$path/}}$word ;; esac
  done
  case "${{path//\\// }}" in
    '') path=- ;;
  esac
  case "${{path//\\// }}" in
{cases}
  esac
  case "${{COMP_WORDS[COMP_CWORD - 1]}}" in
    --home | --screenshots) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    --ca | --certificate | --household-wsdl | --contact-wsdl | --data)
      mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
  esac
}}
complete -o default -F _hearth hearth
"""
