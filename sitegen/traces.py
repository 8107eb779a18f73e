"""What every output was made from, and which outputs that makes stale.

In:  the questions that outputs asked, with the fingerprints of the answers.
Out: the jobs whose answers are different now.

A question is kept once with its fingerprint; a job keeps numbers of questions. What all pages ask
of the settings is kept once for all jobs that asked just that.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property

from sitegen.model import Diagnostic, Struct
from sitegen.settings import Asked

_WASTE = 0.25
"""The part of the questions that may be unused before they are sorted out."""


class JobTrace(Struct, frozen=True, kw_only=True, array_like=True):
    """What a job made, and of what."""

    group: int
    reads: bytes
    """The numbers of its own questions, four bytes each."""

    outputs: tuple[tuple[str, bytes], ...]
    """Its files and the digests of their bytes."""

    diagnostics: tuple[Diagnostic, ...] = ()


Question = tuple[str, str, bytes]
"""Query, argument, fingerprint of the answer."""


class Traces(Struct, frozen=True, kw_only=True):
    """What all outputs of a build were made from."""

    questions: list[Question]
    groups: list[bytes]
    """Numbers of questions that many jobs share."""

    jobs: dict[str, JobTrace]
    added: int = 0
    """How many questions were added since the unused ones were sorted out."""


class Rest(Mapping[str, JobTrace]):
    """The jobs of traces but for some; they are gone through only when somebody wants them."""

    def __init__(self, jobs: Mapping[str, JobTrace], without: Set[str]) -> None:
        self._jobs, self._without = jobs, without

    def __getitem__(self, name: str) -> JobTrace:
        if name in self._without:
            raise KeyError(name)
        return self._jobs[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._jobs if name not in self._without)

    def __len__(self) -> int:
        return len(self._jobs) - len(self._without & self._jobs.keys())


NO_TRACES = Traces(questions=[], groups=[], jobs={})


class Made(Struct, frozen=True, kw_only=True):
    """A job's result, before its questions have numbers."""

    job: str
    common: tuple[Asked, ...]
    reads: tuple[Asked, ...]
    outputs: tuple[tuple[str, bytes], ...]
    diagnostics: tuple[Diagnostic, ...]


def numbers(packed: bytes) -> array[int]:
    """The numbers of questions that were packed."""
    found = array("I")
    found.frombytes(packed)
    return found


def changed_questions(
    questions: Iterable[tuple[int, Question]],
    print_of: Callable[[Asked], bytes],
    asks: Callable[[Asked], bool],
) -> dict[int, bytes]:
    """The numbers of questions whose answers are different now, with their new fingerprints.

    `asks` tells which may have changed at all; the others are not asked again.
    """
    found = {}
    for number, (query, argument, before) in questions:
        asked = (query, argument)
        if asks(asked):
            now = print_of(asked)
            if now != before:
                found[number] = now
    return found


def stale_jobs(traces: Traces, changed: Set[int]) -> set[str]:
    """The jobs that asked one of these questions."""
    if not changed:
        return set()
    groups = {
        number
        for number, packed in enumerate(traces.groups)
        if not changed.isdisjoint(numbers(packed))
    }
    return {
        name
        for name, job in traces.jobs.items()
        if job.group in groups or not changed.isdisjoint(numbers(job.reads))
    }


def is_asked(traces: Traces, query: str, index: Index | None) -> bool:
    """Whether any job asked a question."""
    if index is not None:
        return bool(index.questions(query, None))
    return any(one[0] == query for one in traces.questions)


def arguments(traces: Traces, jobs: Iterable[JobTrace], query: str) -> set[str]:
    """The arguments with which some jobs asked a question of their own."""
    questions = traces.questions
    found = {number for job in jobs for number in numbers(job.reads)}
    return {questions[number][1] for number in found if questions[number][0] == query}


def reasons(traces: Traces, changed: Set[int], job: str) -> list[Asked]:
    """The questions of a job whose answers are different now."""
    trace = traces.jobs[job]
    asked = (*numbers(traces.groups[trace.group]), *numbers(trace.reads))
    return [traces.questions[number][:2] for number in asked if number in changed]


class Index:
    """Which jobs a changed answer makes stale, told without going through all of them.

    It follows one build after the other as long as questions keep their numbers.
    """

    def __init__(self, traces: Traces) -> None:
        self.known: dict[Asked, int] = {}
        """Every question's number."""

        self.telling: set[str] = set()
        """The jobs that have something to say."""

        self._kinds: dict[str, list[int]] = {}
        self._jobs: dict[int, list[str]] = {}
        self._groups: dict[int, list[int]] = {}
        self._members: dict[int, list[str]] = {}
        self._size = (0, 0)
        self.follow(NO_TRACES, traces, traces.jobs)

    def follow(self, before: Traces, traces: Traces, made: Iterable[str]) -> None:
        """Take in what is new since `before` in the jobs that were `made`."""
        questions, groups = self._size
        for number in range(questions, len(traces.questions)):
            query, argument, _ = traces.questions[number]
            self.known[query, argument] = number
            self._kinds.setdefault(query, []).append(number)
        for group in range(groups, len(traces.groups)):
            for number in numbers(traces.groups[group]):
                self._groups.setdefault(number, []).append(group)
        self._size = len(traces.questions), len(traces.groups)
        for name in made:
            trace, old = traces.jobs[name], before.jobs.get(name)
            if trace.diagnostics:
                self.telling.add(name)
            else:
                self.telling.discard(name)
            if old is None or old.group != trace.group:
                self._members.setdefault(trace.group, []).append(name)
            if old is None or old.reads != trace.reads:
                seen = set(numbers(old.reads)) if old else ()
                for number in numbers(trace.reads):
                    if number not in seen:
                        self._jobs.setdefault(number, []).append(name)

    def questions(self, query: str, arguments: Iterable[str] | None) -> Iterable[int]:
        """The questions of a query; `arguments` limits them to these."""
        if arguments is None:
            return self._kinds.get(query, ())
        found = (self.known.get((query, argument)) for argument in arguments)
        return [number for number in found if number is not None]

    def stale_jobs(self, traces: Traces, changed: Set[int]) -> set[str]:
        """The jobs that asked one of these questions."""
        groups = {group for number in changed for group in self._groups.get(number, ())}
        found = {name for number in changed for name in self._jobs.get(number, ())}
        found.update(name for group in groups for name in self._members.get(group, ()))
        # what a job asked in an earlier build may be no longer among its questions
        return {name for name in found if name in traces.jobs and reasons(traces, changed, name)}


