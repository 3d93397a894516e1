"""What must stand beside everything about regimes, tipping and loops."""

HYPOTHESIS = "hypothesis of the model"
