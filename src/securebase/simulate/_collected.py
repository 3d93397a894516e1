"""What a made-up study has collected: as arrays, as a long table, as couples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from jaxtyping import Bool, Int8, Int16, Int64, UInt32
from numpy import ndarray

from securebase.core import CONSTRUCTS, Topic
from securebase.couples import Answer, Audience, Couple, DiaryDay, Person, Share
from securebase.measures import checkin

from ._collect_presence import Presence
from ._collect_records import first_names
from ._collect_sheets import MISSING, sheet_items

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

_PARTNERS = ("a", "b")
_CHECK_IN = "checkin"


@dataclass(frozen=True, kw_only=True, eq=False)
class Collected:
    """What a study has of some couples; where nothing was answered stands -1.

    Attributes:
        first: The calendar day on which the study begins.
        time_zone: In which the couples' days are counted.
        number: Of each couple.
        together_since: Year since which they are a couple.
        presence: Who took part when.
        sheets: Answers to the core set; the items are those of ``sheet_codes``.
        diary: Answers to check-ins; the items are those of `checkin.items`.
        minute: Of sending, after midnight, or -1.
        name: Place of each partner's name in a list of names of nobody.
        shared: What each shares, by topic: with the partner, the check-ins too, and
            with a practitioner.
    """

    first: dt.date
    time_zone: str
    number: UInt32[ndarray, " couple"]
    together_since: Int64[ndarray, " couple"]
    presence: Presence
    sheets: Int8[ndarray, "occasion item 2 couple"]
    diary: Int8[ndarray, "day question 2 couple"]
    minute: Int16[ndarray, "day 2 couple"]
    name: Int64[ndarray, "2 couple"]
    shared: Bool[ndarray, "topic 3 2 couple"]

    @property
    def sheet_codes(self) -> tuple[tuple[str, str], ...]:
        """Questionnaire and item of each place in ``sheets``."""
        return tuple((one.instrument, one.item.code) for one in sheet_items())

    @property
    def ids(self) -> tuple[str, ...]:
        """What each couple is called in its file."""
        return tuple(f"made-up-{number:06d}" for number in self.number.tolist())

    def couples(self) -> Iterator[Couple]:
        """The couples, one after the other, as they would lie on disk."""
        for place, name in enumerate(self.ids):
            yield Couple(
                id=name,
                made_up=True,
                time_zone=self.time_zone,
                together_since=int(self.together_since[place]),
                private=(self._person(0, place), self._person(1, place)),
            )

    def table(self) -> pd.DataFrame:
        """All answers in one long table.

        Returns:
            Columns couple, partner, day (a calendar day), source (``checkin`` or the
            questionnaire), item and answer; only what was answered.
        """
        import pandas as pd

        parts = [self._sheet_table(), self._diary_table()]
        whole = pd.concat(parts, ignore_index=True)
        order = ["couple", "partner", "day"]
        return whole.sort_values(order, kind="stable", ignore_index=True)

    def to_xarray(self) -> xr.Dataset:
        """All answers as labelled arrays; -1 where nothing was answered."""
        import xarray as xr

        sheet = [f"{one}.{item}" for one, item in self.sheet_codes]
        days = np.datetime64(self.first, "ns") + self._day_steps
        who = ("partner", "couple")
        return xr.Dataset(
            {
                "sheets": (("occasion", "item", *who), self.sheets),
                "sheet_day": (("occasion", *who), self.presence.sheet_day),
                "diary": (("day", "question", *who), self.diary),
                "sent": (("day", *who), self.presence.sent),
                "joined": (who, self.presence.joined),
                "left": (who, self.presence.left),
            },
            coords={
                "item": sheet,
                "question": [one.code for one in checkin.items()],
                "day": days,
                "partner": list(_PARTNERS),
                "couple": list(self.ids),
            },
            attrs={"made_up": "nobody's real answers", "missing": MISSING},
        )

    @property
    def _day_steps(self) -> ndarray:
        return np.arange(len(self.diary)) * np.timedelta64(1, "D")

    def _sheet_table(self) -> pd.DataFrame:
        occasion, item, partner, couple = np.nonzero(self.sheets != MISSING)
        codes = np.array(self.sheet_codes, dtype=object)
        return self._long(
            couple=couple,
            partner=partner,
            day=self.presence.sheet_day[occasion, partner, couple],
            source=codes[item, 0],
            item=codes[item, 1],
            answer=self.sheets[occasion, item, partner, couple],
        )

    def _diary_table(self) -> pd.DataFrame:
        day, item, partner, couple = np.nonzero(self.diary != MISSING)
        codes = np.array([one.code for one in checkin.items()], dtype=object)
        return self._long(
            couple=couple,
            partner=partner,
            day=day,
            source=np.full(len(day), _CHECK_IN, dtype=object),
            item=codes[item],
            answer=self.diary[day, item, partner, couple],
        )

    def _long(
        self,
        *,
        couple: ndarray,
        partner: ndarray,
        day: ndarray,
        source: ndarray,
        item: ndarray,
        answer: ndarray,
    ) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(
            {
                "couple": np.array(self.ids, dtype=object)[couple],
                "partner": np.array(_PARTNERS, dtype=object)[partner],
                "day": np.datetime64(self.first, "ns") + day * np.timedelta64(1, "D"),
                "source": source,
                "item": item,
                "answer": answer.astype(np.int8),
            }
        )

    def _person(self, partner: int, couple: int) -> Person:
        return Person(
            name=first_names()[int(self.name[partner, couple])],
            language="en",
            shares=tuple(self._shares(partner, couple)),
            answers=tuple(self._answers(partner, couple)),
            diary=tuple(self._diary(partner, couple)),
        )

    def _shares(self, partner: int, couple: int) -> Iterator[Share]:
        asked = {CONSTRUCTS[one.construct].topic for one in checkin.items()}
        open_ = self.shared[:, :, partner, couple].tolist()
        for topic, (to_partner, diary, to_other) in zip(Topic, open_, strict=True):
            daily = diary and topic in asked
            if to_partner:
                yield Share(topic=topic, audience=Audience.PARTNER, diary=daily)
            if to_other:
                yield Share(topic=topic, audience=Audience.PRACTITIONER)

    def _answers(self, partner: int, couple: int) -> Iterator[Answer]:
        filled = self.presence.sheet_day[:, partner, couple].tolist()
        given = self.sheets[:, :, partner, couple].tolist()
        for day, sheet in zip(filled, given, strict=True):
            if day < 0:
                continue
            occasion = self._date(day)
            for (instrument, item), answer in zip(self.sheet_codes, sheet, strict=True):
                yield Answer(
                    occasion=occasion,
                    instrument=instrument,
                    item=item,
                    answer=None if answer == MISSING else answer,
                )

    def _diary(self, partner: int, couple: int) -> Iterator[DiaryDay]:
        codes = [one.code for one in checkin.items()]
        given = self.diary[:, :, partner, couple]
        minutes = self.minute[:, partner, couple].tolist()
        for day in np.flatnonzero(self.presence.sent[:, partner, couple]).tolist():
            places = np.flatnonzero(given[day] != MISSING).tolist()
            yield DiaryDay(
                day=self._date(day),
                answers=tuple((codes[it], int(given[day, it])) for it in places),
                answered_at=self._moment(day, minutes[day]),
            )

    def _date(self, day: int) -> dt.date:
        return self.first + dt.timedelta(days=day)

    def _moment(self, day: int, minute: int) -> dt.datetime | None:
        if minute < 0:
            return None
        midnight = dt.datetime.combine(self._date(day), dt.time(), self._zone)
        # Adding to a time on the wall keeps it on the wall, also when clocks change.
        wall = midnight + dt.timedelta(minutes=minute)
        return wall.replace(tzinfo=dt.timezone(wall.utcoffset() or dt.timedelta()))

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
