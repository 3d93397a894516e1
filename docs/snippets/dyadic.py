from securebase.fit.mixed import Diary, DyadicModel, distinguishability

# One row is one person. The partner's answers become columns of their own.
couples = Diary.from_csv("tests/data/acitelli.csv", couple="cuplid", role="gender")
couples = couples.partner("other_pos")

# Does it matter who is the wife and who the husband?
model = DyadicModel("satisfaction ~ other_pos + other_pos_partner")
print(distinguishability(model, couples)[["chi2", "df", "p"]].round(3))

# Means and effects may be equal, variances may not: one formula, two variances.
fit = model.fit(couples)
print(fit.summary())
print(fit.equations())

# Does the partner's view count as much as one's own?
print(fit.k_ratio("other_pos", "other_pos_partner").round(2).to_string())
print(fit.combine({"other_pos": 1, "other_pos_partner": -1}).round(3).to_string())
print(fit.methods_text())
