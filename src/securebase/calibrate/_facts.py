"""Each stylised fact, measured on a simulated study as the literature measured it.

The order of the values of a fact is that of its bands in the evidence.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy import ndarray

from ._statistics import betas, d, icc, log_odds_slope, r, r2, slope, within, z
from ._study import PROGRAMME, Study

BIG_FIVE = (
    "neuroticism",
    "extraversion",
    "openness",
    "agreeableness",
    "conscientiousness",
)
_YEAR = 13  # windows of four weeks
_HALF = 6


def quality(study: Study, window: int = 0, *, data: ndarray | None = None) -> ndarray:
    """Satisfaction as a questionnaire finds it."""
    chosen = study.panel if data is None else data
    return study.asked(study.person(chosen, "satisfaction")[window])


def attachment(study: Study, window: int = 0) -> tuple[ndarray, ndarray]:
    found = []
    for name in ("anxiety", "avoidance"):
        now = study.person(study.panel, name) + study.person(
            study.panel, f"{name}_shift"
        )
        found.append(study.asked(now[window]))
    return found[0], found[1]


def swap(values: ndarray) -> ndarray:
    """The partner's value for each person."""
    half = values.shape[-1] // 2
    return np.concatenate([values[..., half:], values[..., :half]], axis=-1)


def reports(study: Study) -> tuple[ndarray, ...]:
    """What a person says of the relationship, short of satisfaction."""
    own = [
        study.person(study.panel, name)[0]
        for name in ("perceived", "security", "unmet", "equity")
    ]
    return tuple(
        study.asked(x) for x in (*own, study.couple(study.panel, "vitality")[0])
    )


def differences(study: Study) -> tuple[ndarray, ...]:
    """What a person says of themselves."""
    mood = study.asked(study.person(study.panel, "mood")[0])
    return (*(study.trait(name) for name in BIG_FIVE), *attachment(study), mood)


def f1(study: Study) -> list[float]:
    anxiety, avoidance = attachment(study)
    neurotic = study.trait("neuroticism")
    return [r(neurotic, anxiety), r(neurotic, avoidance)]


def f2(study: Study) -> list[float]:
    avoidance = attachment(study)[1]
    order = ("agreeableness", "extraversion", "conscientiousness", "openness")
    return [r(avoidance, study.trait(name)) for name in order]


def f3(study: Study) -> list[float]:
    neurotic, now = study.trait("neuroticism"), quality(study)
    return [r(neurotic, now), r(swap(neurotic), now)]


def f4(study: Study) -> list[float]:
    anxiety, avoidance = attachment(study)
    found = betas(quality(study), anxiety, avoidance, swap(anxiety), swap(avoidance))
    return [(found[0] + found[1]) / (found[2] + found[3]), found[0] - found[1]]


def f5(study: Study) -> list[float]:
    now = quality(study)
    five = r2(now, *(study.trait(name) for name in BIG_FIVE))
    return [r2(now, *attachment(study)) - five]


def f6(study: Study) -> list[float]:
    now = quality(study)
    levels = [study.trait(name) for name in BIG_FIVE]
    levels = [*levels, *(swap(each) for each in levels)]
    apart = [np.abs(levels[k] - levels[k + 5]) for k in range(5)]
    return [r2(now, *levels, *apart) - r2(now, *levels)]


def f7(study: Study) -> list[float]:
    now, own, self_ = quality(study), reports(study), differences(study)
    everything = (*own, *self_)
    others = tuple(swap(each) for each in everything)
    ratio = r2(now, *everything) / r2(now, *others)
    return [r2(now, *self_), r2(now, *own), ratio]


def f8(study: Study) -> list[float]:
    given = study.asked(study.person(study.panel, "responsive")[0])
    felt = study.asked(study.person(study.panel, "perceived")[0])
    weights = betas(felt, given, swap(given))
    return [r(swap(given), felt), weights[0] - weights[1]]


def f9(study: Study) -> list[float]:
    mood = within(study.person(study.beeps, "momentary"))
    mine = within(study.person(study.beeps, "momentary_giving"))
    theirs = within(study.person(study.beeps, "momentary_giving", other=True))
    return [_partial(mood, theirs, mine), _partial(mood, mine, theirs)]


def _partial(y: ndarray, x: ndarray, held: ndarray) -> float:
    left = [
        v - slope(v, held)[0] * (held - held.mean()).reshape(v.shape) for v in (y, x)
    ]
    return r(left[0], left[1])


def f10(study: Study) -> list[float]:
    mood = study.person(study.beeps, "momentary")
    apart = within(mood)
    inertia = slope(apart[1:], apart[:-1])[0]
    means = mood.mean(axis=0)
    half = len(means) // 2
    return [icc(mood), float(inertia), r(means[:half], means[half:])]


def f11(study: Study) -> list[float]:
    mood = within(study.person(study.diary, "mood"))
    given = within(study.person(study.diary, "responsive"))
    return [float(slope(mood, given)[0])]


