import securebase

# One partner is anxious and asks badly, the other keeps a distance.
couple = securebase.Couple(
    a={"anxiety": 1.0, "skills": {"asking": -1.0}},
    b={"avoidance": 1.0},
    years_together=3.0,
)

# Two hundred futures of a year, as they are and if b practises noticing.
plain = securebase.simulate(couple, copies=200, every=7)
other = couple.practising(b={"attending": 1.0})
trained = securebase.simulate(other, copies=200, every=7)

gain = (trained.security - plain.security).mean("copy")
print(plain.security.attrs["label"], "in", plain.security.attrs["units"])
for partner in ("a", "b"):
    print(partner, gain.sel(partner=partner).isel(day=-1).item())
