"""The other half of the random edits, for another process."""

from __future__ import annotations

from hypothesis.stateful import run_state_machine_as_test

from tests.test_incremental import SETTINGS, Edits


def test_more_edits() -> None:
    run_state_machine_as_test(Edits, settings=SETTINGS)
