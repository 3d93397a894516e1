from __future__ import annotations

from enum import StrEnum


class Partner(StrEnum):
    """One of the two people of a couple; the letters carry no order."""

    A = "a"
    B = "b"

    @property
    def other(self) -> Partner:
        """The partner's partner."""
        return Partner.B if self is Partner.A else Partner.A


class Viewer(StrEnum):
    """Who reads: one partner alone, both together, or their practitioner."""

    A = "a"
    B = "b"
    OURS = "ours"
    PRACTITIONER = "practitioner"

    @property
    def partner(self) -> Partner | None:
        """The partner who reads alone, or None where two or another person read."""
        return Partner(self.value) if self in (Viewer.A, Viewer.B) else None


class Role(StrEnum):
    """From which side a construct is told.

    ``RECEIVED``: what I get from my partner. ``PROVIDED``: what I give.
    ``SELF``: about myself or about us.
    """

    RECEIVED = "received"
    PROVIDED = "provided"
    SELF = "self"
