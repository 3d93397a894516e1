from pathlib import Path

from securebase.fit.mixed import Diary, DyadicModel, distinguishability

# 148 married couples (Acitelli 1997, CC0), a row a person: -1 the wife, 1 the husband.
couples = Diary.from_csv(
    Path("tests/data/acitelli.csv"), couple="cuplid", role="gender"
).partner("other_pos")

model = DyadicModel(
    "satisfaction ~ other_pos + other_pos_partner", by_role="all", residual="csh"
)
fit = model.fit(couples)
print(fit.summary())
print(fit.methods_text())

# Does anything tell wives and husbands apart?
print(distinguishability(model, couples).round(3).to_string())
