"""securebase."""
