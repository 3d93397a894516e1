import tempfile
from pathlib import Path

import securebase
from securebase.dynamics import ensemble
from securebase.explain import futures_picture

# Two people who find it hard to lean on each other, and hold back outside.
couple = securebase.Couple(
    a={"anxiety": 1.0, "neuroticism": 0.5, "skills": -1.0, "growth": -0.5},
    b={"avoidance": 1.0, "extraversion": -0.5, "skills": -1.0, "growth": -0.5},
)
week = {"attending": 1.0, "understanding": 1.0, "encouraging": 1.0}
plans = {
    "nobody practises": couple,
    "a practises": couple.practising(a=week),
    "both practise": couple.practising(a=week, b=week),
}

# Eight sets of parameters: the band carries their doubt, and chance.
runs = {
    name: securebase.simulate(
        plan, days=364, every=14, copies=160, seed=7, parameters=ensemble()[:8]
    )
    for name, plan in plans.items()
}
end = {name: run.isel(day=-1) for name, run in runs.items()}
for name, last in end.items():
    gain = last["quality"] - end["nobody practises"]["quality"]
    for partner in "ab":
        each = gain.sel(partner=partner)
        print(
            f"{name}: satisfaction of {partner} {float(each.mean()):+.2f} "
            f"({float(each.quantile(0.1)):+.2f} to {float(each.quantile(0.9)):+.2f}) "
            "against nobody practising"
        )

with tempfile.TemporaryDirectory() as folder:
    page = Path(folder, "inhibited.svg")
    futures_picture(runs, ("quality", "drive", "unmet")).save(page)
    print(f"drawn: {page.stat().st_size:,} bytes")
