"""From what pydantic found to problems that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from securebase.core import Problem

from ._document import CoupleHead, PartnersHead, PersonHead, ShareDocument
from ._place import MOST_PROBLEMS, Place, Step, choose_from, shown

_Model = TypeVar("_Model", bound=BaseModel)

# How deep a field lies in the head, and what it is then a field of.
_HEAD_LEVELS: Mapping[int, type[BaseModel]] = {
    1: CoupleHead,
    2: PartnersHead,
    3: PersonHead,
    5: ShareDocument,
}


def shaped(
    model: type[_Model], value: Any, place: Place, problems: list[Problem]
) -> _Model | None:
    """A value as its model, or None with its problems noted."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=True)
        problems.extend(
            _problem(fault, model, place) for fault in faults[:MOST_PROBLEMS]
        )
        return None


def _problem(fault: Any, model: type[BaseModel], place: Place) -> Problem:
    steps: tuple[Step, ...] = fault["loc"]
    at = place.at(*steps)
    kind = fault["type"]
    if kind == "must":
        got = _discreet(steps, fault["input"])
        return at.problem(
            must=fault["ctx"]["must"], got=got, remedy=fault["ctx"]["remedy"]
        )
    if kind == "missing":
        return at.problem(
            must="be given", got="nothing", remedy=f"Add the field {steps[-1]}."
        )
    if kind == "extra_forbidden":
        known = _fields(_HEAD_LEVELS[len(steps)] if model is CoupleHead else model)
        return at.problem(
            must="be a field of this format",
            got=shown(steps[-1]),
            remedy=choose_from(steps[-1], known),
        )
    wanted = "a list" if kind == "list_type" else "a table of fields"
    return at.problem(
        must=f"be {wanted}",
        got=shown(fault["input"]),
        remedy="Compare it with an example.",
    )


def _discreet(steps: tuple[Step, ...], value: Any) -> str:
    # A note is private even where it is wrong.
    if steps[-1:] == ("note",) and isinstance(value, str):
        return f"a note of {len(value):,} characters"
    return shown(value)


def _fields(model: type[BaseModel]) -> list[str]:
    return [it.alias or name for name, it in model.model_fields.items()]
