"""The scores of the core set that a belief listens to."""

from __future__ import annotations

from functools import cache

from securebase.measures import Instrument, Scale, instruments


@cache
def score_names() -> tuple[str, ...]:
    """Scores with a construct, as ``questionnaire.scale``; each answer counts once."""
    return tuple(
        f"{one.id}.{scale.id}"
        for one in instruments(core=True)
        for scale in one.scales
        if scale.construct is not None and not _sums_up(one, scale)
    )


def _sums_up(one: Instrument, scale: Scale) -> bool:
    """Whether a scale only adds up others of its sheet."""
    smaller = {
        item
        for other in one.scales
        if len(other.items) < len(scale.items) and set(other.items) < set(scale.items)
        for item in other.items
    }
    return set(scale.items) <= smaller
