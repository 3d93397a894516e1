"""How many examples a law is tried on: some by `make test`, many by `make proofs`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import settings

Test = TypeVar("Test", bound=Callable[..., None])

# The name of the variable through which `make proofs` asks for more.
EFFORT = "SECUREBASE_EFFORT"


def tried_on(examples: int, **settled: Any) -> Callable[[Test], Test]:
    """Mark a test as a law that `make proofs` tries on many times more examples.

    Args:
        examples: How many `make test` tries.
        **settled: Other settings of Hypothesis.
    """
    most = examples * int(os.environ.get(EFFORT, "1"))

    def mark(test: Test) -> Test:
        law = settings(max_examples=most, deadline=None, **settled)(test)
        return pytest.mark.law(examples=most)(law)

    return mark
