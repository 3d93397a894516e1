from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from securebase.core import ReportError, Viewer

from ._files import need_folder, write_files
from ._help import examples
from ._options import CoupleArgument, LanguageOption, ViewerOption
from ._streams import say

if TYPE_CHECKING:
    from securebase.report import Report

EXAMPLES = examples(
    "securebase report examples/both-work --viewer ours --out report.html",
    "securebase report my-couple --viewer a --out mine.pdf",
    "securebase report my-couple --viewer practitioner --out reports/",
    "securebase report my-couple --viewer b --language de --out meiner.html",
)

_FORMS = ("html", "pdf", "json")


def report(
    couple: CoupleArgument,
    viewer: ViewerOption,
    out: Annotated[
        Path,
        typer.Option(
            help="File ending in .html, .pdf or .json, or a folder for all three.",
            readable=False,
        ),
    ],
    language: LanguageOption = "en",
) -> None:
    """Write the report of a couple for one viewer.

    It holds what this viewer may see by the consent in the couple's files, and
    nothing else. The file appears whole or not at all, and is yours alone to read.
    """
    places = _places(out, viewer)
    from securebase import couples, report as reports

    view = couples.look(couples.read(couple), viewer)
    made = reports.build(view, language=language)
    files = {path: render(made, form) for path, form in places.items()}
    write_files(files, private=True)
    for path in places:
        say(f"Written: {path}")


def render(made: Report, form: str) -> bytes:
    """A report in one form: ``html``, ``pdf`` or ``json``."""
    from securebase import report as reports

    if form == "pdf":
        return reports.to_pdf(made)
    text = reports.to_html(made) if form == "html" else reports.to_json(made)
    return text.encode()


def _places(out: Path, viewer: Viewer) -> dict[Path, str]:
    if out.is_dir():
        return {out / f"{viewer}.{form}": form for form in _FORMS}
    form = out.suffix.lower().removeprefix(".")
    if form not in _FORMS:
        raise ReportError(
            "--out must be a folder that exists, or a file ending in .html, .pdf or "
            f".json. Got {str(out)!r} instead. Change the ending or create the folder."
        )
    need_folder(out.parent)
    return {out: form}