class _Numbers:
    """Gives questions their numbers."""

    def __init__(
        self, traces: Traces, print_of: Callable[[Asked], bytes], index: Index | None
    ) -> None:
        self.questions = list(traces.questions)
        self.groups = list(traces.groups)
        self._print_of = print_of
        self._index = index

    @cached_property
    def _tables(self) -> tuple[Mapping[Asked, int], dict[Asked, int]]:
        """The numbers that are known, and where new ones go: not into an index of those before."""
        if self._index is not None:
            return self._index.known, {}
        own = {(one[0], one[1]): number for number, one in enumerate(self.questions)}
        return own, own

    @cached_property
    def _group_numbers(self) -> dict[bytes, int]:
        return {packed: number for number, packed in enumerate(self.groups)}

    def as_before(self, asked: Sequence[Asked], before: bytes) -> bytes | None:
        """The numbers, when all questions are among those with the numbers `before`."""
        known = {self.questions[number][:2]: number for number in numbers(before)}
        try:
            return array("I", [known[one] for one in asked]).tobytes()
        except KeyError:
            return None

    def of(self, asked: Sequence[Asked]) -> bytes:
        known, new = self._tables
        found = list(map(known.get, asked))
        for place, number in enumerate(found):
            if number is None:
                one = asked[place]
                if one not in new:
                    new[one] = len(self.questions)
                    self.questions.append((*one, self._print_of(one)))
                found[place] = new[one]
        return array("I", found).tobytes()  # type: ignore[type-var]

    def group_of(self, asked: Sequence[Asked]) -> int:
        packed = self.of(asked)
        found = self._group_numbers.setdefault(packed, len(self.groups))
        if found == len(self.groups):
            self.groups.append(packed)
        return found


def renewed(
    traces: Traces,
    changed: Mapping[int, bytes],
    made: Iterable[Made],
    jobs: Iterable[str],
    print_of: Callable[[Asked], bytes],
    index: Index | None = None,
    *,
    same_jobs: bool = False,
) -> Traces:
    """The traces with new results, and with no other jobs than `jobs`.

    With an `index`, which is of `traces`, questions keep their numbers; `same_jobs` says that the
    jobs are those of the traces.
    """
    found = _Numbers(traces, print_of, index)
    for number, now in changed.items():
        query, argument, _ = found.questions[number]
        found.questions[number] = (query, argument, now)
    groups: dict[tuple[Asked, ...], int] = {}
    fresh = {}
    for one in made:
        old = traces.jobs.get(one.job)
        group = groups.get(one.common)
        if group is None and old is not None:
            before = traces.groups[old.group]
            group = old.group if found.as_before(one.common, before) == before else None
        if group is None:
            group = found.group_of(one.common)
        groups[one.common] = group
        # an edit seldom makes a job ask something new: then not all questions are gone through
        reads = found.as_before(one.reads, old.reads) if old is not None else None
        fresh[one.job] = JobTrace(
            group=group,
            reads=found.of(one.reads) if reads is None else reads,
            outputs=one.outputs,
            diagnostics=one.diagnostics,
        )
    if index is not None and same_jobs:
        kept, gone = traces.jobs | fresh, 0
    else:
        kept = {name: fresh[name] if name in fresh else traces.jobs[name] for name in jobs}
        gone = len(traces.jobs.keys() - kept.keys())
    added = traces.added + gone + len(found.questions) - len(traces.questions)
    result = Traces(
        questions=found.questions, groups=found.groups, jobs=kept, added=added if traces.jobs else 0
    )
    if index is not None or result.added <= _WASTE * len(found.questions):
        return result
    return _without_waste(result)


def _without_waste(traces: Traces) -> Traces:
    """Traces without the questions and groups that no job has."""
    groups = sorted({job.group for job in traces.jobs.values()})
    used: set[int] = set()
    for group in groups:
        used.update(numbers(traces.groups[group]))
    for job in traces.jobs.values():
        used.update(numbers(job.reads))
    kept = sorted(used)
    place = {number: index for index, number in enumerate(kept)}
    group_place = {number: index for index, number in enumerate(groups)}

    def moved(packed: bytes) -> bytes:
        return array("I", [place[number] for number in numbers(packed)]).tobytes()

    return Traces(
        questions=[traces.questions[number] for number in kept],
        groups=[moved(traces.groups[number]) for number in groups],
        jobs={
            name: JobTrace(
                group=group_place[job.group],
                reads=moved(job.reads),
                outputs=job.outputs,
                diagnostics=job.diagnostics,
            )
            for name, job in traces.jobs.items()
        },
    )
