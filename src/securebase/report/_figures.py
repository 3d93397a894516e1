"""Pictures of a report: the diary by Altair, the base picture by our own pen."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from ._assets import FONTS
from ._base_picture import NARROW as PHONE, WIDE as DESK, base_picture_svg
from ._blocks import BasePicture, DiaryPicture
from ._diary_spec import NARROW, WIDE, diary_spec
from ._tongue import ORIGINAL, Tongue, tongue

if TYPE_CHECKING:
    import altair as alt

Figure = BasePicture | DiaryPicture


def figure_svg(
    block: Figure,
    width: int = WIDE,
    *,
    name: str = "figure",
    language: str = ORIGINAL,
) -> str:
    """Draw a picture of a report as SVG.

    Args:
        block: A base picture or a diary picture.
        width: 340 for a phone, 720 for a desk.
        name: Prefix of the ids inside; two drawings on one page need different ones.
        language: Language of the words in it, see `languages`.

    Returns:
        One `<svg>` element without width and height, so that it fits its frame.
    """
    if isinstance(block, BasePicture):
        sheet = PHONE if width <= NARROW else DESK
        return base_picture_svg(block, sheet, name, tongue(language))
    return _framed(_drawn(block, width, tongue(language)), block, name)


def figure_png(
    block: Figure,
    width: int = WIDE,
    *,
    scale: float | int = 2,
    language: str = ORIGINAL,
) -> bytes:
    """Draw a picture of a report as PNG.

    Args:
        block: A base picture or a diary picture.
        width: 340 for a phone, 720 for a desk.
        scale: Pixels of the picture for each unit of width.
        language: Language of the words in it, see `languages`.

    Returns:
        The bytes of the file.
    """
    svg = figure_svg(block, width, language=language)
    return bytes(_converter().svg_to_png(svg, scale=float(scale)))


def diary_chart(block: DiaryPicture, width: int = WIDE) -> alt.VConcatChart:
    """The diary as small panels over one time axis.

    Args:
        block: The diary.
        width: Width of the whole in pixels.

    Returns:
        A chart in which a day without a point is a gap, four or more are shaded.
    """
    import altair as alt

    return alt.VConcatChart.from_dict(diary_spec(block, width))


@lru_cache(maxsize=8)  # page and paper show the same pictures
def _drawn(block: DiaryPicture, width: int, words: Tongue) -> str:
    return str(_converter().vegalite_to_svg(diary_spec(block, width, words)))


@cache
def _converter() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def _framed(svg: str, block: DiaryPicture, name: str) -> str:
    """Make a converted chart fit its frame and stand beside others on one page."""
    head, _, body = svg.partition(">")
    view = re.search(r'viewBox="[^"]*"', head)
    assert view, "the converter writes one"
    body = body.replace('id="', f'id="{name}-').replace("url(#", f"url(#{name}-")
    who = " & ".join(block.people)
    title = f'<title id="{name}-title">{escape(f"{block.title}: {who}")}</title>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {view.group()} role="img" '
        f'aria-labelledby="{name}-title">{title}{body}'
    )
