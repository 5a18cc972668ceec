"""What a worker process takes from itself before it sees a stranger's query: memory, core files, the network."""

import ctypes
import os
import platform
import resource
import signal
import struct
import time

_SOCKET = {"x86_64": 41, "aarch64": 198}
"""Numbers of the system call socket(2), from the kernel's tables (asm/unistd.h)."""

_SET_DEATH_SIGNAL, _SET_SECCOMP, _FILTER_MODE, _SET_NO_NEW_PRIVS = 1, 22, 2, 38  # linux/prctl.h


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def confine(memory: int) -> bool:
    """Limit the address space to ``memory`` bytes, write no core files, open no sockets; whether the last worked."""
    _lower(resource.RLIMIT_AS, memory)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return deny_sockets()


def end_with_parent(parent: int) -> None:
    """Let the kernel end this process when the thread that started it ends; at once if process ``parent`` has ended."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def allow_cpu(seconds: float) -> None:
    """Let the kernel end this process (SIGXCPU) after so much more processor time: if the parent cannot."""
    _lower(resource.RLIMIT_CPU, int(time.process_time() + seconds) + 2)


def _lower(what: int, value: int) -> None:
    """Set a soft limit, as far as the hard one allows."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def deny_sockets() -> bool:
    """Let socket(2) fail with EACCES for ever in this process; False where the kernel has no such filter.

    Oxigraph always allows SERVICE, and its parser reads keywords where no scanner sees one (``SERVICESILENT<…>``, or in
    ``?a<1)SERVICE#>``, which by the grammar is an IRI). The guard refuses all that we know of; this holds for the rest.
    """
    number = _SOCKET.get(platform.machine())
    if platform.system() != "Linux" or number is None:
        return False
    code = b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in (
            (0x20, 0, 0, 0),  # load the number of the system call
            (0x15, 0, 1, number),  # is it socket?
            (0x06, 0, 0, 0x00050000 | 13),  # then answer EACCES
            (0x06, 0, 0, 0x7FFF0000),  # else allow
        )
    )
    libc = ctypes.CDLL(None, use_errno=True)
    program = _Program(len(code) // 8, code)
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0) == 0)
