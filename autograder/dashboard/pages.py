"""Which page an address is, and what it is drawn from."""
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from ..course.catalogue import close
from ..course.exercises import Exercise, Part
from ..course.nodes import Node
from ..course.references import Reference
from ..course.tracks import track, track_names, tracks
from ..learner.journal import AI_USE, ASKED, LEAST
from ..learner.merge import section
from ..model import Evidence
from ..report.naming import label
from . import words
from .exercise import claims, code_pieces, exercise_view
from .links import Links
from .map import course_map
from .moment import Moment
from .prose import blocks, spans
from .today import Today

SLOW = ("second",)      # the region that waits for the fold of all reviews
OF_THE_FRAME = {"title", "main", "head"}    # blocks of base.html; all others are regions


class NotThere(Exception):
    """No page has this address; the message says what may have been meant."""


@dataclass(frozen=True)
class Page:
    """A template and what it shows."""
    template: str
    here: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def whole(self, moment: Moment, links: Links, address: str) -> str:
        return environment().get_template(self.template).render(self._context(moment, links, address))

    def regions(self, moment: Moment, links: Links, address: str) -> Iterator[tuple[str, str]]:
        """Yield the name and text of each piece of the page that follows what is graded, each drawn alone; what takes longest comes last."""
        template = environment().get_template(self.template)
        context = template.new_context(self._context(moment, links, address))
        blocks = {**environment().get_template("base.html").blocks, **template.blocks}
        for name in sorted(blocks, key=SLOW.__contains__):
            if name not in OF_THE_FRAME:
                yield name, "".join(blocks[name](context))

    def _context(self, moment: Moment, links: Links, address: str) -> dict[str, Any]:
        return {"moment": moment, "links": links, "address": address, "here": self.here, **self.facts}


def page(address: str, moment: Moment) -> Page:
    """Return the page of an address."""
    steps = address.strip("/").split("/")
    match steps:
        case [""]:
            return Page("today.html", "today", {"today": _kept(moment, f"today {date.today()}", Today)})
        case ["map"]:
            return Page("map.html", "map", {"map": _kept(moment, "map", course_map)})
        case ["map", id]:
            return Page("map.html", "map", {"map": course_map(moment, _known(id, moment))})
        case ["mastery"]:
            return Page("mastery.html", "mastery", {"demands": words.demands(moment)})
        case ["tracks"]:
            return Page("tracks.html", "tracks", {"tracks": [(t, words.count([r for n in t.nodes for r in n.exercises], moment)) for t in tracks()]})
        case ["exercise", id]:
            return exercise_page(_known(id, moment), moment)
        case ["node", name, node]:
            return node_page(_node(name, node))
    raise NotThere("There is no page of this address.")


def exercise_page(id: str, moment: Moment, with_answers: bool = True) -> Page:
    """Return the page of an exercise, built or planned; a course on paper knows no learner."""
    facts: dict[str, Any] = {"id": id, "home": moment.homes.get(id)}
    if id not in moment.built:
        return Page("planned.html", "", facts | {"plan": moment.catalogue.plan[id], "nodes": moment.everywhere.get(id, ())})
    exercise: Exercise = moment.built[id]
    if with_answers:
        return Page("exercise.html", "", facts | {"view": exercise_view(exercise, moment)})
    return Page("statement.html", "", facts | {"exercise": exercise, "claims": claims(exercise), "nodes": moment.everywhere.get(id, ())})


def node_page(node: Node) -> Page:
    return Page("node.html", "", {"node": node})


def _known(id: str, moment: Moment) -> str:
    if id in moment.catalogue:
        return id
    meant = close(id, moment.catalogue.ids)
    raise NotThere(f"No exercise is called “{id[:80]}”." + (f" Did you mean {' or '.join(meant)}?" if meant else ""))


def _node(name: str, node: str) -> Node:
    if name in track_names() and node in track(name).names:
        return track(name).node(node)
    raise NotThere(f"No week or module is called “{name[:40]}/{node[:40]}”.")


def _kept(moment: Moment, name: str, draw: Callable[[Moment], Any]) -> Any:
    """Return what a page works out from the moment, worked out once."""
    if name not in moment.kept:
        moment.kept[name] = draw(moment)
    return moment.kept[name]


@cache
def environment() -> jinja2.Environment:
    found = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
                               trim_blocks=True, lstrip_blocks=True, bytecode_cache=_compiled())
    found.globals |= {"Reference": Reference, "STATES": words.STATES, "VERDICTS": words.VERDICTS, "area_name": words.area_name, "short": words.short,
                      "ASKED": ASKED, "LEAST": LEAST, "AI_USE": AI_USE, "clock": words.clock, "count": words.count,
                      "demand": words.demand, "blocks": blocks, "spans": spans}
    found.globals |= {"label": label, "code": code, "asked": asked, "shown": shown, "told": told, "in_rows": in_rows}
    found.filters["bare"] = lambda text: Reference(str(text).partition("#")[0])
    for name in ("ui", "show", "class_ui"):     # the others use the first
        found.globals[name] = found.get_template(f"{name}.html").module
    return found


def _compiled() -> jinja2.BytecodeCache | None:
    """Return where compiled templates are kept for the next start, in a folder of this user's alone; without one they are compiled again."""
    try:
        return jinja2.FileSystemBytecodeCache()
    except (RuntimeError, OSError):
        return None


def code(text: str) -> Markup:
    """Return code with its comments set apart."""
    return Markup("").join(Markup("<i>{}</i>").format(piece) if is_comment else escape(piece) for piece, is_comment in code_pieces(text))


def asked(exercise: Exercise, part: Part) -> str:
    """Return what a part asks a learner to write: its piece of the stub."""
    span = section(exercise.stub, part.name)
    return exercise.stub[slice(*span)].strip("\n") if span else exercise.stub.strip("\n")


def in_rows(value: str) -> bool:
    """Return whether a value is a matrix, a row a line: broken anywhere else, its columns would no longer stand under each other."""
    return "array(" in value and bool(re.search(r"^\s+\[[^\[\]]*\][,\])]", value, re.MULTILINE))


def told(evidence: Evidence) -> list[str]:
    """Return what is said of the line that stops a derivation: the rows that are indented deepest."""
    return [row.strip() for row in evidence.lines if row.startswith(6 * " ")] or [evidence.message]


def shown(where: str, moment: Moment) -> str:
    """Return `path:line` as one would type it where the workspace lies."""
    path, colon, line = where.rpartition(":")
    return f"{moment.workspace.shown(Path(path))}:{line}" if colon and line.isdigit() else moment.workspace.shown(Path(where))
