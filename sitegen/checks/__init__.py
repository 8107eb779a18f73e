"""What `sitegen check` looks for: one module a check, listed here.

In:  a project.
Out: a Diagnostic for each thing that needs a hand.
"""

from __future__ import annotations

from sitegen.checks.check import Check
from sitegen.checks.prompts import PROMPTS

__all__ = ["CHECKS", "Check"]

CHECKS: tuple[Check, ...] = (PROMPTS,)
"""All checks, in the order in which they are told."""
