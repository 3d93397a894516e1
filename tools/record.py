"""Dated result files of benchmarks and proofs, with the machine they were made on."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
from collections.abc import Iterable
from pathlib import Path


def machine(packages: Iterable[str] = ("numpy",)) -> list[str]:
    """Processor, cores, Python and package versions, as lines of a list."""
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in packages
    )
    return [
        f"- Processor: {_processor()}, {os.cpu_count()} cores",
        f"- System: {platform.system()} {platform.release()}",
        f"- Load: {_load()} (2 or more: the cores were shared with other work)",
        f"- Python {platform.python_version()}, {versions}",
    ]


def write(folder: Path, name: str, title: str, lines: Iterable[str]) -> Path:
    """Write a dated result file into a folder, and print it."""
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    path = folder / f"{today}-{name}.md"
    path.parent.mkdir(exist_ok=True)
    text = "\n".join([f"# {title}", "", f"{today}", "", *lines]) + "\n"
    path.write_text(text, encoding="utf-8")
    print(text)
    return path


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _processor() -> str:
    try:
        listing = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line for line in listing.splitlines() if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.machine()
