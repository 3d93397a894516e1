import numpy as np
import pytest

from securebase.dynamics import Parameters, calibrated, jacobian, mechanisms, state_rows
from securebase.explain import Arrow, Kind, Link, Strength, arrows, links

RAISES = [
    ("crossover", "you.threat", "me.threat"),
    ("felt_security", "me.perceived", "me.security"),
    ("perception", "you.acting", "me.perceived"),
    ("habituation", "us.freshness", "us.vitality"),
    ("vitality", "me.drive", "us.vitality"),
]
LOWERS = [
    ("haven", "me.threat", "me.threat"),
    ("intrusion", "you.anxiety", "me.quality"),
    ("energy", "me.threat", "me.energy"),
    ("alternatives", "me.security", "me.alt_substance"),
]


def link(mechanism: str, source: str, target: str) -> Link:
    return next(
        it
        for it in links()
        if (it.mechanism, it.source, it.target) == (mechanism, source, target)
    )


@pytest.mark.parametrize("ends", RAISES, ids=str)
def test_a_link_raises(ends: tuple[str, str, str]) -> None:
    assert link(*ends).sign == 1


@pytest.mark.parametrize("ends", LOWERS, ids=str)
def test_a_link_lowers(ends: tuple[str, str, str]) -> None:
    assert link(*ends).sign == -1


def test_a_published_link_has_the_size_of_its_row() -> None:
    found = link("crossover", "you.threat", "me.threat")
    assert found.size == pytest.approx(float(calibrated()["crossover.share"]))
    assert found.rows == ("stress_crossover",)


def test_what_no_study_has_shown_is_marked() -> None:
    marked = {it.mechanism for it in links() if it.hypothesis}
    assert marked == {each.id for each in mechanisms() if each.hypothesis} != set()


def test_arrows_along_one_way_multiply_to_its_link() -> None:
    one = arrow("perception", "you.responsive", "me.perceived")
    two = arrow("provision", "me.acting", "me.responsive")
    row = state_rows().index("a.perceived")
    column = state_rows().index("b.acting")
    assert one.size * two.size == pytest.approx(
        jacobian(calibrated())[row, column], rel=0.05
    )


def arrow(mechanism: str, source: str, target: str) -> Arrow:
    return next(
        it
        for it in arrows()
        if (it.mechanism, it.source, it.target) == (mechanism, source, target)
    )


def test_every_mechanism_has_an_arrow() -> None:
    assert {it.mechanism for it in arrows()} == {each.id for each in mechanisms()}


def test_a_mechanism_switched_off_has_no_pull_left() -> None:
    without = Parameters.start().without(["crossover"])
    assert [it for it in arrows(without) if it.mechanism == "crossover"] == []


def test_a_judgement_is_never_called_published() -> None:
    found = [it for it in arrows() if it.strength is Strength.PUBLISHED]
    known = {each.name: each for m in mechanisms() for each in m.parameters}
    assert found != []
    assert [it for it in found for name in it.parameters if not known[name].rows] == []


def test_traits_set_starting_points_and_pull_nothing() -> None:
    starts = [it for it in arrows() if it.kind is Kind.START]
    assert {it.mechanism for it in starts} == {"starting_points"}
    assert np.all([abs(it.size) < 1 for it in starts])
