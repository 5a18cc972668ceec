"""A SHACL engine's own process (``python -m …worker FD ENGINE MEMORY``): shapes once, then data in, results out.

It limits its own memory and processor time, and ends when the other side of the socket closes.
"""

import json
import resource
import signal
import sys
import time
from multiprocessing.connection import Connection
from typing import Any

from imvograph.errors import SettingError, TurtleError
from imvograph.gate.engines import validator
from imvograph.gate.report import Result


def main() -> None:
    """Validate until there is nobody left to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    pipe, name, memory = Connection(int(sys.argv[1])), sys.argv[2], int(sys.argv[3])
    _limit(resource.RLIMIT_AS, memory)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        shapes = pipe.recv_bytes()
        try:
            engine = validator(name, shapes)
        except SettingError as exc:
            return pipe.send_bytes(json.dumps({"setting": str(exc)}).encode())
        except TurtleError as exc:
            return pipe.send_bytes(json.dumps({"turtle": str(exc)}).encode())
        pipe.send_bytes(b"{}")
        while True:
            seconds = float(pipe.recv_bytes())
            _limit(resource.RLIMIT_CPU, int(time.process_time() + seconds) + 2)  # if the parent cannot stop it
            pipe.send_bytes(json.dumps(_answer(engine.validate, pipe.recv_bytes())).encode())
    except (EOFError, OSError):
        return None


def _answer(validate: Any, data: bytes) -> dict[str, Any]:
    try:
        results: list[Result] = validate(data)
    except TurtleError as exc:
        return {"turtle": str(exc)}
    except MemoryError:
        return {"memory": True}
    messages: dict[str, int] = {}
    rows = []
    for r in results:
        # The same words come back thousands of times: sent once, and named by number.
        number = messages.setdefault(json.dumps(dict(r.messages)), len(messages))
        rows.append((r.rule, r.severity, r.focus, r.path, r.value, number, r.component))
    return {"results": rows, "messages": [json.loads(said) for said in messages]}


def _limit(what: int, value: int) -> None:
    """Set a soft limit, as far as the hard one allows."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


if __name__ == "__main__":
    main()
