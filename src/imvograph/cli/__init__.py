"""The command line: reads settings, builds the parts, calls one function. ``--json`` where a program would read it."""

from imvograph.cli.commands import main

__all__ = ["main"]