def f12(study: Study) -> list[float]:
    welcomed = study.person(study.panel, "comfort", other=False)[0]
    needed = study.person(study.panel, "need_shown")[0]
    accepted = study.asked(welcomed / (needed + 0.02))
    striving = study.asked(study.person(study.panel, "drive")[_HALF])
    warmth = study.asked(study.couple(study.panel, "vitality")[0])
    return [float(betas(striving, accepted, warmth)[0])]


def f13(study: Study) -> list[float]:
    met, declined = (
        study.person(study.diary, n).sum(axis=0) for n in ("met", "declined")
    )
    helped = study.asked(
        study.person(study.diary, "encouraging_given", other=True).mean(axis=0)
    )
    odds = float(np.exp(log_odds_slope(helped, met, declined)))
    later = study.person(study.panel, "growth")[_HALF]
    yes, no = (met > 0) & (declined == 0), (met == 0) & (declined > 0)
    return [odds, float((later[yes].mean() - later[no].mean()) / later.std())]


def f14(study: Study) -> list[float]:
    parts = [
        study.person(study.diary, name, other=True)
        for name in ("open_now", "encouraging_given", "intruding")
    ]
    support = within(parts[0] + parts[1] - parts[2])
    progress = within(study.person(study.diary, "progress"))
    mood = within(study.person(study.diary, "mood"))
    same, later = slope(progress[1:], support[1:], support[:-1])
    well_being = slope(mood[1:], progress[:-1])[0]
    return [float(later / same) if same > 0 and well_being > 0 else float("nan")]


def f15(study: Study) -> list[float]:
    stress = z(within(study.person(study.diary, "threat")).ravel())
    stress = stress.reshape(study.diary.shape[0], -1)
    given = within(study.person(study.diary, "responsive"))
    given = given / given.std()
    energy = within(study.person(study.diary, "energy"))
    total = slope(given, stress)[0]
    direct = slope(given, stress, energy)[0]
    later = slope(given[1:], stress[:-1], stress[1:])[0]
    return [float(later), float((total - direct) / total)]


def f16(study: Study) -> list[float]:
    balance = study.asked(study.person(study.panel, "equity")[0])
    now = z(quality(study))
    under, over = np.maximum(-balance, 0.0), np.maximum(balance, 0.0)
    low, high = slope(now, under, over)
    return [float(-low), float(-high), float(high - low)]


def f17(study: Study) -> list[float]:
    growth = [study.asked(study.person(study.panel, "growth")[w]) for w in (0, _YEAR)]
    good = [quality(study, w) for w in (0, _YEAR)]
    to_growth = betas(growth[1], growth[0], good[0])[1]
    to_quality = betas(good[1], good[0], growth[0])[1]
    return [float(to_growth), float(to_quality)]


def f18(study: Study) -> list[float]:
    retest = []
    for place in (0, 1):
        first = attachment(study, 0)[place]
        retest.append(r(first, attachment(study, _YEAR)[place]))
    return [float(np.mean(retest))]


def reverted(study: Study) -> float:
    """What is left of a shock to attachment after half a year, as a share."""
    without, shaken = study.bump
    names = ("anxiety_shift", "anxiety")
    left = sum(study.person(shaken, n) - study.person(without, n) for n in names)
    return float(np.median(left[-1]))


def f19(study: Study) -> list[float]:
    arms = {
        name: study.person(data, "satisfaction") for name, data in study.arms.items()
    }
    # Windows of two weeks: the seventh ends at three months.
    both = d(arms["both"][6], arms["none"][6])
    one = d(arms["one"][6], arms["none"][6])
    return [both, one / both]


def kept(study: Study) -> float:
    """Share of a programme's gain in quality that is left after a year."""
    arms = {
        name: study.person(data, "satisfaction") for name, data in study.arms.items()
    }
    late = d(arms["both"][-1], arms["none"][-1])
    return late / d(arms["both"][6], arms["none"][6])


def learnt(study: Study) -> float:
    """What a programme adds to skill, in standard deviations of skill."""

    def composite(data: ndarray, window: int) -> ndarray:
        return np.sum([study.person(data, n)[window] for n in PROGRAMME], axis=0)

    return d(composite(study.arms["both"], 5), composite(study.arms["none"], 5))


def f20(study: Study) -> list[float]:
    course = study.person(study.newlyweds, "satisfaction").mean(axis=1)
    years = np.arange(len(course)) / 2
    return [float(np.polyfit(years, course, 1)[0])]


def f21(study: Study) -> list[float]:
    last = len(study.panel) - 3
    safe = study.asked(study.person(study.panel, "security")[0])
    use = [
        study.asked(study.person(study.panel, "alt_substance")[w]) for w in (0, last)
    ]
    return [r(safe, use[1]), float(-betas(use[1], use[0], safe)[1])]


def f22(study: Study) -> list[float]:
    now = quality(study)
    half = len(now) // 2
    return [r(now[:half], now[half:])]


def f23(study: Study) -> list[float]:
    now, later = quality(study), quality(study, _YEAR)
    own = (*reports(study), *differences(study))
    both = (*own, *(swap(each) for each in own))
    current = r2(now, *both)
    change = r2(later - now, *both)
    return [current, change, current - r2(now, *own)]


FACTS: dict[str, Callable[[Study], list[float]]] = {
    f"F{number}": globals()[f"f{number}"] for number in range(1, 24)
}
