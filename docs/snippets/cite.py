import securebase
from securebase import evidence

# One record: a size, its range, and the words with which it must be introduced.
row = evidence.row("skills_programme_to_skill")
print(f"{row.link}: {row.value} ({row.low} to {row.high}), {row.label}")

# Everything that serves one statement of the theory, with its papers.
practice = evidence.rows(statement="S24")
citation = securebase.cite(*practice)
print(citation.text)
print(citation.bibtex)
