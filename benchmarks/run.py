"""Run every benchmark of this folder, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run them in order; the worst exit code is ours."""
    here = Path(__file__).parent
    scripts = [
        p for p in sorted(here.glob("[!_]*.py")) if p.name != Path(__file__).name
    ]
    codes = [
        subprocess.run(
            [sys.executable, "-m", f"benchmarks.{p.stem}"], check=False
        ).returncode
        for p in scripts
    ]
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
