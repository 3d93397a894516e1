from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from securebase.core import Viewer

from ._files import make_folder, write_files
from ._help import examples
from ._report import render
from ._streams import console

if TYPE_CHECKING:
    from rich.console import Console

    from securebase.report import Report

EXAMPLES = examples(
    "securebase demo",
    "securebase demo --out ~/Desktop/securebase",
)

# Both together get every form; the others the one that is read on a screen.
_FORMS = {
    Viewer.OURS: ("html", "pdf", "json"),
    Viewer.A: ("html",),
    Viewer.B: ("html",),
    Viewer.PRACTITIONER: ("html",),
}


def demo(
    out: Annotated[
        Path,
        typer.Option(
            help="Folder for the reports; made if it is not there.", readable=False
        ),
    ] = Path("securebase-demo"),
) -> None:
    """Three made-up couples in, their reports out.

    Nobody in them is real. For each couple the report that both may read together is
    written as HTML, PDF and JSON, and the reports of each partner and of their
    practitioner as HTML.
    """
    from securebase import couples

    screen = console()
    screen.print("Three couples, all of them made up: nobody here is real.")
    for folder in couples.examples():
        made = _write_couple(folder, out / folder.name, screen)
        _show(made, out / folder.name, screen)
    screen.print(_next_steps(out), soft_wrap=True)


def _write_couple(folder: Path, out: Path, screen: Console) -> dict[Viewer, Report]:
    from rich.progress import Progress

    from securebase import couples, report as reports

    couple = couples.read(folder)
    make_folder(out)
    files: dict[Path, bytes] = {}
    made: dict[Viewer, Report] = {}
    # Nothing but the sentences stays: the bar is for those who watch.
    with Progress(
        console=screen, transient=True, disable=not screen.is_terminal
    ) as bar:
        task = bar.add_task(folder.name, total=sum(map(len, _FORMS.values())))
        for viewer, forms in _FORMS.items():
            made[viewer] = reports.build(couples.look(couple, viewer))
            for form in forms:
                files[out / f"{viewer}.{form}"] = render(made[viewer], form)
                bar.advance(task)
    write_files(files)
    return made


def _show(made: dict[Viewer, Report], out: Path, screen: Console) -> None:
    screen.print()
    screen.print(f"{made[Viewer.OURS].title} (made up)", style="bold")
    ahead = (_ahead(made[viewer]) for viewer in (Viewer.A, Viewer.B))
    for line in (*_glance(made[Viewer.OURS]), *ahead):
        screen.print(
            fill(line, screen.width, subsequent_indent="  ", break_on_hyphens=False)
        )
    for viewer, forms in _FORMS.items():
        for form in forms:
            screen.print(f"  {out / f'{viewer}.{form}'}", style="dim", soft_wrap=True)


def _glance(report: Report) -> Iterator[str]:
    for sentence in report.glance:
        doubt = "" if sentence.sure is None else f" ({sentence.sure})"
        label = "" if sentence.label is None else f" [{sentence.label}]"
        yield f"• {sentence.text}{doubt}{label}"


def _ahead(report: Report) -> str:
    """Where it is heading and what to try, from a partner's own report."""
    blocks = [block for section in report.sections for block in section.blocks]
    (card,) = (it for it in blocks if it.kind == "practice")
    week = next(
        dict(zip(it.columns, it.rows[0], strict=True))
        for it in blocks
        if it.kind == "table" and "Next week" in it.columns
    )
    well = any(
        "Nothing needs to be trained" in getattr(it, "text", "") for it in blocks
    )
    means = "nothing needs training; for the joy of it" if well else "to try"
    return (
        f"→ {card.who}: {week['What'].lower()} next week {week['Next week']} of 6, "
        f"usual {week['Usual']}; {means}: {card.title}. [{card.label}]"
    )


def _next_steps(out: Path) -> str:
    from securebase import couples

    first = _nearer(couples.examples()[0])
    securebase = shlex.quote(_program())
    return "\n".join(
        [
            "",
            "What to do next:",
            f"  open   {out / first.name / 'ours.html'} in a browser",
            f"  ask    {securebase} plan {shlex.quote(str(first))} --viewer a",
            f"  look   into {first}, the files that it was made from",
            f"  make   your own: cp -r {shlex.quote(str(first))} my-couple, change it,",
            f"         then {securebase} validate my-couple",
        ]
    )


def _program() -> str:
    """What one types from here to run this program again."""
    me = Path(sys.argv[0])
    found = shutil.which(me.name)
    on_path = found is not None and Path(found).resolve() == me.resolve()
    return me.name if on_path else str(_nearer(me))


def _nearer(path: Path) -> Path:
    """The path as one would type it from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
