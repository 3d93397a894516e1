import tempfile
from pathlib import Path

import securebase

# Four made-up people; the fourth has skipped an item.
TABLE = """\
person,E1,E4,E2,E7,A4,A5,A9,A7,C5,C4,C6,C7,N8,N2,N6,N4,O3,O2,O4,O6
p1,4,2,2,4,5,1,4,2,3,2,2,4,2,4,2,3,5,1,2,1
p2,2,4,4,2,4,2,4,1,4,1,1,5,3,3,3,2,4,2,1,2
p3,3,3,3,3,3,3,3,3,2,4,4,2,5,1,5,1,3,3,3,3
p4,5,1,1,5,4,,5,2,5,2,1,4,1,5,1,4,4,2,2,2
"""

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "answers.csv"
    file.write_text(TABLE, encoding="utf-8")
    mini_ipip = securebase.instrument("mini_ipip")
    result = securebase.score(file, mini_ipip, id_column="person")

for scale in result.statistics:
    print(scale.scale, scale.n, scale.mean, scale.alpha)
for note in result.notes:
    print(note)
print(result.frame()[["id", "extraversion", "extraversion_se"]])
