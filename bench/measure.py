"""Run a command and measure it.

In:  a command and the folder to run it in.
Out: wall-clock and processor seconds, or the peak memory of all its processes together.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

INTERVAL = 0.02
"""Seconds between two looks at the memory."""

HAS_PSS = Path("/proc/self/smaps_rollup").exists()


def time_of(command: list[str], folder: Path) -> dict[str, float]:
    """Wall seconds, and processor seconds (user and system) of the command with its children."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = _start(command, folder, output.fileno())
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        _ended(process, command, status, output)
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime}


def peak_memory_of(command: list[str], folder: Path) -> int | None:
    """The largest sum over all its processes in bytes; None where the system can't tell.

    PSS shares out what processes have in common; where only RSS is known, each one counts it all.
    """
    if not Path("/proc/self/statm").exists():
        return None
    peak = 0
    with tempfile.TemporaryFile() as output:
        process = _start(command, folder, output.fileno())
        while True:
            next_look = time.perf_counter() + INTERVAL
            peak = max(peak, sum(map(_memory, _processes_of(process.pid))))
            pid, status = os.waitpid(process.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(max(0, next_look - time.perf_counter()))
        _ended(process, command, status, output)
    return peak


def _start(command: list[str], folder: Path, output: int) -> subprocess.Popen[bytes]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )


def _ended(
    process: subprocess.Popen[bytes], command: list[str], status: int, output: IO[bytes]
) -> None:
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        output.seek(0)
        text = output.read().decode(errors="replace")
        sys.exit(f"{' '.join(command)} failed ({process.returncode}):\n{text[-4000:]}")


def _processes_of(leader: int) -> list[int]:
    """All processes of the command's session, also those whose parent has ended."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader:
            found.append(int(entry.parent.name))
    return found


def memory_of(process: int) -> int:
    """The bytes that a process and all below it hold now."""
    return sum(_memory(one) for one in (process, *_below(process)))


def _below(process: int) -> list[int]:
    """All processes that a process has begun, and those that these have."""
    found = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in listed.read_text().split():
                found += [int(child), *_below(int(child))]
    return found


def _memory(process: int) -> int:
    """PSS, or RSS where the system has no PSS; 0 for a process that has just ended."""
    try:
        if not HAS_PSS:
            pages = Path(f"/proc/{process}/statm").read_text().split()[1]
            return int(pages) * os.sysconf("SC_PAGE_SIZE")
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
