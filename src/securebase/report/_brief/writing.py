from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

from securebase.core import Partner
from securebase.couples import View
from securebase.report._blocks import Aside, Block, Report, Section, Sentence
from securebase.report._chapters import glance
from securebase.report._context import Context, context
from securebase.report._layout import BRIEF
from securebase.report._numbers import last_day
from securebase.report._tongue import ORIGINAL, tongue

from . import dyad, hypotheses, people, pictures


def brief(view: View, *, language: str = ORIGINAL) -> Report:
    """Two pages of sentences and one of pictures, to read before meeting a couple.

    A pure function of view and language, like `build`: each partner, the two together
    and who carries how much, strengths, three hypotheses with how sure they are,
    questions to ask.

    Args:
        view: What `couples.look` lets the practitioner see.

    Other Args:
        language: Language of the brief, see `languages`.

    Returns:
        The brief as a tree, for `to_html`, `to_fragment`, `to_pdf` or `to_json`.

    Raises:
        ReportError: If no brief is written in this language.
    """
    written = context(view, tongue=tongue(language))
    until = last_day(view)
    name = written.voice.name
    return Report(
        title=f"{name(Partner.A)} & {name(Partner.B)}",
        subtitle=written.say(
            "Before you meet them: only what each chose to share with you"
        ),
        viewer=view.viewer.value,
        made_up=view.made_up,
        data_until=None if until is None else until.isoformat(),
        # The label that holds for all of it stands once, at its top.
        glance=tuple(replace(it, label=None) for it in glance.write(written)),
        sections=_sections(written),
        version=version("securebase"),
        format=BRIEF,
        language=language,
    )


def _sections(written: Context) -> tuple[Section, ...]:
    found = (
        _first(written),
        *(people.write(written, it) for it in written.order),
        dyad.together(written),
        dyad.strengths(written),
        hypotheses.write(written),
        hypotheses.questions(written),
        _sources(written),
        pictures.write(written),
    )
    return tuple(section for section in found if section is not None)


def _first(written: Context) -> Section:
    return Section(
        id="first",
        title=written.say("First"),
        blocks=(
            Aside(
                title=written.say(
                    "See each of them alone before you see them together"
                ),
                text=written.say(
                    "Nothing here says whether somebody is afraid: no answer about "
                    "fear or violence is ever part of it. Ask each alone, and decide "
                    "only then about work for two."
                ),
                tone="safety",
            ),
            Sentence(
                text=written.say(
                    "What stands here is what the two told of themselves in new "
                    "questionnaires, on scales from 0 to 6 unless it says otherwise; "
                    "behind each level, where it probably lies (95%). It is no "
                    "diagnosis and no forecast of the two. What is missing was not "
                    "shared or not answered, and means nothing."
                ),
                label=written.unvalidated,
            ),
        ),
    )


def _sources(written: Context) -> Section | None:
    """The sources of the links in the hypotheses."""
    listing = written.cited.listing()
    if not listing.entries:
        return None
    blocks: tuple[Block, ...] = (listing,)
    return Section(id="sources", title=written.say("Sources"), blocks=blocks)
