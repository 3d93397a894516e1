import tempfile
from pathlib import Path

import securebase
from securebase.dynamics import ensemble
from securebase.explain import futures_picture

# Two people who give well and take it home: base, exploration, growth, and back.
start = {"skills": 1.0, "growth": 0.5}
couples = {
    "the average couple": securebase.Couple(),
    "both give well": securebase.Couple(a=start, b=start),
}
runs = {
    name: securebase.simulate(
        couple, days=728, every=28, copies=160, seed=7, parameters=ensemble()[:8]
    )
    for name, couple in couples.items()
}

# With the same luck, and no skill passed on through growth: what does the loop add?
cut = securebase.simulate(
    couples["both give well"],
    days=728,
    every=28,
    copies=160,
    seed=7,
    parameters=ensemble()[:8],
    off=["growth_and_quality"],
)
last = {name: run.isel(day=-1) for name, run in runs.items()}
for variable in ("drive", "growth", "quality"):
    high, low = (last[name][variable].mean("partner") for name in reversed(couples))
    apart = high - low
    share = high - cut.isel(day=-1)[variable].mean("partner")
    print(
        f"{variable}: {float(apart.mean()):+.2f} against the average couple, of which "
        f"{float(share.mean()):+.2f} through growth and quality feeding each other"
    )

with tempfile.TemporaryDirectory() as folder:
    page = Path(folder, "virtuous.svg")
    futures_picture(runs, ("drive", "growth", "quality")).save(page)
    print(f"drawn: {page.stat().st_size:,} bytes")
