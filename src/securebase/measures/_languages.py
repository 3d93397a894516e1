from __future__ import annotations

from functools import cache

from securebase.core import InstrumentError

from . import checkin
from ._common import begun, common
from ._load import instruments


@cache
def languages() -> tuple[str, ...]:
    """The languages in which everything that a couple is asked can be asked.

    That is the core set of questionnaires, whole, and the check-in. English comes
    first. A translation that is not finished is not among them; to ask for a part of
    it names what is missing.
    """
    return tuple(filter(_whole, begun()))


def _whole(language: str) -> bool:
    try:
        common(language)
        checkin.items(language)
        asked = {one.id for one in instruments(core=True, language=language)}
    except InstrumentError:
        return False
    return asked == {one.id for one in instruments(core=True)}
