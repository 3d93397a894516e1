from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ._help import examples
from ._streams import console, emit_json, say
from ._table import show_table

if TYPE_CHECKING:
    from securebase.measures import Instrument, Scale

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The questionnaires: list them, show one, print one as a paper form.",
    short_help="List, show or print the questionnaires.",
    epilog=examples(
        "securebase instruments list",
        "securebase instruments show mini_ipip",
        "securebase instruments paper sb_resp > form.txt",
    ),
)

_Id = Annotated[
    str,
    typer.Argument(
        metavar="ID|KEYFILE",
        help="Id, as `instruments list` names it, or your own key file.",
    ),
]
_Language = Annotated[
    str,
    typer.Option(metavar="CODE", help="Language of the words, such as en or de."),
]
_Json = Annotated[bool, typer.Option("--json", help="As JSON for a program to read.")]


@app.command(
    "list",
    epilog=examples(
        "securebase instruments list",
        "securebase instruments list --core",
        "securebase instruments list --json",
    ),
)
def list_them(
    core: Annotated[
        bool, typer.Option("--core", help="Only the core set of a couple.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """List the questionnaires that can be scored."""
    from securebase import measures

    found = measures.instruments(core=True if core else None)
    if as_json:
        emit_json([_summary(it) for it in found])
        return
    rows = [
        (
            it.id,
            str(len(it.items)),
            "yes" if it.text_shipped else "no",
            it.status,
            it.title,
        )
        for it in found
    ]
    screen = console()
    show_table(screen, ("id", "items", "words", "status", "title"), rows, wraps=True)
    screen.print()
    screen.print("words: whether they come with securebase, or only the key does.")


@app.command(
    epilog=examples(
        "securebase instruments show mini_ipip",
        "securebase instruments show mini_ipip --json",
        "securebase instruments show my-key.toml",
    )
)
def show(id_: _Id, language: _Language = "en", as_json: _Json = False) -> None:
    """What is known about one questionnaire, and the key of its scales."""
    it = questionnaire(id_, language)
    if as_json:
        emit_json(_everything(it))
        return
    for line in (it.title, f"{it.status}; {_text(it)}", it.licence, it.reference):
        say(line)
    say(f"Answers from {it.lo} to {it.hi}. {it.missing_rule}")
    for scale in it.scales:
        say(f"\n{scale.title} ({scale.id}): {scale.method} of")
        say("  " + ", ".join(_signed(it, scale, code) for code in scale.items))
    for note in it.notes:
        say(f"\nNote: {note}")


@app.command(
    epilog=examples(
        "securebase instruments paper sb_resp",
        "securebase instruments paper sb_resp --language de > form.txt",
    )
)
def paper(id_: _Id, language: _Language = "en") -> None:
    """Print one questionnaire as a form to fill in by hand."""
    from securebase import measures

    say(measures.paper_form(questionnaire(id_, language)).rstrip())


def questionnaire(name: str, language: str = "en") -> Instrument:
    """A questionnaire by its id, or from a key file of one's own, in its language."""
    from securebase import measures

    # A key file is told from an id by how it is written, never by what lies around.
    if Path(name).suffix or len(Path(name).parts) > 1:
        return measures.read_instrument(Path(name))
    return measures.instrument(name, language)


def _signed(it: Instrument, scale: Scale, code: str) -> str:
    turned = it.by_code[code].reverse or scale.weights.get(code, 1) < 0
    return f"-{code}" if turned else code


def _text(it: Instrument) -> str:
    return "words included" if it.text_shipped else "key only, words not included"


def _summary(it: Instrument) -> dict[str, Any]:
    return {
        "id": it.id,
        "title": it.title,
        "items": len(it.items),
        "scales": [scale.id for scale in it.scales],
        "core": it.core,
        "validated": it.validated,
        "text_shipped": it.text_shipped,
    }


def _everything(it: Instrument) -> dict[str, Any]:
    return {
        **_summary(it),
        "licence": it.licence,
        "reference": it.reference,
        "language": it.language,
        "lo": it.lo,
        "hi": it.hi,
        "missing_rule": it.missing_rule,
        "notes": list(it.notes),
        "key": [
            {
                "code": one.code,
                "reverse": one.reverse,
                "text": one.text,
                "lo": one.lo,
                "hi": one.hi,
            }
            for one in it.items
        ],
        "scales": [_scale(scale) for scale in it.scales],
    }


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "id": scale.id,
        "title": scale.title,
        "construct": scale.construct,
        "role": scale.role,
        "items": list(scale.items),
        "weights": dict(scale.weights),
        "method": scale.method,
        "min_answered": scale.min_answered,
        "lo": scale.lo,
        "hi": scale.hi,
    }
