from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from securebase.dynamics import Parameters

from ._chosen import chosen
from ._paired import Change, average_couples, changed, differences, lived, out
from ._place import place

_COUPLES = 400
_DAYS = 56
_YEAR = 364
_Effect = Callable[[Parameters], float]


@dataclass(frozen=True, slots=True)
class Experiment:
    """One statement of the theory, shown in the model.

    Attributes:
        id: Short name.
        statement: Which statement.
        mechanisms: Those that carry the effect; switched off, it is gone.
        says: What is compared and what comes of it, in one sentence.
        effect: The size, positive where the statement is right.
        left: Largest share of the effect that may be left when the mechanisms are off;
            nought where nothing else in the model leads there.
    """

    id: str
    statement: str
    mechanisms: tuple[str, ...]
    says: str
    effect: _Effect
    left: float = 0.0

    def on(self, parameters: Parameters | None = None) -> float:
        """The effect in the whole model."""
        return self.effect(parameters or chosen())

    def off(self, parameters: Parameters | None = None) -> float:
        """The effect without the mechanisms."""
        found = parameters or chosen()
        return self.effect(found.without(self.mechanisms))


def _seen(
    name: str,
    change: Change,
    *,
    against: Change | None = None,
    days: int = _DAYS,
    sign: float = 1.0,
) -> _Effect:
    """Mean of what a change does to something in couples who live on."""

    def effect(parameters: Parameters) -> float:
        found = differences(
            average_couples(_COUPLES), change, parameters, days=days, against=against
        )
        return sign * float(out(found, name).mean())

    return effect


def _share(met: str, missed: str, change: Change, *, days: int = _YEAR) -> _Effect:
    """What a change does to the share of occasions that are taken."""

    def effect(parameters: Parameters) -> float:
        start = average_couples(_COUPLES)
        shares = []
        for one in (change, Change()):
            life = lived(
                changed(start, one, parameters), parameters, days=days, window=days
            )
            taken, left = out(life, met).sum(), out(life, missed).sum()
            shares.append(taken / (taken + left))
        return float(shares[0] - shares[1])

    return effect


def _steadier(name: str, change: Change) -> _Effect:
    """How much less something moves from day to day."""

    def effect(parameters: Parameters) -> float:
        start = average_couples(_COUPLES)
        spreads = []
        for one in (Change(), change):
            life = lived(
                changed(start, one, parameters), parameters, days=_DAYS, window=1
            )
            spreads.append(out(life, name).std(axis=0).mean())
        return float(spreads[0] - spreads[1])

    return effect


def _pulled(name: str, state: dict[str, float], *, sign: float = 1.0) -> _Effect:
    """What some states do at once to where another is pulled."""

    def effect(parameters: Parameters) -> float:
        moved = place(parameters, state).pull(name) - place(parameters).pull(name)
        return sign * float(moved[0])

    return effect


def _at_once(
    name: str,
    state: dict[str, float],
    fixed: dict[str, float] | None = None,
    *,
    sign: float = 1.0,
) -> _Effect:
    """What some states do at once to a quantity, in a person with some traits."""

    def effect(parameters: Parameters) -> float:
        moved = place(parameters, state, fixed).value(name)
        return sign * float((moved - place(parameters, {}, fixed).value(name))[0])

    return effect


def _both_functions(parameters: Parameters) -> float:
    """What haven and base do together for growth, beyond what each does alone."""
    haven = dict.fromkeys(("b.attending", "b.understanding", "b.acting"), 1.0)
    base = {"b.encouraging": 1.0}
    none, one, other, both = (
        place(parameters, state).pull("a.growth")
        for state in ({}, haven, base, {**haven, **base})
    )
    return float((both - one - other + none)[0])


def _needed(parameters: Parameters) -> float:
    """How much more a partner's need costs the giving of an alarmed person."""
    need = {"a.threat": 2.0}
    worried = {"b.neuroticism": 1.0, "b.agreeableness": -1.0}
    lost = [
        place(parameters, {}, traits).value("b.responsive")
        - place(parameters, need, traits).value("b.responsive")
        for traits in (worried, {})
    ]
    return float((lost[0] - lost[1])[0])


def _more_than_traits(parameters: Parameters) -> float:
    """What neuroticism and disagreeableness do together, beyond each alone."""
    need = {"a.threat": 2.0}
    one, other = {"b.neuroticism": 1.0}, {"b.agreeableness": -1.0}
    alarm = [
        place(parameters, need, traits).value("b.alarm")
        for traits in ({**one, **other}, one, other, {})
    ]
    # As odds, in which the traits would add if they did not act together.
    odds = [np.log(each / (_need(parameters, need) - each)) for each in alarm]
    return float((odds[0] - odds[1] - odds[2] + odds[3])[0])


