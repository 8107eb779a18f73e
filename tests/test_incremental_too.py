"""The other half of the random edits, for another process."""

from __future__ import annotations

import pytest

from tests.test_incremental import PARTS, try_edits


@pytest.mark.parametrize("part", range(PARTS))
def test_more_edits(part: int) -> None:
    try_edits(PARTS + part)
