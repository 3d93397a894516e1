from __future__ import annotations

from securebase.core import FitError, Viewer

from ._fit_couples import fit_couples
from ._fit_options import (
    AlikeOption,
    ByDayOption,
    ByRoleOption,
    ClockOption,
    CoefficientsOption,
    CommonDayOption,
    CoupleOption,
    ErrorsOption,
    ExchangeableOption,
    FileArgument,
    FormulaOption,
    InitialOption,
    MethodOption,
    ModelOption,
    OutOption,
    OverTimeOption,
    PersonOption,
    PosteriorOption,
    PriorsOption,
    RandomInterceptsOption,
    RandomOption,
    ResidualOption,
    RoleOption,
    SeedOption,
    SingleOption,
    TableOption,
    TimeOption,
    TwinsOption,
    UnitOption,
    ViewerOption,
    WideOption,
    WorkersOption,
    WorkOption,
)
from ._fit_posterior import fit_posterior
from ._fit_rows import Asked, fit_rows
from ._help import examples
from ._options import JsonFlag

EXAMPLES = examples(
    "securebase fit diary.csv --model apim --couple id --role role \\",
    "  --formula 'closeness ~ support + support_partner' --by-role all",
    "securebase fit diary.csv --model diary --couple id --role role --time day \\",
    "  --formula 'closeness ~ support + support_partner' --table table.docx",
    "securebase fit couples.csv --model common-fate --couple id --role role \\",
    "  --formula 'closeness ~ support'",
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
    file: FileArgument,
    model: ModelOption,
    formula: FormulaOption = None,
    couple: CoupleOption = None,
    role: RoleOption = None,
    person: PersonOption = None,
    time: TimeOption = None,
    wide: WideOption = None,
    single: SingleOption = False,
    exchangeable: ExchangeableOption = False,
    by_role: ByRoleOption = "none",
    random: RandomOption = None,
    residual: ResidualOption = None,
    over_time: OverTimeOption = None,
    by_day: ByDayOption = False,
    method: MethodOption = "reml",
    errors: ErrorsOption = True,
    common_day: CommonDayOption = False,
    random_intercepts: RandomInterceptsOption = True,
    initial: InitialOption = "stationary",
    alike: AlikeOption = None,
    priors: PriorsOption = False,
    posterior: PosteriorOption = None,
    seed: SeedOption = 1,
    clock: ClockOption = "continuous",
    unit: UnitOption = "day",
    out: OutOption = None,
    table: TableOption = None,
    viewer: ViewerOption = Viewer.OURS,
    work: WorkOption = None,
    twins: TwinsOption = None,
    coefficients: CoefficientsOption = False,
    workers: WorkersOption = None,
    as_json: JsonFlag = False,
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
