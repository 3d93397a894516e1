import numpy as np

from securebase import look
from securebase.core import Viewer
from securebase.dynamics import calibrated
from securebase.fit.couple import Said, cohort
from securebase.simulate import cohort as couples_of, collect

# Thirty made-up couples who keep a diary for a week.
people = couples_of(np.random.default_rng(1), 30, calibrated())
study = collect(people, [calibrated()], days=7, seed=1)

# With few twins, so that it is quick here; leave the number out.
found = cohort((look(it, Viewer.OURS) for it in study.couples()), twins=40)
print(found)
print(found.outcome or "All went well.")

level = found.of("home_security").mean
print(f"felt security: {level.value:+.2f} ± {level.se:.2f}, {level.said}")
silent = [it.name for it in found.parameters if it.mean.said is Said.NOTHING]
print("nothing was said of the means of", ", ".join(silent))

# The first couple, as one of these thirty.
print("partner a: {:+.2f} ± {:.2f}".format(*found.couple(0).of("a.home_security")))
