from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from securebase.core import FitError, Viewer

from ._fit_couples import fit_couples
from ._fit_posterior import fit_posterior
from ._fit_rows import Asked, fit_rows
from ._help import examples

EXAMPLES = examples(
    "securebase fit diary.csv --model apim --couple id --role role \\",
    "  --formula 'closeness ~ support + support_partner' --by-role all",
    "securebase fit diary.csv --model diary --couple id --role role --time day \\",
    "  --formula 'closeness ~ support + support_partner' --table table.docx",
    "securebase fit diary.csv --model ct --couple id --role role --time day \\",
    "  --formula 'rate of closeness: closeness + closeness_partner'",
    "securebase fit wide.csv --model ct --couple id --wide wife=_w,husband=_h \\",
    "  --time day --formula closeness --json",
    "securebase fit diary.csv --model ct --couple id --role role --time day \\",
    "  --formula closeness --posterior weighing",
    "securebase fit panel.csv --model ct --couple id --single --time year \\",
    "  --unit year --formula 'anomia, authority' --initial free",
    "securebase fit couples --model couple --work kept --out cohort.csv",
    "securebase fit couples --model couple --coefficients --json",
)


def fit(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="DATA",
            help="A table (.csv), a row a person and occasion; for the couple model a "
            "folder of couples, each a folder or a .json file.",
        ),
    ],
    model: Annotated[
        Literal["apim", "diary", "ct", "couple"],
        typer.Option(
            help="apim: a mixed model of both partners on one occasion. diary: the "
            "same day by day; persons have levels of their own, and days go together "
            "unless --over-time none is given. ct: how they move each other over "
            "time, whatever the intervals. couple: the couple model: what couples "
            "lastingly are, and how far they differ; it needs no formula and no "
            "columns."
        ),
    ],
    formula: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="apim, diary: outcome ~ predictors, as in R. ct: names of columns, "
            "or lines with semicolons between: rate of x: x + x_partner; level of x: "
            "weekend; push on x: quarrel. x_partner is the partner's x.",
        ),
    ] = None,
    couple: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Which couple it is.")
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="What tells the partners apart."),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Who it is, if the role does not say it."),
    ] = None,
    time: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="When it was: a number, or a date."),
    ] = None,
    wide: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=END,NAME=END",
            help="Both partners stand in one row: what each is called, and what their "
            "columns end with.",
        ),
    ] = None,
    single: Annotated[
        bool,
        typer.Option(
            "--single", help="ct: each couple is one person, without partner."
        ),
    ] = False,
    exchangeable: Annotated[
        bool,
        typer.Option("--exchangeable", help="As if nothing told the partners apart."),
    ] = False,
    by_role: Annotated[
        str,
        typer.Option(metavar="WHAT", help="Mixed: none, intercept, slopes or all."),
    ] = "none",
    random: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TERM",
            help="Mixed: what differs between persons; 1 is the intercept; may be "
            "given repeatedly.",
        ),
    ] = None,
    residual: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="Mixed: of both at one time: csh, cs, un, diagonal or identity.",
        ),
    ] = None,
    over_time: Annotated[
        str | None, typer.Option(metavar="HOW", help="Mixed: none, ar1 or car1.")
    ] = None,
    by_day: Annotated[
        bool,
        typer.Option("--by-day", help="Count dates with a time of day by whole days."),
    ] = False,
    method: Annotated[
        str, typer.Option(metavar="LIKELIHOOD", help="Mixed: reml or ml.")
    ] = "reml",
    errors: Annotated[
        bool, typer.Option(help="ct: answers are measured with error.")
    ] = True,
    common_day: Annotated[
        bool,
        typer.Option("--common-day", help="ct: errors of one day go together."),
    ] = False,
    random_intercepts: Annotated[
        bool, typer.Option(help="ct: couples have levels of their own.")
    ] = True,
    initial: Annotated[
        str,
        typer.Option(
            metavar="LAW", help="ct: of the first occasion: stationary, spread or free."
        ),
    ] = "stationary",
    alike: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PART",
            help="ct: what is the same for both: rates, levels, pushes, noise, errors "
            "or intercepts; may be given repeatedly.",
        ),
    ] = None,
    priors: Annotated[
        bool,
        typer.Option(
            "--priors", help="ct: weak priors, which keep variances from nought."
        ),
    ] = False,
    posterior: Annotated[
        Literal["weighing", "nuts"] | None,
        typer.Option(
            help="ct: draws from the posterior under weak priors, better than standard "
            "errors in small studies. weighing: in seconds, and it says where chains "
            "are needed. nuts: chains, in minutes."
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="NUMBER", help="Of draws from the posterior.")
    ] = 1,
    clock: Annotated[
        str, typer.Option(metavar="HOW", help="ct: continuous, or steps.")
    ] = "continuous",
    unit: Annotated[
        str, typer.Option(metavar="UNIT", help="ct: of the time: hour, day, week …")
    ] = "day",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="ESTIMATES.csv", help="Write all estimates to this file too."
        ),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            metavar="TABLE.docx",
            help="Write a table for a paper too: .docx, .html, .tex or .txt.",
        ),
    ] = None,
    viewer: Annotated[
        Viewer, typer.Option(help="couple: what of each couple is looked at.")
    ] = Viewer.OURS,
    work: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="couple: keep there what is known of each couple. The same command "
            "goes on from it, after a kill too; `securebase update` keeps the same.",
            readable=False,
        ),
    ] = None,
    twins: Annotated[
        int | None,
        typer.Option(
            help="couple: how many couples are made up to correct the fit by; four "
            "times as many as there are, and 600 at least, if left out. 0 is quick, "
            "and too sure of itself where couples are far from everybody.",
            show_default=False,
        ),
    ] = None,
    coefficients: Annotated[
        bool,
        typer.Option(
            "--coefficients",
            help="couple: say too what the answers tell of the coefficients of the "
            "model's mechanisms. A minute or two more.",
        ),
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            help="couple: processes; one for each core if left out.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON for a program to read.")
    ] = False,
) -> None:
    """Fit a model to diaries of many couples: estimates, and the words to report them.

    What cannot be estimated is told in a sentence, and marked as such in the JSON. All
    answers that are there are used; they may be in any order.
    """
    if model == "couple":
        _refuse("--formula", formula)
        _refuse("--table", table)
        _refuse("--posterior", posterior)
        fit_couples(
            file, viewer, work, out, twins=twins, coefficients=coefficients,
            workers=workers, as_json=as_json,
        )  # fmt: skip
        return
    asked = Asked(
        file=file, model=model, formula=_need("--formula", formula, model),
        couple=_need("--couple", couple, model), role=role, person=person, time=time,
        wide=wide, single=single, exchangeable=exchangeable, by_role=by_role,
        random=random, residual=residual, over_time=over_time, by_day=by_day,
        method=method, errors=errors, common_day=common_day,
        random_intercepts=random_intercepts, initial=initial, alike=alike,
        priors=priors, clock=clock, unit=unit,
    )  # fmt: skip
    if posterior is None:
        fit_rows(asked, out, table, as_json=as_json)
        return
    if table is not None:
        raise FitError(
            "--table must be left out with --posterior. Got both instead. Write the "
            "estimates with --out."
        )
    fit_posterior(asked, posterior, seed, out, as_json=as_json)


def _need(option: str, given: str | None, model: str) -> str:
    if given is None:
        raise FitError(
            f"{option} must be given with --model {model}. Got none instead. "
            "`securebase fit --help` says what it is, with examples."
        )
    return given


def _refuse(option: str, given: object) -> None:
    if given is not None:
        raise FitError(
            f"{option} must be left out with --model couple. Got {str(given)!r} "
            "instead. The couple model knows its own equations, and writes its "
            "estimates with --out."
        )
