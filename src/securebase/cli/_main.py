from __future__ import annotations

import os
import re
import signal
import sys
import traceback
from collections.abc import Sequence
from enum import IntEnum
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from securebase import __version__
from securebase.core import SecureBaseError

from ._cite import EXAMPLES as CITE_EXAMPLES, cite
from ._demo import EXAMPLES as DEMO_EXAMPLES, demo
from ._explain import EXAMPLES as EXPLAIN_EXAMPLES, explain
from ._fit import EXAMPLES as FIT_EXAMPLES, fit
from ._forecast import EXAMPLES as FORECAST_EXAMPLES, forecast
from ._help import EXIT_CODES
from ._instruments import app as instruments
from ._plan import EXAMPLES as PLAN_EXAMPLES, plan
from ._report import EXAMPLES as REPORT_EXAMPLES, report
from ._review import EXAMPLES as REVIEW_EXAMPLES, review
from ._score import EXAMPLES as SCORE_EXAMPLES, score
from ._serve import EXAMPLES as SERVE_EXAMPLES, serve
from ._simulate import EXAMPLES as SIMULATE_EXAMPLES, simulate
from ._streams import prepare_streams, say, tell, tell_error
from ._update import EXAMPLES as UPDATE_EXAMPLES, update
from ._validate import EXAMPLES as VALIDATE_EXAMPLES, validate


class ExitCode(IntEnum):
    """What the shell gets back."""

    DONE = 0
    BUG = 1
    WRONG_INPUT = 2
    INTERRUPTED = 130


class _Commands(TyperGroup):
    """The commands; what they are told wrongly is answered as everything else is."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = _in_three_parts(error.message)
            raise


def _in_three_parts(message: str) -> str:
    message = message.removeprefix("Value error, ")
    if found := re.fullmatch(r"(.+) is not one of (.+)\.", message):
        got, choices = found.groups()
        return f"must be one of {choices}. Got {got} instead. Choose one of them."
    return message


# Plain help: formatting it with Rich alone takes a quarter of a second to import.
app = typer.Typer(
    name="securebase",
    cls=_Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)


def _show_version(wanted: bool) -> bool:
    if wanted:
        say(f"securebase {__version__}")
        raise typer.Exit
    return wanted


@app.callback()
def _securebase(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    """How two partners are a secure base for each other, from their own answers.

    Start with `securebase demo`: three made-up couples in, their reports out.
    Every command explains itself with examples: `securebase score --help`.
    """


app.command(short_help="Reports of three made-up couples.", epilog=DEMO_EXAMPLES)(demo)
app.command(short_help="Write the report of a couple.", epilog=REPORT_EXAMPLES)(report)
app.command(short_help="Check the files of a couple.", epilog=VALIDATE_EXAMPLES)(
    validate
)
app.command(short_help="What lies ahead, and how sure.", epilog=FORECAST_EXAMPLES)(
    forecast
)
app.command(short_help="One thing to practise, and why.", epilog=PLAN_EXAMPLES)(plan)
app.command(short_help="Look back at a practice.", epilog=REVIEW_EXAMPLES)(review)
app.command(short_help="Score a table of answers.", epilog=SCORE_EXAMPLES)(score)
app.add_typer(instruments, name="instruments")
app.command(short_help="Fit a model to many couples.", epilog=FIT_EXAMPLES)(fit)
app.command(short_help="Simulate made-up couples.", epilog=SIMULATE_EXAMPLES)(simulate)
app.command(short_help="Bring many couples up to date.", epilog=UPDATE_EXAMPLES)(update)
app.command(short_help="Start the app for couples.", epilog=SERVE_EXAMPLES)(serve)
app.command(short_help="What the couple model is made of.", epilog=EXPLAIN_EXAMPLES)(
    explain
)
app.command(short_help="Where the numbers come from.", epilog=CITE_EXAMPLES)(cite)


def main() -> None:
    """Run the command line and leave with its exit code."""
    # `securebase … | head` ends as quietly as any other program would.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    prepare_streams()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: The words after `securebase`.

    Returns:
        The exit code.
    """
    try:
        return int(_invoke(arguments))
    except SecureBaseError as error:
        tell_error(error)
        return ExitCode.WRONG_INPUT
    except OSError as error:
        # What no floor foresaw: a disk that is full, a file that went away.
        tell(f"Error: {error.filename or 'The system'}: {error.strerror or error}.")
        return ExitCode.WRONG_INPUT
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:
        _tell_bug(error)
        return ExitCode.BUG


def _invoke(arguments: Sequence[str]) -> int:
    try:
        get_command(app)(list(arguments), prog_name="securebase")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else ExitCode.BUG
    return ExitCode.DONE


def _tell_bug(error: Exception) -> None:
    if os.environ.get("SECUREBASE_DEBUG") == "1":
        traceback.print_exception(error)
        return
    tell(
        f"Unexpected error ({type(error).__name__}): this is a bug in securebase, not "
        "in your input. Please report it; running the same command once more with "
        "SECUREBASE_DEBUG=1 shows the details. They may quote answers: read them "
        "before you pass them on."
    )
