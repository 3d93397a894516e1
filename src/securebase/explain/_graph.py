from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import hypot

from securebase.core import STATEMENTS, ModelError
from securebase.dynamics import Parameters, mechanisms

from ._arrows import Arrow, arrows
from ._layout import rows
from ._nodes import Column, Node, node_of
from ._strength import Strength
from ._svg import short, tag, words

INK = "#25272d"
QUIET = "#5d5f67"
PAPER = "#fdfaf4"
RULE = "#e3dbcc"
# Blue and ochre stay apart for every kind of colour vision, and differ in lightness.
RAISES = "#1c5a91"
LOWERS = "#b26a08"
_SIDES = {"you": "#efe7d6", "me": "#ffffff", "us": "#dfeee6"}
_DASHES = {
    Strength.PUBLISHED: "",
    Strength.BOUNDED: "9 4",
    Strength.PRIOR: "2 4",
    Strength.MEANING: "",
}
_HEADS = {
    Column.PARTNER: "the partner",
    Column.MOMENT: "this moment",
    Column.HAPPENS: "what happens",
    Column.DAYS: "days",
    Column.MONTHS: "weeks and months",
    Column.YEARS: "years",
    Column.OUTSIDE: "from outside",
}
# Weaker lines are left out of the overview, but each mechanism keeps its strongest.
_FAINT = 0.12
_WIDE, _HIGH = 216.0, 29.0
_GAP = 100.0
_MARGIN = 28.0
_TOP = 96.0
_ROW = 46.0
_LIST_ROW = 19.0
_LIST_COLUMNS = 3
# Columns for which the key has room.
_LEAST = 4
# Room that lines need where they pass a column, against that of a box.
_PASSING = 0.42
_Point = tuple[float, float]
_Piece = tuple[_Point, _Point, _Point, _Point]


@dataclass(frozen=True, slots=True)
class _Line:
    """All arrows of one mechanism between two boxes."""

    source: Node
    target: Node
    mechanism: str
    size: float
    strength: Strength
    hypothesis: bool


def graph_svg(of: str | None = None, parameters: Parameters | None = None) -> str:
    """A drawing of the model: what acts on what, how strongly, and how well known.

    One partner's states stand in columns by their clock, the other partner at the
    left. Colour says whether something is raised or lowered, width how much, and
    dashes how well it is known; the numbers on the lines are those of the list below.

    Args:
        of: A mechanism, a statement such as ``"S9"``, or nothing for the whole. The
            whole leaves out faint lines.
        parameters: One set; the starting values if left out.

    Raises:
        ModelError: If there is no such mechanism or statement.
    """
    chosen = _chosen(of)
    lines = _lines(arrows(parameters), chosen, apart=of is not None)
    if of is None:
        lines = _strong(lines)
    return _drawn(lines, _title(of))


def _chosen(of: str | None) -> frozenset[str]:
    known = {each.id for each in mechanisms()}
    if of is None:
        return frozenset(known)
    if of in known:
        return frozenset({of})
    if of in STATEMENTS:
        return frozenset(each.id for each in mechanisms() if of in each.statements)
    raise ModelError(
        "What is drawn must be a mechanism or a statement from S1 to S24. "
        f"Got {of!r} instead. `securebase explain` lists them."
    )


def _title(of: str | None) -> str:
    if of is None:
        return "The couple model: what acts on what"
    if of in STATEMENTS:
        return f"{of}: {STATEMENTS[of]}"
    return next(each.title for each in mechanisms() if each.id == of)


def _lines(
    found: Iterable[Arrow], chosen: frozenset[str], *, apart: bool
) -> tuple[_Line, ...]:
    together: dict[tuple[Node, Node, str], list[Arrow]] = defaultdict(list)
    for arrow in found:
        if arrow.mechanism in chosen:
            ends = [node_of(it, apart=apart) for it in (arrow.source, arrow.target)]
            if ends[0].id != ends[1].id:
                together[ends[0], ends[1], arrow.mechanism].append(arrow)
    return tuple(_line(*key, group) for key, group in together.items())


