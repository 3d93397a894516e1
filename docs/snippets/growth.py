import numpy as np
import pandas as pd

from securebase import Diary
from securebase.fit.mixed import DyadicModel

# Sixty made-up couples, asked once a year for six years.
rng = np.random.default_rng(1)
couple, year, role = (it.ravel() for it in np.indices((60, 6, 2)))
start, slope = rng.normal(size=(2, 60, 2)) * np.array([[[1.0]], [[0.5]]])
frame = pd.DataFrame({"couple": couple, "year": year, "support": rng.normal(size=720)})
frame["role"] = np.array(["wife", "husband"])[role]
noise = rng.normal(size=720) + rng.normal(size=(60, 6, 1)).repeat(2, 2).ravel()
course = 5 + start[couple, role] + (0.1 + slope[couple, role]) * year
frame["closeness"] = course + 0.3 * frame["support"] + noise
diary = Diary.from_frame(frame, couple="couple", role="role", time="year")
diary = diary.partner("support").centre("support", "support_partner")

# Growth: a course for each person; all four random effects go together.
growth = DyadicModel("closeness ~ year", by_role="all", random=["1", "year"])
print(growth.fit(diary, "ml").summary())

# Own and partner's support, and whether the one depends on the other.
product = DyadicModel("closeness ~ support_centred * support_partner_centred")
print(product.fit(diary).fixed().round(3).to_string())

# Response surface: where both are high, where they match, and where they do not.
surface = DyadicModel(
    "closeness ~ support + support_partner + I(support**2) + support:support_partner"
    " + I(support_partner**2)"
).fit(diary)
own, other = "support", "support_partner"
square, both, squared = f"I({own} ** 2)", f"{own}:{other}", f"I({other} ** 2)"
lines = {
    "along agreement": {own: 1, other: 1},
    "its curve": {square: 1, both: 1, squared: 1},
    "along disagreement": {own: 1, other: -1},
    "its curve there": {square: 1, both: -1, squared: 1},
}
for name, weights in lines.items():
    print(name, surface.combine(weights).round(3).to_string(index=False, header=False))
