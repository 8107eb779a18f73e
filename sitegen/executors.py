"""Where work runs: in this process, or in several.

In:  module-level functions and picklable values.
Out: their results, in the order in which they were asked for.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

from sitegen.diagnostics import SitegenError, error

Item = TypeVar("Item")
Result = TypeVar("Result")

LARGEST_BATCH = 100
"""Pages; a larger batch would leave a person without news for too long."""

SMALLEST_BATCH = 8
"""Pages; to hand over fewer would cost more than it saves."""


SERIAL_BELOW = 32
"""Tasks up to which everything runs in this process: starting others would cost more."""

PAGES_A_TASK = 50
"""Pages of a site that others are told of in the time of a task."""

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
        super().__init__(jobs, mp_context=context, initializer=_begin_work)
        self.jobs = jobs
        self.inherits = context.get_start_method() == "fork"
        """Whether its processes begin with what this one has in memory."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` in one of the processes."""
        return super().submit(_tidily, fn, *args, **kwargs)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Wait for the work that runs; after a failure, begin no more of it."""
        self.shutdown(wait=True, cancel_futures=kind is not None)


class DaskExecutor(Executor):
    """The workers of a Dask cluster (https://distributed.dask.org); they see the site's folder."""

    def __init__(self, address: str, probe: Callable[[], object]) -> None:
        """Raises SitegenError when there is no such cluster, or it can't do the work."""
        try:
            from distributed import Client  # noqa: PLC0415 - an optional part
        except ImportError as problem:
            hint = "pip install 'sitegen[dask]'"
            raise _no_cluster(address, "Dask is missing", hint) from problem
        connect: Any = Client  # Dask has no types
        try:
            self._client = connect(address, timeout=10, set_as_default=False)
        except OSError as problem:
            hint = "start one by `dask scheduler` and `dask worker`"
            raise _no_cluster(address, "there is none", hint) from problem
        try:
            found = self._client.run(probe)
            if not found:
                raise _no_cluster(address, "it has no workers", "start some by `dask worker`")
            if any(answer != probe() for answer in found.values()):
                hint = "all need this version of everything, and the site's folder at one path"
                raise _no_cluster(address, "its workers differ from this process", hint)
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)
        self.jobs = max(2, sum(self._client.nthreads().values()))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` on some worker; on another one if that is lost."""
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster."""
        self._executor.shutdown(wait=wait)
        self._client.close()

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Leave the cluster; after a failure, ask for no more work."""
        self.shutdown(wait=kind is None)


Where = SerialExecutor | PoolExecutor | DaskExecutor


def _no_cluster(address: str, why: str, help: str) -> SitegenError:
    message = f'the cluster at "{address}" cannot be used: {why}'
    return SitegenError((error("no-cluster", message, help=help),))


def _begin_work() -> None:
    """Set a worker process up."""
    # Ctrl-C reaches every process of a terminal; one of them is enough to end the build
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what ends the first process is its own affair
    gc.disable()
    gc.freeze()  # what was inherited stays shared: the collector would write to all of it


def _tidily(task: Callable[..., Any], *arguments: Any) -> Any:
    """A task's result in a worker process.

    Garbage is collected between batches, and what a process keeps for all of them is not looked
    through again: that saves a tenth of the time.
    """
    result = task(*arguments)
    gc.collect()
    gc.freeze()
    return result


class Workers:
    """The executors of a build; other processes are started when there is work for them."""

    def __init__(
        self, jobs: int, cluster: str = "", probe: Callable[[], object] = lambda: None
    ) -> None:
        """`cluster` is the address of a Dask scheduler, `tcp://host:port`, to use instead.

        `probe` must give there what it gives here: that the code and the files are the same.
        """
        self._jobs = jobs
        self._cluster = cluster
        self._probe = probe
        self._stack = contextlib.ExitStack()
        self._many: Where | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *problem: Any) -> None:
        self._stack.__exit__(*problem)

    def for_tasks(self, count: int, size: int = 0) -> Where:
        """Where that many tasks run best: a few in this process.

        Others have to be told of a site with `size` pages, which takes as long as some tasks.
        """
        if count < SERIAL_BELOW + size // PAGES_A_TASK or (self._jobs <= 1 and not self._cluster):
            return SerialExecutor()
        if self._many is None:
            many: Where = (
                DaskExecutor(self._cluster, self._probe)
                if self._cluster
                else PoolExecutor(self._jobs)
            )
            self._stack.push(many.__exit__)
            self._many = many
        return self._many

    def stop(self) -> None:
        """End the other processes: there is no more work, and they hold memory."""
        if self._many is not None:
            self._many.shutdown()
            self._many = None

    def started_anew(self, where: Where) -> Where:
        """Processes that know what this one knows now, in place of those that began earlier."""
        if not isinstance(where, PoolExecutor) or not where.inherits:
            return where
        where.shutdown()
        many = PoolExecutor(self._jobs)
        self._stack.push(many.__exit__)
        self._many = many
        return many


def default_jobs() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def batches(items: Sequence[Item], jobs: int, weight: int = 1) -> list[Sequence[Item]]:
    """Items cut into runs, in order; the last ones are short, so that all jobs end together.

    Each has half of what is each job's share of the rest: pages differ in length, and processors
    in what else they do (guided self-scheduling, Polychronopoulos and Kuck 1987). `weight` is how
    many pages an item is worth.
    """
    found, start = [], 0
    least = max(1, min(SMALLEST_BATCH // weight, len(items) // jobs))
    most = max(1, LARGEST_BATCH // weight)
    while start < len(items):
        share = (len(items) - start) // (2 * jobs)
        end = start + min(max(share, least), most)
        found.append(items[start:end])
        start = end
    return found


def run_batches(
    where: Where,
    task: Callable[..., Sequence[Result]],
    items: Sequence[Item],
    *leading: object,
    weight: int = 1,
) -> Iterator[Result]:
    """`task(*leading, batch)` for each batch of items; the results one by one, in order.

    `weight` is how many pages an item is worth.
    """
    tasks = (where.submit(task, *leading, batch) for batch in batches(items, where.jobs, weight))
    # one job works when asked, several from now on
    begun = list(tasks) if where.jobs > 1 else tasks
    return (result for future in begun for result in future.result())


def counted(
    results: Iterable[Result], step: str, total: int, progress: Progress
) -> Iterator[Result]:
    """Results as they come, each told to `progress`."""
    for done, result in enumerate(results, 1):
        progress(step, done, total)
        yield result
