from pathlib import Path

import pandas as pd

from securebase.fit.continuous import ContinuousModel
from securebase.fit.mixed import Diary

# 100 made-up couples on 40 days, both partners in one row, answers at odd times.
wide = pd.read_csv(Path("tests/data/ctdyad_100x40.csv"))
couples = Diary.from_wide(
    wide, couple="id", time="time", suffixes={"wife": "_a", "husband": "_b"}
)

model = ContinuousModel("rate of y: y + y_partner")
print(model.equations())

fit = model.fit(couples)
print(fit.summary())
print(fit.methods_text())

# What one more now means after half a day, a day and a week.
print(fit.lagged(0.5, 1, 7).round(3).to_string())
