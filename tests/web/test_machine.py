from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.web.machine import Machine


def run(examples: int, steps: int) -> None:
    """Let people do as they like, many times anew."""
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_everybody_sees_what_the_rules_say_whatever_they_do() -> None:
    run(6, 30)
