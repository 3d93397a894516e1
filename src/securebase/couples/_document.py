"""A couple as one document: what a ``.json`` file holds and the schema describes."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from . import _fields as field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ShareDocument(_Part):
    """One thing that a partner lets another see. Delete it to take it back."""

    topic: field.SharedTopic
    audience: field.SharedWith = Field(
        alias="with", description="The partner, or their practitioner."
    )
    since: field.Day | None = Field(
        None, description="First day of the answers that are shared."
    )
    until: field.Day | None = Field(
        None, description="Last day of the answers that are shared."
    )
    diary: field.Flag = Field(
        False, description="Whether daily check-ins of the topic are shared too."
    )


class AnswerDocument(_Part):
    """One answer to one item of a questionnaire."""

    occasion: field.Day = Field(description="Day on which it was answered.")
    instrument: field.Word = Field(description="Id of the questionnaire.")
    item: field.Word = Field(description="Code of the item.")
    answer: field.Whole | None = Field(description="Null where it was skipped.")


class DiaryDayDocument(_Part):
    """One check-in: one partner, one day."""

    day: field.Day = Field(description="Counted in the couple's time zone.")
    answers: dict[str, field.Whole | None] = Field(
        description="Code of the check-in item, and its answer."
    )
    answered_at: field.Moment | None = Field(
        None, description="When it was sent; must lie on that day."
    )
    note: field.Note = Field(
        None, description="Private: it never leaves the person who wrote it."
    )


class PersonHead(_Part):
    """What stands about a partner in ``couple.toml``."""

    name: field.Name
    language: field.Language | None = None
    shares: list[ShareDocument] = []


class PersonDocument(PersonHead):
    """One partner."""

    answers: list[AnswerDocument] = []
    diary: list[DiaryDayDocument] = []


class _Head(_Part):
    format: field.Format
    version: field.Version
    id: field.Identifier = Field(description="Small letters, digits and hyphens.")
    made_up: field.Flag = Field(description="True for an example about nobody real.")
    time_zone: field.Zone = Field(description="IANA name, such as Europe/Berlin.")
    together_since: field.Year | None = None


class PartnersHead(_Part):
    """The partners in ``couple.toml``."""

    a: PersonHead
    b: PersonHead


class PartnersDocument(_Part):
    """The two partners; the letters carry no order."""

    a: PersonDocument
    b: PersonDocument


class CoupleHead(_Head):
    """What ``couple.toml`` holds."""

    partners: PartnersHead


class CoupleDocument(_Head):
    """Two partners, what they answered, and what each lets others see."""

    partners: PartnersDocument


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a couple as one JSON document.

    A folder holds the same document, spread over ``couple.toml``, ``answers.csv``
    and ``diary.csv``. What a schema cannot say (which items a questionnaire has,
    that no day occurs twice) is checked by `validate`.
    """
    made = CoupleDocument.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A couple of securebase, format version 1",
        **{key: value for key, value in made.items() if key != "title"},
    }
