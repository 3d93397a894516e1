"""Make the notebook that leads from a CSV to a table and a figure.

    python -m tools.make_notebook

The cells stand here as text, so that they are formatted, reviewed and compared as code
is; the notebook in the documentation is made of them, without results.
"""

# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PATH = Path(__file__).parents[1] / "docs" / "notebooks" / "couples-to-paper.ipynb"

# Text where it reads as text, code else.
CELLS = (
    """\
# From a file of couples to a table and a figure

How does what one partner gets today go together with how safe both feel? This takes a
few minutes. To use your own data, leave out the next cell, and name your columns in the
one after it.""",
    """\
import securebase

# Sixty made-up couples, two weeks, both partners, each evening.
lived = securebase.simulate(60, days=14, seed=1, keep=["security", "perceived"])
frame = lived[["security", "perceived"]].to_dataframe().reset_index()
frame = frame[["couple", "partner", "day", "security", "perceived"]]
# One evening in ten nobody answered.
frame.sample(frac=0.9, random_state=1).round(3).to_csv("couples.csv", index=False)""",
    """\
## Read it

A row is one person on one day; their order does not matter. What is wrong in the file
is told by row and column. `decompose` parts what differs between persons from what
differs between a person's days; `partner` adds what the other one answered.""",
    """\
diary = securebase.Diary.from_csv(
    "couples.csv", couple="couple", role="partner", time="day"
)
diary = diary.decompose("perceived").partner("perceived_within")
diary""",
    """\
## Fit the model

Own and partner effects for each role, levels and effects of one's own for each person,
residuals that go together on a day and go on to the next.""",
    """\
from securebase.fit.mixed import DyadicModel, distinguishability

model = DyadicModel(
    "security ~ perceived_within + perceived_within_partner",
    by_role="all",
    random=["1"],
    over_time="ar1",
)
fit = model.fit(diary)
print(fit.summary())""",
    """\
Does anything tell the two roles apart? Each row holds one thing equal.""",
    """\
distinguishability(model, diary).round(3)""",
    """\
## Does it fit?

If it does, residuals do not go on from day to day, and the model would make such
data.""",
    """\
fit.plot("autocorrelation")""",
    """\
fit.predictive_check(draws=100).round(2)""",
    """\
## The figure and the table""",
    """\
figure = fit.plot("effects")
figure.save("effects.svg")
figure""",
    """\
from IPython.display import HTML

# The diagram carries its description in words.
HTML(fit.diagram() + fit.table(format="html"))""",
    """\
from pathlib import Path

_ = Path("table.docx").write_bytes(fit.table(format="docx"))""",
    """\
## The words for the paper""",
    """\
print(fit.equations())
print()
print(fit.methods_text())""",
)


def notebook() -> nbformat.NotebookNode:
    """The notebook, without results."""
    code = (
        "import ",
        "from ",
        "diary",
        "distinguish",
        "fit.",
        "figure",
        "print",
        "model",
    )
    cells = [
        new_code_cell(text, id=f"cell-{place}")
        if text.startswith(code)
        else new_markdown_cell(text, id=f"cell-{place}")
        for place, text in enumerate(CELLS)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def main() -> None:
    """Write it."""
    PATH.parent.mkdir(exist_ok=True)
    nbformat.write(notebook(), PATH)


if __name__ == "__main__":
    main()