def _line(source: Node, target: Node, mechanism: str, group: Sequence[Arrow]) -> _Line:
    largest = max(group, key=lambda arrow: abs(arrow.size))
    return _Line(
        source, target, mechanism, largest.size, largest.strength, largest.hypothesis
    )


def _strong(lines: Sequence[_Line]) -> tuple[_Line, ...]:
    best: dict[str, float] = defaultdict(float)
    for line in lines:
        best[line.mechanism] = max(best[line.mechanism], abs(line.size))
    return tuple(
        line for line in lines if abs(line.size) >= min(_FAINT, best[line.mechanism])
    )


def _drawn(lines: Sequence[_Line], title: str) -> str:
    nodes = {node.id: node for line in lines for node in (line.source, line.target)}
    used = [it for it in Column if any(node.column == it for node in nodes.values())]
    left = {
        column: _MARGIN + number * (_WIDE + _GAP) for number, column in enumerate(used)
    }
    routes = {_key_of(line): _route(line, used) for line in lines}
    columns = _columns(nodes.values(), routes.values(), used)
    weight = {
        name: _PASSING if name.startswith("~") else 1.0
        for column in columns
        for name in column
    }
    tallest = max(sum(weight[name] for name in column) for column in columns)
    height = _TOP + tallest * _ROW + 12
    width = 2 * _MARGIN + max(len(used), _LEAST) * (_WIDE + _GAP) - _GAP
    level = rows(columns, _neighbours(lines, routes), weight)
    at = {
        name: (left[used[number]], _TOP + level[name] * _ROW)
        for number, column in enumerate(columns)
        for name in column
    }
    curves = {
        key: _curve(line, routes[key], at)
        for key, line in zip(map(_key_of, lines), lines, strict=True)
    }
    numbers = {each.id: place for place, each in enumerate(mechanisms(), start=1)}
    picture = [
        *_background(used, left, height),
        *(
            _path(line, curves[_key_of(line)])
            for line in sorted(lines, key=lambda it: abs(it.size))
        ),
        *(_box(node, at[node.id]) for node in nodes.values()),
        *_badges(lines, curves, numbers),
    ]
    shown = [each for each in mechanisms() if each.id in {it.mechanism for it in lines}]
    legend_top = height + 16
    listing, total = _listing([each.id for each in shown], numbers, width, legend_top)
    return _page(title, width, total, [*picture, *listing])


def _key_of(line: _Line) -> tuple[str, str, str]:
    return line.source.id, line.target.id, line.mechanism


def _route(line: _Line, used: Sequence[Column]) -> tuple[str, ...]:
    """Boxes at both ends, and where the line passes the columns between.

    Lines of one colour from a box pass a column in one place, and run together.
    """
    start, end = used.index(line.source.column), used.index(line.target.column)
    way = range(start + 1, end) if end > start else range(start - 1, end, -1)
    sign = "up" if line.size > 0 else "down"
    passed = (f"~{line.source.id}:{sign}:{number}" for number in way)
    return (line.source.id, *passed, line.target.id)


def _columns(
    nodes: Iterable[Node], routes: Iterable[tuple[str, ...]], used: Sequence[Column]
) -> list[list[str]]:
    found = [[node.id for node in nodes if node.column == column] for column in used]
    for name in dict.fromkeys(name for route in routes for name in route[1:-1]):
        found[int(name.rpartition(":")[2])].append(name)
    return found


def _neighbours(
    lines: Sequence[_Line], routes: Mapping[tuple[str, str, str], tuple[str, ...]]
) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in lines:
        weight = 0.3 + min(abs(line.size), 1.0)
        for one, other in pairwise(routes[_key_of(line)]):
            found[one][other] += weight
            found[other][one] += weight
    return {name: dict(joined) for name, joined in found.items()}


