"""Make the comparison samples of the Big Five questionnaires from public answers.

    python tools/make_comparison.py

Reads tests/data/openpsychometrics_ipip50_5000.csv.gz, writes a comparison.toml into
the folder of each questionnaire, and prints the reliability figures for their keys.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from securebase.measures import Instrument, ScaleStatistics, describe, instrument, score

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests/data/openpsychometrics_ipip50_5000.csv.gz"
FOLDERS = ROOT / "src/securebase/measures/instruments"
MADE_FOR = ("ipip_50", "mini_ipip")
SOURCE = "open_psychometrics_ipip50"
# The form let people type any number as their age; some typed a year of birth.
OLDEST = 100
WOMAN = 2


def sample() -> pd.DataFrame:
    """The answers, one row a person."""
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as file:
        return pd.read_csv(file)


def label(people: pd.DataFrame) -> str:
    """Who the people are, in words."""
    ages = people["age"][people["age"] <= OLDEST]
    women = (people["gender"] == WOMAN).mean()
    return (
        f"{len(people):,} self-selected visitors of a public web test "
        f"(openpsychometrics.org), {women:.0%} women, ages {ages.min()} to "
        f"{ages.max()} (median {ages.median():.0f}), nobody left out"
    )


def lines(people: pd.DataFrame, one: Instrument) -> Iterator[str]:
    """The lines of comparison.toml of one questionnaire."""
    answers = people[[item.code for item in one.items]].to_numpy(float)
    scored = score(answers, one).value
    untold = int((people["age"] > OLDEST).sum())
    yield "# Made by tools/make_comparison.py; not written by hand."
    yield f"# {untold} people typed an impossible age; their answers are among these."
    for column, scale in enumerate(one.scales):
        values = scored[:, column]
        scores, counts = np.unique(values[~np.isnan(values)], return_counts=True)
        yield ""
        yield f"[{scale.id}]"
        yield f'label = "{label(people)}"'
        yield f"n = {counts.sum()}"
        yield f"mean = {np.nanmean(values):.6f}"
        yield f"sd = {np.nanstd(values, ddof=1):.6f}"
        yield f'source = "{SOURCE}"'
        yield f"scores = [{', '.join(f'{value:g}' for value in scores)}]"
        yield f"counts = [{', '.join(map(str, counts))}]"


def reliability(seen: ScaleStatistics) -> str:
    """One line for a key: spread and internal consistency in this sample."""
    return (
        f"{seen.scale}: reliability = {{ sd = {seen.sd:.6f}, alpha = {seen.alpha:.6f}, "
        f'n = {seen.n}, source = "{SOURCE}" }}'
    )


def main() -> None:
    """Write both files, print both sets of figures."""
    people = sample()
    for name in MADE_FOR:
        one = instrument(name)
        path = FOLDERS / name / "comparison.toml"
        path.write_text("\n".join(lines(people, one)) + "\n", encoding="utf-8")
        answers = people[[item.code for item in one.items]].to_numpy(float)
        figures = [reliability(seen) for seen in describe(answers, one)]
        sys.stdout.write("\n".join([f"{name}: {path.name} written", *figures]) + "\n")


if __name__ == "__main__":
    main()