def _need(parameters: Parameters, state: dict[str, float]) -> np.ndarray:
    return place(parameters, state).value("a.need_shown")


def _weakest(parameters: Parameters) -> float:
    """How much more it helps to raise the weakest stage than the others."""
    weak = {"b.attending": -1.0, "b.understanding": 1.0, "b.acting": 1.0}
    start = place(parameters, weak).value("b.responsive")
    raised = place(parameters, {**weak, "b.attending": 0.0}).value("b.responsive")
    other = place(parameters, {**weak, "b.acting": 2.0}).value("b.responsive")
    return float(((raised - start) - (other - start))[0])


def _both_give(parameters: Parameters) -> float:
    """How much livelier a couple is where both give, than where one gives for two."""
    skills = ("attending", "understanding", "acting")
    both = {f"{side}.{name}": 1.0 for side in "ab" for name in skills}
    one = {f"a.{name}": 2.0 for name in skills}
    other = {f"b.{name}": 2.0 for name in skills}
    pulls = [
        place(parameters, state).pull("us.vitality") for state in (both, one, other)
    ]
    return float((pulls[0] - (pulls[1] + pulls[2]) / 2)[0])


def _balance(parameters: Parameters) -> float:
    """How much satisfaction is lost where getting and giving do not balance."""
    under, over = (
        place(parameters, {"a.equity": way}).pull("a.quality") for way in (-1.0, 1.0)
    )
    return float((place(parameters).pull("a.quality") - (under + over) / 2)[0])


def _round_trip(parameters: Parameters) -> float:
    """What one's giving does, by way of the other's growth, to the other's giving."""
    skills = ("attending", "understanding", "acting")
    raised = Change(home={f"a.{name}": 1.0 for name in skills})
    found = differences(average_couples(_COUPLES), raised, parameters, days=2 * _YEAR)
    return float(np.mean([out(found, f"b.{name}").mean() for name in skills]))


def _skills(side: str, size: float) -> dict[str, float]:
    names = ("attending", "understanding", "acting", "openness_to_need", "encouraging")
    return {f"{side}.{name}": size for name in names}


def _fields(parameters: Parameters) -> float:
    """The least that readiness does to any of the four fields."""
    names = ("career", "skill", "creative", "social")
    moved = place(parameters, {"a.drive": 1.0})
    still = place(parameters)
    return float(
        min(
            (moved.pull(f"a.explore_{it}") - still.pull(f"a.explore_{it}"))[0]
            for it in names
        )
    )


def experiments() -> tuple[Experiment, ...]:
    """At least one experiment for each statement, in their order."""
    return _EXPERIMENTS


