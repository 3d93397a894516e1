"""What the files of a questionnaire must agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from securebase.core import CONSTRUCTS, Problem

from ._file import ComparisonRow, KeyFile, ScaleRow, WordsFile


def faults(
    key: KeyFile,
    words: WordsFile | None,
    comparisons: Mapping[str, ComparisonRow],
    file: str,
) -> Iterator[Problem]:
    """Every place at which the parts of a questionnaire contradict each other."""
    codes = [item.code for item in key.items]
    yield from _twice(codes, "items", file)
    yield from _twice([scale.id for scale in key.scales], "scales", file)
    yield from _range_faults(key, file)
    for scale in key.scales:
        yield from _scale_faults(scale, frozenset(codes), file)
    if words is not None:
        yield from _words_faults(words, codes, key, file)
        yield from _names_faults(words, key, file)
    yield from _comparison_faults(comparisons, key, file)


def _twice(names: Iterable[str], field: str, file: str) -> Iterator[Problem]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Problem(
                file=file,
                column=field,
                must="name each one once",
                got=f"{name!r} {times} times",
                remedy="Rename or remove the others.",
            )


def _range_faults(key: KeyFile, file: str) -> Iterator[Problem]:
    fault = partial(Problem, file=file, must="lie below hi", remedy="Swap or correct.")
    if key.lo >= key.hi:
        yield fault(column="lo", got=f"{key.lo} and {key.hi}")
        return
    for row in key.items:
        lo, hi = row.ends(key.lo, key.hi)
        if lo >= hi:
            yield fault(column=f"items.{row.code}.lo", got=f"{lo} and {hi}")


def _scale_faults(
    scale: ScaleRow, codes: frozenset[str], file: str
) -> Iterator[Problem]:
    here = f"scales.{scale.id}"
    yield from _twice(scale.items, f"{here}.items", file)
    for code in scale.items:
        if code not in codes:
            yield Problem(
                file=file,
                column=f"{here}.items",
                must="name items of this questionnaire",
                got=repr(code),
                remedy="Correct the code, or add the item.",
            )
    if scale.construct_ is not None and scale.construct_ not in CONSTRUCTS:
        yield Problem(
            file=file,
            column=f"{here}.construct",
            must="be a construct that securebase knows",
            got=repr(scale.construct_),
            remedy="Leave it out where none fits.",
        )
    if scale.fewest > len(scale.items):
        yield Problem(
            file=file,
            column=f"{here}.min_answered",
            must=f"be at most the number of items, {len(scale.items)}",
            got=str(scale.min_answered),
            remedy="Ask for fewer answers.",
        )
    if scale.weights and set(scale.weights) != set(scale.items):
        yield Problem(
            file=file,
            column=f"{here}.weights",
            must="give a weight to every item of the scale and to no other",
            got=", ".join(scale.weights),
            remedy="Weigh each item, or leave the field out.",
        )


def _words_faults(
    words: WordsFile, codes: list[str], key: KeyFile, file: str
) -> Iterator[Problem]:
    for code in sorted(set(codes) ^ set(words.items)):
        there = code in words.items
        yield Problem(
            file=file,
            column=f"words.items.{code}",
            must="belong to an item of the key" if there else "be given",
            got="words without an item" if there else "an item without words",
            remedy="Make both files name the same items.",
        )
    answers = {str(answer) for answer in range(key.lo, key.hi + 1)}
    for answer in sorted(set(words.anchors) - answers):
        yield Problem(
            file=file,
            column=f"words.anchors.{answer}",
            must=f"be an answer from {key.lo} to {key.hi}",
            got=repr(answer),
            remedy="Correct the anchor, or the range.",
        )


def _names_faults(words: WordsFile, key: KeyFile, file: str) -> Iterator[Problem]:
    for name in sorted(set(words.scales) - {scale.id for scale in key.scales}):
        yield Problem(
            file=file,
            column=f"words.scales.{name}",
            must="be a scale of the key",
            got=repr(name),
            remedy="Correct the name.",
        )


def untranslated(words: WordsFile, key: KeyFile, file: str) -> Iterator[Problem]:
    """Everything that a reader of this language would still see in English."""
    fault = partial(
        Problem, file=file, must="be translated", got="nothing", remedy="Add the words."
    )
    if words.title is None:
        yield fault(column="title")
    if words.licence is None:
        yield fault(column="licence")
    if key.missing_rule is not None and words.missing_rule is None:
        yield fault(column="missing_rule")
    if len(words.notes) < len(key.notes):
        yield fault(
            column="notes",
            got=f"{len(words.notes)} of {len(key.notes)} notes",
            remedy="Translate each note.",
        )
    for scale in key.scales:
        if scale.id not in words.scales:
            yield fault(column=f"scales.{scale.id}")


def _comparison_faults(
    comparisons: Mapping[str, ComparisonRow], key: KeyFile, file: str
) -> Iterator[Problem]:
    known = {scale.id for scale in key.scales}
    for name, row in comparisons.items():
        fault = partial(
            Problem, file=file, remedy="Write the comparison sample anew from its data."
        )
        if name not in known:
            yield fault(column=name, must="be a scale of the key", got=repr(name))
        if len(row.scores) != len(row.counts) or sum(row.counts) != row.n:
            yield fault(
                column=f"{name}.counts",
                must="hold one count for each score and add up to n",
                got=f"{len(row.counts)} counts adding up to {sum(row.counts)}",
            )
        if row.scores != sorted(set(row.scores)):
            yield fault(
                column=f"{name}.scores",
                must="rise from score to score",
                got="scores out of order",
            )
