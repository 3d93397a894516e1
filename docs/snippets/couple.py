from pathlib import Path

import securebase
from securebase.core import Partner, Viewer
from securebase.fit.couple import Horizon, forecast, known, skill_of, update
from securebase.plan import plan, reason

# What Ines may see of the couple, and what follows from that alone.
couple = securebase.read_couple(Path("examples/one-sided"))
belief = update(securebase.look(couple, Viewer.A))
print(belief)

for ahead in forecast(belief, Partner.A):
    if ahead.construct == "felt_security" and ahead.horizon is Horizon.WEEK:
        told = ahead.told
        print(
            f"next week {told.middle:.1f}, from {told.low80:.1f} to {told.high80:.1f}"
        )

# How good such forecasts were on couples of whom nothing was learnt.
skill = skill_of("felt_security", Horizon.WEEK)
print(f"error {skill.gain['own_mean']:.1%} smaller than the own average's")

open_yet = [it.label for it in known(belief, Partner.A) if not it.roughly]
print("not yet known:", ", ".join(open_yet))

found = plan(belief, Partner.A, minutes=15)
choice = found.choice
assert choice is not None
print(f"for {found.goal.title}: {choice.practice.title}")
print(f"gain {choice.gain:.2f} SD ({choice.low:.2f} to {choice.high:.2f})")
why = reason(found, found.goal)
if why is not None:
    print(why.sentence)
