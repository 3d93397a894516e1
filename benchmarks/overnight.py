"""A night for many couples, killed in the middle and gone on with; and the next night.

    python -m benchmarks.overnight [--couples 10000] [--days 28]

The couples are made up: they live by the calibrated model and keep a diary with the
gaps that diaries have. `securebase update` then works on them as a user types it. The
first night it is killed without warning when half of them are done, and the same
command goes on; the second night nothing is new, and all it can do is to look.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from securebase.dynamics import calibrated, evolve
from securebase.simulate import write_collected
from securebase.simulate._people import people
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
COUPLES, DAYS, SEED = 10_000, 28, 20_261_128
WORKERS = os.cpu_count() or 1
_COMMAND = [sys.executable, "-c", "from securebase.cli import main; main()", "update"]
_TICK = os.sysconf("SC_CLK_TCK")
# Seconds between looks at a night that is under way.
_LOOK = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What one command took.

    Attributes:
        couples: That it brought up to date.
        seconds: From start to end, as a clock has it.
        processor: Seconds of processor time, of all its processes.
        memory: Bytes of all its processes together, at most.
    """

    couples: int
    seconds: float
    processor: float
    memory: int

    def row(self, name: str) -> str:
        """A row of the table."""
        cells = (self.couples, self.seconds, self.processor, self.memory / 1e6)
        return f"| {name} | {' | '.join(f'{it:,.0f}' for it in cells)} |"


def made(folder: Path, couples: int, days: int) -> int:
    """Write couples into a folder; how many days with check-ins they have."""
    parameters = calibrated()
    those = people(SEED, [parameters], 0, couples)
    settled, _ = evolve(those, [parameters], 28, seed=SEED, every=28)
    found = write_collected(folder, settled, [parameters], days=days, seed=SEED)
    return sum(_days(each) for each in found)


def _days(couple: Path) -> int:
    lines = (couple / "diary.csv").read_text("utf-8").splitlines()[1:]
    return len({line.split(",")[1] for line in lines})


def night(folder: Path, out: Path, *, kill_at: int | None = None) -> Night:
    """One command, to its end or until so many couples are there."""
    begin, before = time.perf_counter(), there(out)
    command = [*_COMMAND, str(folder), "--out", str(out), "--workers", str(WORKERS)]
    ran = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    memory, spent = 0, dict[int, float]()
    while ran.poll() is None:
        looked = {it: _looked(it) for it in (ran.pid, *_children(ran.pid))}
        memory = max(memory, sum(size for size, _ in looked.values()))
        spent |= {it: seconds for it, (_, seconds) in looked.items()}
        if kill_at is not None and there(out) >= kill_at:
            ran.send_signal(signal.SIGKILL)
        time.sleep(_LOOK)
    return Night(
        couples=there(out) - before,
        seconds=time.perf_counter() - begin,
        processor=sum(spent.values()),
        memory=memory,
    )


def there(out: Path) -> int:
    """How many couples have their results."""
    folder = out / "couples"
    return len([*folder.glob("[!.]*.json")]) if folder.is_dir() else 0


def _children(process: int) -> list[int]:
    found: list[int] = []
    # By thread: whichever began one has it as its own.
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, listed.read_text("utf-8").split())
    return found


def _looked(process: int) -> tuple[int, float]:
    """Bytes in memory and seconds of processor time of a process; none if it ended."""
    with suppress(OSError, IndexError):
        place = Path(f"/proc/{process}")
        pages = int((place / "statm").read_text("utf-8").split()[1])
        fields = (place / "stat").read_text("utf-8").rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        return pages * os.sysconf("SC_PAGE_SIZE"), ticks / _TICK
    return 0, 0.0


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(it.stat().st_size for it in folder.rglob("*") if it.is_file())


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """All that was measured.

    Attributes:
        couples: How many there are.
        days: Days with check-ins, of all of them.
        making: Seconds in which they were made.
        killed: The first night until it was killed.
        rest: The first night gone on with.
        second: The night with nothing new.
        lines: Bytes of all results to be read.
        beliefs: Bytes of what is known of the couples.
    """

    couples: int
    days: int
    making: float
    killed: Night
    rest: Night
    second: Night
    lines: int
    beliefs: int

    def told(self) -> Iterator[str]:
        """As lines of the result."""
        seconds = self.killed.seconds + self.rest.seconds
        spent = self.killed.processor + self.rest.processor
        one, again = (1e3 * it / self.couples for it in (spent, self.second.processor))
        lines, beliefs = (it / self.couples / 1e3 for it in (self.lines, self.beliefs))
        yield f"**{self.couples:,} couples with {self.days:,} days of check-ins in"
        yield f"{seconds / 60:.1f} minutes: {self.couples / seconds:.1f} couples and"
        yield f"{self.days / seconds:,.0f} couple-days a second**, with {WORKERS}"
        yield f"processes, killed once on the way. A couple takes {one:.0f} ms of"
        yield "processor time: reading, what is known of them from the first day on,"
        yield "forecasts, and a plan for each partner. On cores that nothing else uses,"
        yield f"that would be {1e3 * WORKERS / one:.0f} couples a second."
        yield ""
        yield from machine(("numpy", "scipy"))
        yield ""
        yield "| night | couples done | seconds | of the processors | memory, MB |"
        yield "|---|---|---|---|---|"
        yield self.killed.row("the first, until it is killed")
        yield self.rest.row("the first, gone on with")
        yield self.second.row("the second, with nothing new")
        yield ""
        yield "Memory is that of all processes together, at most. With nothing new a"
        yield f"couple takes {again:.1f} ms of processor time, {again / one:.0%} of the"
        yield "first night: each is read, looked at, and left alone."
        yield f"Results: {lines:.0f} kB a couple to be read, {beliefs:.0f} kB of what"
        yield f"is known, {(self.lines + self.beliefs) / 1e9:.2f} GB in all."
        yield f"Making the couples took {self.making / 60:.1f} minutes more."


def measured(couples: int, days: int) -> Nights:
    """Make the couples and time two nights."""
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place, "couples"), Path(place, "night")
        begin = time.perf_counter()
        check_ins = made(folder, couples, days)
        making = time.perf_counter() - begin
        return Nights(
            days=check_ins,
            making=making,
            killed=night(folder, out, kill_at=couples // 2),
            rest=night(folder, out),
            second=night(folder, out),
            couples=there(out),
            lines=size_of(out / "couples"),
            beliefs=size_of(out / "beliefs"),
        )


def main() -> int:
    """Write the result; 1 where couples are missing or the second night did any."""
    asked = _asked()
    found = measured(asked.couples, asked.days)
    write(RESULTS, "overnight", "A night for many couples", found.told())
    return int(found.couples != asked.couples or found.second.couples != 0)


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(description="A night for many couples.")
    words.add_argument("--couples", type=int, default=COUPLES)
    words.add_argument("--days", type=int, default=DAYS)
    return words.parse_args()


if __name__ == "__main__":
    sys.exit(main())
