"""The log of the service: one event a line on standard error, as JSON for machines or in colours for a terminal."""

import json
import logging
import sys
from typing import Any, TextIO

import structlog
from pydantic_core import to_json

Processors = list[Any]
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def _line(event: Any, **_: object) -> str:
    """As json.dumps, for a quarter of the time; what is no text for that (half a character in a path) is written by it."""
    try:
        return to_json(event, fallback=str).decode()
    except ValueError:
        return _encode(event)


class _Lines:
    """Writes each event as one piece; standard error sends a line at once by itself."""

    def __init__(self, output: TextIO) -> None:
        self._write = output.write

    def msg(self, line: str) -> None:
        self._write(line + "\n")

    debug = info = warning = error = critical = msg


def set_up(form: str, output: TextIO = sys.stderr) -> Any:
    """Let every event, of ours and of the libraries, be a line; ``form`` is console, json, or auto. Gives the logger."""
    as_json = form == "json" or (form == "auto" and not output.isatty())
    first: Processors = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    last: Processors = [structlog.processors.format_exc_info] if as_json else []
    last += [
        structlog.processors.JSONRenderer(_line) if as_json else structlog.dev.ConsoleRenderer(colors=output.isatty())
    ]
    structlog.configure(
        processors=[*first, *last],
        logger_factory=lambda *_: _Lines(output),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(output)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*first, structlog.stdlib.add_logger_name],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.WARNING
    return structlog.get_logger()
