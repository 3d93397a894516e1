"""The topics of sharing, as a form shows them and as it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from securebase.core import CONSTRUCTS, Topic

from . import consent

TOPICS = {
    Topic.TRAITS: _("How you are by nature"),
    Topic.ATTACHMENT: _("Closeness and worry"),
    Topic.BASE: _("Comfort and encouragement, received and given"),
    Topic.RESPONSIVENESS: _("Noticing, understanding, doing what fits"),
    Topic.EXPLORATION: _("Trying new things"),
    Topic.GROWTH: _("Growing, and trust in yourself"),
    Topic.LOAD: _("Energy, load and fairness"),
    Topic.ALTERNATIVES: _("Where else you turn"),
    Topic.VITALITY: _("Liveliness and satisfaction"),
}


def rows(chosen: Mapping[Topic, consent.Choice]) -> list[dict[str, Any]]:
    """Each topic with what of it somebody shares."""
    return [
        {
            "topic": topic.value,
            "title": title,
            "means": [it.label for it in CONSTRUCTS.values() if it.topic is topic],
            "shared": topic in chosen,
            "diary": topic in chosen and chosen[topic].diary,
        }
        for topic, title in TOPICS.items()
    ]


def wanted(posted: Mapping[str, Any]) -> dict[Topic, consent.Choice]:
    """What somebody ticked."""
    return {
        topic: consent.Choice(diary=f"{topic}-diary" in posted)
        for topic in Topic
        if topic.value in posted
    }
