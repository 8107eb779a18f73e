"""Where work runs: in this process, or in several.

In:  module-level functions and picklable values.
Out: their results, in the order in which they were asked for.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

BATCHES_PER_JOB = 4
"""How many batches each job gets at least: several, since pages differ in length."""

LARGEST_BATCH = 100
"""Pages; a larger batch would leave a person without news for too long."""


SERIAL_BELOW = 32
"""Pages up to which everything runs in this process: starting others would cost more."""

Progress = Callable[[str, int, int], None]
"""Called with the step's name, how much is done, and of how much."""


class SerialExecutor(Executor):
    """Runs each task at once, in this process."""

    jobs = 1

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` now; the future is done when this returns."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as problem:
            future.set_exception(problem)
        return future


class PoolExecutor(ProcessPoolExecutor):
    """Several processes; forked on Linux, where that is safe, else spawned."""

    def __init__(self, jobs: int) -> None:
        method = "fork" if sys.platform == "linux" else "spawn"
        context = multiprocessing.get_context(method)
        super().__init__(jobs, mp_context=context, initializer=_leave_interrupts_to_the_parent)
        self.jobs = jobs

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Wait for the work that runs; after a failure, begin no more of it."""
        self.shutdown(wait=True, cancel_futures=kind is not None)


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches every process of a terminal; one of them is enough to end the build."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Workers:
    """The executors of a build; other processes are started when there is work for them."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._stack = contextlib.ExitStack()
        self._pool: PoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *problem: Any) -> None:
        self._stack.__exit__(*problem)

    def for_tasks(self, count: int) -> SerialExecutor | PoolExecutor:
        """Where that many tasks run best: a few in this process."""
        if self._jobs <= 1 or count < SERIAL_BELOW:
            return SerialExecutor()
        if self._pool is None:
            self._pool = self._stack.enter_context(PoolExecutor(self._jobs))
        return self._pool


def default_jobs() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def batches(items: Sequence[Item], jobs: int) -> list[Sequence[Item]]:
    """Items cut into runs of about equal length, in order."""
    if not items:
        return []
    size = min(-(-len(items) // (jobs * BATCHES_PER_JOB)), LARGEST_BATCH)
    return [items[i : i + size] for i in range(0, len(items), size)]


def run_batches(
    where: SerialExecutor | PoolExecutor,
    task: Callable[..., Sequence[Result]],
    items: Sequence[Item],
    *leading: object,
) -> Iterator[Result]:
    """`task(*leading, batch)` for each batch of items; the results one by one, in order."""
    tasks = (where.submit(task, *leading, batch) for batch in batches(items, where.jobs))
    # one job works when asked, several from now on
    for future in list(tasks) if where.jobs > 1 else tasks:
        yield from future.result()


def counted(
    results: Iterable[Result], step: str, total: int, progress: Progress
) -> Iterator[Result]:
    """Results as they come, each told to `progress`."""
    for done, result in enumerate(results, 1):
        progress(step, done, total)
        yield result
