"""The map of what builds on what: fixed lanes of area and week, so that a place on it means something."""
import textwrap
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ..course.nodes import Node
from ..course.references import Reference
from .moment import Moment
from .words import area_name, short

BOX, HIGH, GAP = 106, 34, 6     # px of a box; between boxes
LEFT, TOP = 44, 36              # px for the weeks' names and the areas'
MOST_ABREAST = 11               # boxes side by side on the whole map: more would be too small to read
LETTERS = 16                    # characters of a line in a box
SPACE = 14                      # px between weeks, where the lines run


@dataclass(frozen=True)
class Box:
    """An exercise on the map."""
    id: str
    title: str
    lines: tuple[str, ...]
    state: str
    x: int
    y: int
    lit: bool       # in focus, or nothing is
    chosen: bool


@dataclass(frozen=True)
class Edge:
    """A line from an exercise to one that builds on it."""
    path: str
    lit: bool


@dataclass(frozen=True)
class Lane:
    name: str
    x: int
    width: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class WeekRow:
    node: Node
    name: str
    y: int
    high: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Focus:
    """What the chosen exercise rests on and leads to, on this track."""
    id: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    open: tuple[str, ...]       # of what it rests on, what is not passed and can be begun


@dataclass(frozen=True)
class Map:
    width: int
    height: int
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    lanes: tuple[Lane, ...]
    weeks: tuple[WeekRow, ...]
    focus: Focus | None


def course_map(moment: Moment, chosen: str = "") -> Map:
    """Return the map of the learner's track; a chosen exercise dims what has nothing to do with it."""
    cells: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id, node in moment.homes.items():
        if any(id == r.exercise for r in node.exercises):
            cells[node.name, moment.area(id)].append(id)
    nodes = [n for n in dict.fromkeys(moment.homes.values()) if any(n.name == name for name, _ in cells)]
    nodes.sort(key=list(moment.track.nodes).index)
    lanes = _lanes(cells)
    weeks, places = _places(nodes, cells, lanes)
    after = {id: [a.partition("#")[0] for a in moment.catalogue.after(id)] for id in places}
    focus = _focus(chosen, after, moment) if chosen in places else None
    lit = {chosen, *focus.before, *focus.after} if focus else set(places)
    boxes = tuple(Box(id, moment.catalogue.title(id), _lines(id), moment.state(Reference(id)), *places[id], id in lit, id == chosen) for id in places)
    edges = tuple(Edge(_curve(places[a], places[id]), bool(focus) and a in lit and id in lit) for id in places for a in dict.fromkeys(after[id])
                  if a in places and a != id)
    last = lanes[-1] if lanes else Lane("", LEFT, 0, ())
    end = weeks[-1] if weeks else None
    return Map(last.x + last.width + GAP, end.y + end.high + GAP if end else TOP, boxes, edges, lanes, weeks, focus)


def _lanes(cells: Mapping[tuple[str, str], list[str]]) -> tuple[Lane, ...]:
    """Return a lane an area; the fullest get two boxes side by side while there is room."""
    names = list(dict.fromkeys(area for _, area in cells))
    fullest = {area: max(len(ids) for (_, a), ids in cells.items() if a == area) for area in names}
    abreast = dict.fromkeys(names, 1)
    while sum(abreast.values()) < MOST_ABREAST:
        area = max(names, key=lambda a: -(-fullest[a] // abreast[a]), default="")
        if not area or fullest[area] <= 1 or -(-fullest[area] // abreast[area]) <= 2:
            break
        abreast[area] += 1
    lanes, x = [], LEFT
    for area in names:
        width = abreast[area] * (BOX + GAP) + GAP
        lanes.append(Lane(area, x, width, tuple(textwrap.wrap(area_name(area), LETTERS * abreast[area]))))
        x += width + GAP
    return tuple(lanes)


def _places(nodes: list[Node], cells: Mapping[tuple[str, str], list[str]],
            lanes: tuple[Lane, ...]) -> tuple[tuple[WeekRow, ...], dict[str, tuple[int, int]]]:
    """Return the weeks' rows, each as high as its fullest cell, and where every box stands."""
    rows, places, y = [], dict[str, tuple[int, int]](), TOP
    for node in nodes:
        high = 0
        for lane in lanes:
            abreast = (lane.width - GAP) // (BOX + GAP)
            for n, id in enumerate(cells.get((node.name, lane.name), ())):
                places[id] = lane.x + GAP + n % abreast * (BOX + GAP), y + SPACE // 2 + n // abreast * (HIGH + GAP)
                high = max(high, (n // abreast + 1) * (HIGH + GAP))
        ids = tuple(id for lane in lanes for id in cells.get((node.name, lane.name), ()))
        rows.append(WeekRow(node, short(node), y, high + SPACE - GAP, ids))
        y += high + SPACE
    return tuple(rows), places


def _focus(chosen: str, after: Mapping[str, list[str]], moment: Moment) -> Focus:
    leads: dict[str, list[str]] = defaultdict(list)
    for id, earlier in after.items():
        for one in earlier:
            leads[one].append(id)
    before, behind = _reached(chosen, after), _reached(chosen, leads)
    known = tuple(id for id in before if id in after)
    open_ones = tuple(id for id in known if moment.state(Reference(id)) in ("new", "started", "stuck"))
    return Focus(chosen, known, tuple(behind), open_ones)


def _reached(start: str, steps: Mapping[str, list[str]]) -> list[str]:
    """Return everything that can be reached, nearest first."""
    found, ahead = dict[str, None](), list(steps.get(start, ()))
    while ahead:
        id = ahead.pop(0)
        if id not in found and id != start:
            found[id] = None
            ahead += steps.get(id, ())
    return list(found)


def _lines(id: str) -> tuple[str, ...]:
    """Return an id as words that fit into a box, or nearly: a long word is set narrower."""
    lines = textwrap.wrap(id.replace("-", " "), LETTERS, break_long_words=False)
    if len(lines) > 2:
        lines[1] += " …"
    return tuple(lines[:2])


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return a curve from the foot of a box to the head of another, or from side to side where they stand level."""
    (x, y), (to_x, to_y) = start, end
    if to_y > y:
        x, y, to_x, to_y = x + BOX // 2, y + HIGH, to_x + BOX // 2, to_y
        bend = max(12, (to_y - y) // 2)
        return f"M{x} {y}C{x} {y + bend} {to_x} {to_y - bend} {to_x} {to_y}"
    if to_x == x:       # level with or above it in the same column: round the side
        return f"M{x} {y + HIGH // 2}C{x - 14} {y + HIGH // 2} {to_x - 14} {to_y + HIGH // 2} {to_x} {to_y + HIGH // 2}"
    x, to_x = (x + BOX, to_x) if to_x > x else (x, to_x + BOX)
    return f"M{x} {y + HIGH // 2}L{to_x} {to_y + HIGH // 2}"
