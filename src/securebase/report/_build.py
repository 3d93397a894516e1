from __future__ import annotations

from importlib.metadata import version

from securebase.core import Partner, Viewer
from securebase.couples import View

from ._blocks import Report, Section
from ._chapters import (
    balance,
    base,
    between,
    diary,
    exploring,
    gives,
    glance,
    heading,
    limits,
    moved,
    practice,
    starting,
)
from ._context import Context, context
from ._numbers import last_day
from ._tongue import ORIGINAL, tongue


def build(view: View, *, alone: bool = False, language: str = ORIGINAL) -> Report:
    """The report of a couple for one viewer.

    A pure function of the view and the language: what the viewer may not see cannot
    get in.

    Args:
        view: What `couples.look` lets this viewer see.

    Other Args:
        alone: Whether nothing may be suggested that asks for anything with the other,
            as somebody may wish who is afraid.
        language: Language of the report, see `languages`.

    Returns:
        The report as a tree, for `to_html`, `to_pdf` or `to_json`.

    Raises:
        ReportError: If no report is written in this language.
    """
    written = context(view, alone=alone, tongue=tongue(language))
    until = last_day(view)
    return Report(
        title=f"{written.voice.name(Partner.A)} & {written.voice.name(Partner.B)}",
        subtitle=_subtitle(written),
        viewer=view.viewer.value,
        made_up=view.made_up,
        data_until=None if until is None else until.isoformat(),
        glance=glance.write(written),
        sections=_sections(written),
        version=version("securebase"),
        language=language,
    )


def _sections(written: Context) -> tuple[Section, ...]:
    chapters = (
        base.write(written),
        *(gives.write(written, giver) for giver in written.order),
        exploring.write(written),
        balance.write(written),
        between.write(written),
        diary.write(written),
        heading.write(written),
        practice.write(written),
        moved.write(written),
        starting.write(written),
        limits.safety(written.tongue),
        # Last, because it lists the sources that the others have used.
        limits.write(written),
    )
    return tuple(chapter for chapter in chapters if chapter is not None)


def _subtitle(written: Context) -> str:
    viewer = written.view.viewer
    if viewer.partner is not None:
        return written.say("For {name} alone", name=written.voice.name(viewer.partner))
    if viewer is Viewer.OURS:
        return written.say("For the two of you: only what both chose to share")
    return written.say("For a practitioner: only what each chose to share with them")
