"""What may be said of a fit; each option is documented by its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from securebase.core import Viewer

FileArgument: TypeAlias = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help="A table (.csv), a row a person and occasion; for the couple model a "
        "folder of couples, each a folder or a .json file.",
    ),
]
ModelOption: TypeAlias = Annotated[
    Literal["apim", "diary", "common-fate", "ct", "couple"],
    typer.Option(
        help="apim: a mixed model of both partners on one occasion. diary: the "
        "same day by day; persons have levels of their own, and days go together "
        "unless --over-time none is given. common-fate: what partners share of one "
        "question, on what they share of another; with --time of each day as well. ct: "
        "how they move each other over time, whatever the intervals. couple: the "
        "couple model: what couples lastingly are, and how far they differ; it needs "
        "no formula and no columns."
    ),
]
FormulaOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        help="apim, diary: outcome ~ predictors, as in R. common-fate: outcome ~ "
        "predictor, two columns. ct: names of columns, or lines with semicolons "
        "between: rate of x: x + x_partner; level of x: weekend; push on x: quarrel. "
        "x_partner is the partner's x.",
    ),
]
CoupleOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Which couple it is.")
]
RoleOption: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="What tells the partners apart."),
]
PersonOption: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Who it is, if the role does not say it."),
]
TimeOption: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="When it was: a number, or a date."),
]
WideOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME=END,NAME=END",
        help="Both partners stand in one row: what each is called, and what their "
        "columns end with.",
    ),
]
SingleOption: TypeAlias = Annotated[
    bool,
    typer.Option("--single", help="ct: each couple is one person, without partner."),
]
ExchangeableOption: TypeAlias = Annotated[
    bool,
    typer.Option("--exchangeable", help="As if nothing told the partners apart."),
]
ByRoleOption: TypeAlias = Annotated[
    str,
    typer.Option(metavar="WHAT", help="Mixed: none, intercept, slopes or all."),
]
RandomOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TERM",
        help="Mixed: what differs between persons; 1 is the intercept; may be "
        "given repeatedly.",
    ),
]
ResidualOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="HOW",
        help="Mixed: of both at one time: csh, cs, un, diagonal or identity.",
    ),
]
OverTimeOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="HOW", help="Mixed: none, ar1 or car1.")
]
ByDayOption: TypeAlias = Annotated[
    bool,
    typer.Option("--by-day", help="Count dates with a time of day by whole days."),
]
MethodOption: TypeAlias = Annotated[
    str, typer.Option(metavar="LIKELIHOOD", help="Mixed: reml or ml.")
]
ErrorsOption: TypeAlias = Annotated[
    bool, typer.Option(help="ct: answers are measured with error.")
]
CommonDayOption: TypeAlias = Annotated[
    bool,
    typer.Option("--common-day", help="ct: errors of one day go together."),
]
RandomInterceptsOption: TypeAlias = Annotated[
    bool, typer.Option(help="ct: couples have levels of their own.")
]
InitialOption: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="LAW", help="ct: of the first occasion: stationary, spread or free."
    ),
]
AlikeOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PART",
        help="ct: what is the same for both: rates, levels, pushes, noise, errors "
        "or intercepts; may be given repeatedly.",
    ),
]
PriorsOption: TypeAlias = Annotated[
    bool,
    typer.Option("--priors", help="ct: weak priors, which keep variances from nought."),
]
PosteriorOption: TypeAlias = Annotated[
    Literal["weighing", "nuts"] | None,
    typer.Option(
        help="ct: draws from the posterior under weak priors, better than standard "
        "errors in small studies. weighing: in seconds, and it says where chains "
        "are needed. nuts: chains, in minutes."
    ),
]
SeedOption: TypeAlias = Annotated[
    int, typer.Option(metavar="NUMBER", help="Of draws from the posterior.")
]
ClockOption: TypeAlias = Annotated[
    str, typer.Option(metavar="HOW", help="ct: continuous, or steps.")
]
UnitOption: TypeAlias = Annotated[
    str, typer.Option(metavar="UNIT", help="ct: of the time: hour, day, week …")
]
OutOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="ESTIMATES.csv", help="Write all estimates to this file too."),
]
TableOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="TABLE.docx",
        help="Write a table for a paper too: .docx, .html, .tex or .txt.",
    ),
]
ViewerOption: TypeAlias = Annotated[
    Viewer, typer.Option(help="couple: what of each couple is looked at.")
]
WorkOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="couple: keep there what is known of each couple. The same command "
        "goes on from it, after a kill too; `securebase update` keeps the same.",
        readable=False,
    ),
]
TwinsOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        help="couple: how many couples are made up to correct the fit by; four "
        "times as many as there are, and 600 at least, if left out. 0 is quick, "
        "and too sure of itself where couples are far from everybody.",
        show_default=False,
    ),
]
CoefficientsOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--coefficients",
        help="couple: say too what the answers tell of the coefficients of the "
        "model's mechanisms. A minute or two more.",
    ),
]
WorkersOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        help="couple: processes; one for each core if left out.",
        show_default=False,
    ),
]
