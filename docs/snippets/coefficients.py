import numpy as np

from securebase import look
from securebase.core import Viewer
from securebase.dynamics import calibrated
from securebase.fit.couple import coefficients, cohort
from securebase.simulate import cohort as couples_of, collect

# Twenty made-up couples who keep a diary for a week.
people = couples_of(np.random.default_rng(1), 20, calibrated())
study = collect(people, [calibrated()], days=7, seed=1)
views = [look(it, Viewer.OURS) for it in study.couples()]

# With few twins and pairs, so that it is quick here; leave the numbers out.
told = coefficients(cohort(views, twins=0), views, pairs=32)
print(told)
print(told.outcome or "All went well.")

it = told.of("starting_points.encouraging_openness")
print(
    f"{it.meaning}: {it.number.value:.2f}, {it.number.low:.2f} to {it.number.high:.2f}"
)
print(f"{it.label} ({', '.join(it.statements)}); {it.said}")
