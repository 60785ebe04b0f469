"""Hearth: households and their contacts on an agent's workstation."""

__version__ = "0.1.0"
