import tempfile
from pathlib import Path

import securebase
from securebase.dynamics import ensemble
from securebase.explain import futures_picture

# One gives, the other goes out: a provides well, b hardly does.
couple = securebase.Couple(a={"skills": 1.2}, b={"skills": -1.2})
week = {"attending": 1.0, "understanding": 1.0, "acting": 1.0, "encouraging": 1.0}
plans = {
    "as it is": couple,
    "b practises": couple.practising(b=week),
    "both practise": couple.practising(a=week, b=week),
}
runs = {
    name: securebase.simulate(
        plan, days=364, every=14, copies=160, seed=7, parameters=ensemble()[:8]
    )
    for name, plan in plans.items()
}
for name, run in runs.items():
    end = run.isel(day=-1)
    felt = {letter: float(end["equity"].sel(partner=letter).mean()) for letter in "ab"}
    worn = float(end["exhaustion"].sel(partner="a").mean())
    print(
        f"{name}: balance felt by a {felt['a']:+.2f} and by b {felt['b']:+.2f} "
        f"(below nought: gives more than gets), a worn out by {worn:+.2f}"
    )
print("That one-sided giving wears a person out is a hypothesis of the model.")

with tempfile.TemporaryDirectory() as folder:
    page = Path(folder, "asymmetric.svg")
    futures_picture(runs, ("equity", "exhaustion", "quality")).save(page)
    print(f"drawn: {page.stat().st_size:,} bytes")
