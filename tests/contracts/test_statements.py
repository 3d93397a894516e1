"""Each statement of the theory, shown in the model and gone without its mechanism."""

import pytest

from securebase.core import STATEMENTS
from securebase.dynamics import mechanisms
from securebase.explain import Experiment, experiments

# Rounding of the kernel's single precision.
ROUNDING = 1e-6

CASES = [pytest.param(it, id=f"{it.statement}-{it.id}") for it in experiments()]


@pytest.mark.parametrize("experiment", CASES)
def test_a_statement_shows_and_is_gone_without_its_mechanisms(
    experiment: Experiment,
) -> None:
    effect = experiment.on()
    assert effect > 10 * ROUNDING
    assert abs(experiment.off()) <= experiment.left * effect + ROUNDING


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_has_an_experiment_with_a_mechanism_of_its_own(
    statement: str,
) -> None:
    serving = {each.id for each in mechanisms() if statement in each.statements}
    shown = [it for it in experiments() if it.statement == statement]
    assert [it.id for it in shown if serving & set(it.mechanisms)] != []


def test_every_name_of_an_experiment_is_its_own() -> None:
    names = [it.id for it in experiments()]
    assert len(names) == len(set(names))