def _page(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    heads = [
        tag(
            "marker",
            tag("path", d="M0,0L8,3.5L0,7Z", fill=colour),
            id=name,
            viewBox="0 0 8 7",
            refX=7,
            refY=3.5,
            markerWidth=9,
            markerHeight=8,
            markerUnits="userSpaceOnUse",
            orient="auto",
        )
        for name, colour in (("raises", RAISES), ("lowers", LOWERS))
    ]
    return (
        tag(
            "svg",
            tag("title", escape(title)),
            tag("defs", *heads),
            tag("rect", width=width, height=height, fill=PAPER),
            words(title, _MARGIN, 38, font_size=22, font_weight="bold", fill=INK),
            *parts,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {short(width)} {short(height)}",
            width=width,
            height=height,
            font_family="Helvetica, Arial, sans-serif",
            role="img",
        )
        + "\n"
    )


def _background(
    used: Sequence[Column], left: Mapping[Column, float], height: float
) -> list[str]:
    found = []
    for column in used:
        x = left[column] - 14
        fill = "#f6efe0" if column in (Column.PARTNER, Column.OUTSIDE) else "#faf5ea"
        found.append(
            tag(
                "rect",
                x=x,
                y=58,
                width=_WIDE + 28,
                height=height - 60,
                rx=10,
                fill=fill,
            )
        )
        found.append(words(_HEADS[column], left[column], 80, font_size=16, fill=QUIET))
    return found


def _box(node: Node, at: tuple[float, float]) -> str:
    x, y = at
    return tag(
        "g",
        tag(
            "rect",
            x=x,
            y=y - _HIGH / 2,
            width=_WIDE,
            height=_HIGH,
            rx=3 if node.side == "us" else 13,
            fill=_SIDES[node.side],
            stroke=INK,
            stroke_width=1.1,
        ),
        words(
            node.label,
            x + _WIDE / 2,
            y + 4.6,
            font_size=13.5,
            text_anchor="middle",
            fill=INK,
        ),
    )


def _path(line: _Line, curve: Sequence[_Piece]) -> str:
    dash = _DASHES[line.strength]
    raises = line.size > 0
    extra = {"stroke_dasharray": dash} if dash else {}
    told = (
        f"{line.source.label} {'raises' if raises else 'lowers'} {line.target.label}: "
        f"{line.mechanism}, {line.size:+.2f}, {line.strength.words}"
    )
    start = curve[0][0]
    pieces = "".join(
        "C" + ",".join(short(value) for point in piece[1:] for value in point)
        for piece in curve
    )
    return tag(
        "path",
        tag("title", escape(told)),
        d=f"M{short(start[0])},{short(start[1])}{pieces}",
        fill="none",
        stroke=RAISES if raises else LOWERS,
        stroke_width=_width(line),
        stroke_opacity=0.85,
        marker_end=f"url(#{'raises' if raises else 'lowers'})",
        **extra,
    )


def _width(line: _Line) -> float:
    size = abs(line.size)
    return 1.1 if size < 0.1 else 1.9 if size < 0.3 else 3.0


def _curve(
    line: _Line, route: Sequence[str], at: Mapping[str, _Point]
) -> tuple[_Piece, ...]:
    (x0, y0), (x1, y1) = at[line.source.id], at[line.target.id]
    if line.source.column == line.target.column:
        drop = 4.0 if y1 > y0 else -4.0
        reach = 30 + 0.1 * abs(y1 - y0)
        start, end = (x0 + _WIDE, y0 + drop), (x1 + _WIDE, y1 - drop)
        return ((start, (start[0] + reach, start[1]), (end[0] + reach, end[1]), end),)
    onward = x1 > x0
    pieces: list[_Piece] = []
    for place, (one, other) in enumerate(pairwise(route)):
        if place > 0:
            pieces.append(_straight(at[one], onward=onward))
        start = (at[one][0] + (_WIDE if onward else 0.0), at[one][1])
        end = (at[other][0] + (0.0 if onward else _WIDE), at[other][1])
        bend = (end[0] - start[0]) * 0.5
        pieces.append(
            (start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end)
        )
    return tuple(pieces)


def _straight(at: _Point, *, onward: bool) -> _Piece:
    x, y = at
    ends = (x, x + _WIDE) if onward else (x + _WIDE, x)
    third = (ends[1] - ends[0]) / 3
    return (ends[0], y), (ends[0] + third, y), (ends[1] - third, y), (ends[1], y)


def _badges(
    lines: Sequence[_Line],
    curves: Mapping[tuple[str, str, str], Sequence[_Piece]],
    numbers: Mapping[str, int],
) -> list[str]:
    """The number of a mechanism on each of its lines, near where the line ends."""
    placed: list[_Point] = []
    found = []
    for line in lines:
        x, y = _free(curves[_key_of(line)][-1], placed)
        placed.append((x, y))
        mark = f"{numbers[line.mechanism]}{'?' if line.hypothesis else ''}"
        found.append(
            tag(
                "g",
                tag("circle", cx=x, cy=y, r=7.4, fill=PAPER, stroke=RULE),
                words(mark, x, y + 3.4, font_size=9.5, text_anchor="middle", fill=INK),
            )
        )
    return found


def _free(curve: _Piece, placed: Sequence[_Point]) -> _Point:
    """A spot on the line that no other number covers; the nearer its end the better."""
    spots = [_on(curve, t) for t in (0.72, 0.6, 0.5, 0.4, 0.3, 0.66, 0.55, 0.45, 0.35)]
    return max(
        spots,
        key=lambda spot: min(
            [15.5, *(hypot(spot[0] - x, spot[1] - y) for x, y in placed)]
        ),
    )


def _on(curve: _Piece, t: float) -> _Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return (
        sum(w * point[0] for w, point in zip(weights, curve, strict=True)),
        sum(w * point[1] for w, point in zip(weights, curve, strict=True)),
    )


def _listing(
    names: Sequence[str], numbers: Mapping[str, int], width: float, top: float
) -> tuple[list[str], float]:
    """The key to lines and numbers, and where it ends."""
    found = _key(top)
    top += 62
    known = {each.id: each for each in mechanisms()}
    columns = _LIST_COLUMNS if len(names) > _LIST_COLUMNS else 1
    each_column = -(-len(names) // columns)
    for place, name in enumerate(names):
        x = _MARGIN + (place // each_column) * (width - 2 * _MARGIN) / columns
        y = top + (place % each_column) * _LIST_ROW
        mechanism = known[name]
        mark = "?" if mechanism.hypothesis else ""
        text = f"{mechanism.title} ({', '.join(mechanism.statements)})"
        found.append(words(f"{numbers[name]}{mark}", x, y, font_size=12, fill=QUIET))
        found.append(words(text, x + 28, y, font_size=12, fill=INK))
    return found, top + each_column * _LIST_ROW + 14


def _key(top: float) -> list[str]:
    found = []
    x = _MARGIN
    for label, colour, dash, thick in (
        ("raises", RAISES, "", 2.4),
        ("lowers", LOWERS, "", 2.4),
        ("size published, or by definition", INK, "", 1.9),
        ("direction or range published", INK, "9 4", 1.9),
        ("judgement", INK, "2 4", 1.9),
        ("under 0.1 SD", INK, "", 1.1),
        ("0.1 to 0.3", INK, "", 1.9),
        ("above", INK, "", 3.0),
    ):
        extra = {"stroke_dasharray": dash} if dash else {}
        found.append(
            tag(
                "path",
                d=f"M{short(x)},{short(top)}h38",
                stroke=colour,
                stroke_width=thick,
                **extra,
            )
        )
        found.append(words(label, x + 44, top + 4, font_size=12.5, fill=INK))
        x += 62 + 6.6 * len(label)
    notes = (
        "White: one partner. Sand: the other, with the same inside. Green, square: the "
        "couple. ?: a mechanism that no study has shown. Size: standard deviations at "
        "the average couple at rest."
    )
    found.append(words(notes, _MARGIN, top + 26, font_size=12.5, fill=QUIET))
    return found