_EXPERIMENTS = (
    Experiment(
        "feeling_the_base_makes_safe",
        "S1",
        ("felt_security",),
        "Who takes the partner for responsive feels safer, the partner's giving "
        "being the same.",
        _pulled("a.security", {"a.perceived": 1.0}),
    ),
    Experiment(
        "safety_lets_risks_be_taken",
        "S1",
        ("challenge",),
        "Who feels safer meets more of the challenges that come.",
        _share("a.met", "a.declined", Change(home={"a.security": 1.0})),
    ),
    Experiment(
        "haven_and_base_work_together",
        "S2",
        ("both_functions",),
        "Haven and base together raise growth by more than the two apart.",
        _both_functions,
    ),
    Experiment(
        "comfort_brings_pressure_down",
        "S2",
        ("haven", "unmet_need"),
        "Under pressure, a more responsive partner brings pressure down.",
        lambda parameters: (
            -float(
                (
                    place(parameters, {"a.threat": 2.0, "b.acting": 1.0}).pull(
                        "a.threat"
                    )
                    - place(parameters, {"a.threat": 2.0}).pull("a.threat")
                )[0]
            )
        ),
    ),
    Experiment(
        "pressure_drains_exploration",
        "S3",
        ("activation", "energy", "good_feeling"),
        "In the days after a burst of pressure, readiness to explore is lower.",
        _seen("a.drive", Change(state={"a.threat": 2.0}), days=7, sign=-1.0),
        left=0.2,
    ),
    Experiment(
        "stress_crosses_over",
        "S3",
        ("crossover", "alarm", "withdrawal", "haven", "unmet_need"),
        "One partner's pressure raises the other's.",
        _pulled("a.threat", {"b.threat": 1.0}),
        left=0.1,
    ),
    Experiment(
        "safety_frees_exploration",
        "S4",
        ("exploration", "challenge", "decision"),
        "Who feels safer is readier to explore.",
        _pulled("a.drive", {"a.security": 1.0}),
        left=0.05,
    ),
    Experiment(
        "four_fields_share_one_drive",
        "S5",
        ("exploration",),
        "Readiness raises exploring in each of the four fields.",
        _fields,
    ),
    Experiment(
        "big_decisions_rest_on_the_base",
        "S5",
        ("decision",),
        "Who feels safer is more likely to take a big decision.",
        _at_once("a.dare", {"a.security": 1.0}),
    ),
    Experiment(
        "encouragement_lets_challenges_be_met",
        "S6",
        ("challenge",),
        "Who is encouraged meets more of the challenges that come.",
        _share("a.met", "a.declined", Change(home={"b.encouraging": 1.0})),
    ),
    Experiment(
        "kindness_makes_failure_cheaper",
        "S6",
        ("failure",),
        "Where the partner is kind at failure, failures cost less self-efficacy.",
        _seen("a.growth", Change(home={"b.accepting_failure": 1.0}), days=_YEAR),
    ),
    Experiment(
        "safety_spills_over_into_work",
        "S7",
        ("work",),
        "Who feels safer does better at work, as far as the model reads it out.",
        _seen("a.work", Change(home={"a.security": 1.0})),
    ),
    Experiment(
        "calm_and_kind_people_start_ahead",
        "S8",
        ("starting_points", "alarm", "withdrawal", "stressors"),
        "An agreeable and emotionally stable person gives more of what fits.",
        _seen(
            "a.responsive",
            Change(fixed={"a.agreeableness": 1.0, "a.neuroticism": -1.0}),
        ),
    ),
    Experiment(
        "conscientious_people_give_steadily",
        "S9",
        ("reliability", "starting_points"),
        "A conscientious person's giving varies less from day to day.",
        _steadier("a.responsive", Change(fixed={"a.conscientiousness": 1.0})),
    ),
    Experiment(
        "need_alarms_the_worried",
        "S10",
        ("alarm", "withdrawal"),
        "A partner's need costs more giving in a neurotic and disagreeable person.",
        _needed,
    ),
    Experiment(
        "the_two_traits_act_together",
        "S10",
        ("alarm",),
        "Neuroticism alarms more where agreeableness is low.",
        _more_than_traits,
    ),
    Experiment(
        "approach_makes_the_avoidant_step_back",
        "S11",
        ("withdrawal",),
        "The more one shows need, the more an avoidant partner steps back, "
        "beyond what a partner of average avoidance does.",
        lambda parameters: float(
            (
                place(parameters, {"a.threat": 2.0, "b.avoidance": 1.0}).value(
                    "b.withdrawal"
                )
                - place(parameters, {"a.threat": 2.0}).value("b.withdrawal")
            )[0]
        ),
    ),
    Experiment(
        "distance_leaves_need_unmet",
        "S11",
        (
            "withdrawal",
            "starting_points",
            "perception",
            "felt_security",
            "quality",
            "alternatives",
            "seeking",
        ),
        "Beside an avoidant partner, more need stays unmet.",
        _seen("a.unmet", Change(fixed={"b.trait_avoidance": 1.0})),
    ),
    Experiment(
        "giving_is_learnt",
        "S12",
        ("learning",),
        "Practice raises a skill within a year.",
        _seen("a.attending", Change(fixed={"a.practice_attending": 1.0}), days=_YEAR),
    ),
    Experiment(
        "interest_makes_ready",
        "S13",
        ("encouragement", "both_functions", "challenge", "decision"),
        "Interest and respect raise the other's readiness to explore.",
        _pulled("a.drive", {"b.encouraging": 1.0}),
    ),
    Experiment(
        "shared_joy_builds",
        "S13",
        ("success",),
        "Where the partner joins in the joy, successes build more self-efficacy.",
        _seen("a.growth", Change(home={"b.joining_joy": 1.0}), days=_YEAR),
    ),
    Experiment(
        "open_people_start_ahead_in_encouraging",
        "S14",
        ("starting_points",),
        "An open person starts with more encouragement (untested by any study).",
        _seen("a.encouraging", Change(fixed={"a.openness": 1.0})),
    ),
    Experiment(
        "without_a_base_people_hold_back",
        "S15",
        ("inhibition",),
        "Where the partner neither comforts nor encourages, one is more inhibited.",
        _seen("a.inhibition", Change(home=_skills("b", -1.0))),
    ),
    Experiment(
        "what_is_let_pass_narrows",
        "S15",
        ("challenge",),
        "Where the partner neither comforts nor encourages, more challenges are "
        "let pass.",
        _share("a.declined", "a.met", Change(home=_skills("b", -1.0))),
    ),
    Experiment(
        "exploring_keeps_the_two_lively",
        "S16",
        ("vitality", "success"),
        "Where both bring new things home, the relationship is livelier.",
        _pulled("us.vitality", {"a.drive": 1.0, "b.drive": 1.0}),
    ),
    Experiment(
        "what_was_new_becomes_familiar",
        "S16",
        ("habituation",),
        "What is still new makes a young relationship livelier.",
        _seen("us.vitality", Change(state={"us.freshness": 1.0}), days=_YEAR),
    ),
    Experiment(
        "unmet_need_looks_elsewhere",
        "S17",
        ("alternatives",),
        "Unmet need turns people to work and screens.",
        _seen("a.alt_screen", Change(home={"a.unmet": 1.0}), days=_YEAR),
    ),
    Experiment(
        "friends_do_good",
        "S17",
        ("alternatives",),
        "A wider net of friends brightens the days.",
        _seen("a.mood", Change(home={"a.alt_friends": 1.0})),
    ),
    Experiment(
        "the_grown_person_gives_better",
        "S18",
        ("learning",),
        "One partner's skill makes the other grow, and the grown partner gives better.",
        _round_trip,
    ),
    Experiment(
        "good_feeling_widens",
        "S19",
        ("broaden",),
        "A better mood makes readier to explore.",
        _pulled("a.drive", {"a.mood": 1.0}),
    ),
    Experiment(
        "small_gestures_lift",
        "S19",
        ("moments",),
        "Gestures given lift the giver's mood of the hour.",
        _pulled("a.echo", {"a.gesture": 1.0}),
    ),
    Experiment(
        "both_giving_is_best",
        "S20",
        ("both_give",),
        "A couple is livelier where both give than where one gives for two.",
        _both_give,
    ),
    Experiment(
        "balance_is_best",
        "S20",
        ("equity",),
        "Satisfaction is higher where getting and giving balance.",
        _balance,
    ),
    Experiment(
        "one_sided_giving_wears_out",
        "S20",
        ("exhaustion",),
        "Who has long given more than got is more worn out (a hypothesis).",
        _pulled("a.exhaustion", {"a.equity": -1.0}),
    ),
    Experiment(
        "the_weakest_stage_holds_back_most",
        "S21",
        ("provision",),
        "To raise the weakest of noticing, understanding and acting helps most.",
        _weakest,
    ),
    Experiment(
        "load_closes",
        "S22",
        ("availability",),
        "Tired and under pressure, a person is less open for the other.",
        _at_once("a.open_now", {"a.energy": -1.0, "a.threat": 1.0}, sign=-1.0),
    ),
    Experiment(
        "taking_over_costs",
        "S23",
        ("intrusion", "progress"),
        "A partner who takes over lowers one's readiness and satisfaction.",
        _pulled("a.quality", {"b.leaving_room": 1.0}),
    ),
    Experiment(
        "the_anxious_take_over",
        "S23",
        ("intrusion",),
        "An anxious person takes over more.",
        _at_once("a.intruding", {"a.anxiety": 1.0}),
    ),
    Experiment(
        "calm_can_be_practised",
        "S24",
        ("learning",),
        "A neurotic person who practises keeping calm is less alarmed by the other's "
        "need.",
        _seen(
            "a.alarm",
            Change(fixed={"a.neuroticism": 1.0, "a.practice_staying_calm": 1.0}),
            against=Change(fixed={"a.neuroticism": 1.0}),
            days=_YEAR,
            sign=-1.0,
        ),
    ),
    Experiment(
        "asking_can_be_practised",
        "S24",
        ("learning",),
        "An avoidant person who practises asking shows need more openly.",
        _seen(
            "a.need_shown",
            Change(fixed={"a.trait_avoidance": 1.0, "a.practice_asking": 1.0}),
            against=Change(fixed={"a.trait_avoidance": 1.0}),
            days=_YEAR,
        ),
    ),
    Experiment(
        "keeping_ones_word_can_be_practised",
        "S24",
        ("learning",),
        "Practising to keep one's word steadies giving in somebody of little "
        "conscientiousness.",
        _steadier("a.responsive", Change(fixed={"a.practice_keeping_word": 1.0})),
    ),
)
