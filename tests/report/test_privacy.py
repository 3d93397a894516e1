"""One partner's private answers never reach the other, in any byte of a report."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, strategies as st

from securebase.core import Topic, Viewer
from securebase.couples import Couple, look
from securebase.report import build, to_html, to_json, to_pdf
from tests.effort import tried_on

from .random_couples import (
    mutual,
    random_couple,
    with_b_redrawn,
    with_shared_changed,
)

seeds = st.integers(0, 2**32 - 1)


def pages(couple: Couple, viewer: Viewer) -> tuple[str, str]:
    report = build(look(couple, viewer))
    return to_html(report), to_json(report)


@given(seeds, seeds)
@tried_on(8, phases=(Phase.generate,))
def test_redrawing_what_ben_keeps_leaves_every_byte_of_anas_report(
    seed: int, other: int
) -> None:
    couple = random_couple(np.random.default_rng(seed))
    changed = with_b_redrawn(couple, np.random.default_rng(other))
    for viewer in (Viewer.A, Viewer.OURS):
        assert pages(changed, viewer) == pages(couple, viewer)


@given(seeds, seeds)
@tried_on(60, phases=(Phase.generate,))
def test_redrawing_what_ben_keeps_leaves_anas_view(seed: int, other: int) -> None:
    couple = random_couple(np.random.default_rng(seed))
    changed = with_b_redrawn(couple, np.random.default_rng(other))
    for viewer in (Viewer.A, Viewer.OURS):
        assert look(changed, viewer) == look(couple, viewer)


@given(seeds, seeds)
@tried_on(12, phases=(Phase.generate,))
def test_redrawing_what_ben_keeps_leaves_anas_whole_report(
    seed: int, other: int
) -> None:
    couple = random_couple(np.random.default_rng(seed))
    changed = with_b_redrawn(couple, np.random.default_rng(other))
    for viewer in (Viewer.A, Viewer.OURS):
        assert build(look(changed, viewer)) == build(look(couple, viewer))


def test_the_pdf_does_not_tell_either() -> None:
    couple = random_couple(np.random.default_rng(4))
    changed = with_b_redrawn(couple, np.random.default_rng(5))
    assert changed != couple
    first, second = (to_pdf(build(look(it, Viewer.A))) for it in (couple, changed))
    assert first == second


@pytest.mark.parametrize("viewer", [Viewer.A, Viewer.OURS])
def test_only_the_language_of_the_one_who_reads_counts(viewer: Viewer) -> None:
    couple = random_couple(np.random.default_rng(6))
    ana, ben = with_b_redrawn(couple, np.random.default_rng(7)).private
    for spoken in ("en", "de", None):
        other = replace(couple, private=(ana, replace(ben, language=spoken)))
        first, second = (
            build(look(it, viewer), language="de") for it in (couple, other)
        )
        assert to_html(first) == to_html(second)
        assert to_json(first) == to_json(second)


def test_what_both_share_does_reach_the_other() -> None:
    reached = 0
    for seed in range(200):
        couple = random_couple(np.random.default_rng(seed))
        if Topic.RESPONSIVENESS not in mutual(couple, diary=False):
            continue
        changed = with_shared_changed(couple, Topic.RESPONSIVENESS)
        if changed != couple:
            reached += pages(changed, Viewer.A) != pages(couple, Viewer.A)
        if reached:
            break
    assert reached


def test_the_report_for_both_is_one_and_the_same_whoever_asks() -> None:
    couple = random_couple(np.random.default_rng(8))
    assert pages(couple, Viewer.OURS) == pages(couple, Viewer.OURS)


@pytest.mark.parametrize("viewer", list(Viewer))
def test_notes_and_ids_are_in_no_report(viewer: Viewer) -> None:
    for seed in range(5):
        html, text = pages(random_couple(np.random.default_rng(seed)), viewer)
        assert "nobody else reads this" not in html + text
        assert "random-couple" not in html + text
