from pathlib import Path

from securebase import Diary
from securebase.fit.mixed import CommonFateModel, DyadicModel

couples = Diary.from_csv(
    Path("tests/data/acitelli.csv"), couple="cuplid", role="gender"
).partner("other_pos", "satisfaction")
frame = couples.frame.assign(
    both=lambda it: (it["other_pos"] + it["other_pos_partner"]) / 2,
    difference=lambda it: it["other_pos"] - it["other_pos_partner"],
)
couples = Diary.from_frame(frame, couple="cuplid", role="gender")

# Dyadic score: what the couple's mean does, and what it does to be above the partner.
score = DyadicModel("satisfaction ~ both + difference", exchangeable=True)
print(score.fit(couples).fixed().round(3).to_string())

# Common fate: both partners' answers are indicators of one latent variable of the
# couple. What they share of satisfaction, on what they share of tension.
fate = CommonFateModel("satisfaction ~ tension").fit(couples)
print(fate.summary())
print(fate.equations())

# What one partner's view does depends on how long they are married.
held = DyadicModel("satisfaction ~ (other_pos + other_pos_partner) * Yearsmar")
print(held.fit(couples).fixed(robust="cr2").round(3).to_string())
