import tempfile
from pathlib import Path

import securebase
from securebase.core import Viewer

# The folder of your own couple; here, one of the examples.
couple = securebase.read_couple("examples/both-work")

# From here on there is only what Mara may see.
view = securebase.look(couple, Viewer.A)
report = securebase.build_report(view)
for sentence in report.glance:
    print(sentence.text, sentence.sure)

with tempfile.TemporaryDirectory() as folder:
    page = Path(folder) / "mara.html"
    page.write_text(securebase.to_html(report), encoding="utf-8")
    print(f"{page.stat().st_size:,} bytes, and nothing to fetch")
