"""Writes docs/coverage.md: every line of the five documents the course is made from, and what meets it.

    python -m tests.course.write_coverage_page
"""
import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from autograder.course import places
from autograder.course.exercises import every_exercise
from autograder.course.planned import plan

ROOT = places.root()
PAGE = ROOT / "docs" / "coverage.md"
COVERAGE = ROOT / "curriculum" / "coverage.csv"
FEATURES = ROOT / "curriculum" / "features.yaml"

OPENING = """# What the course is made from, and what meets it

<!-- written by `python -m tests.course.write_coverage_page` from curriculum/coverage.csv and features.yaml; write it again after each exercise -->

Five documents ask for this course: the plan of phase 0, the mathematical foundations, the sixty days, the plan of phase 3 and the notes on ML foundations.
Every line of theirs that asks for something stands here in short words, with its line number and the exercises (`id` or `id#part`) and features that
meet it. A line is **built** when all of them are, **partly** when some are, **planned** when none is yet.
"""


@dataclass(frozen=True)
class Line:
    """A line of a document, and what meets it."""
    id: str
    document: str
    lines: str
    section: str
    wording: str
    met_by: tuple[str, ...]
    note: str


def lines() -> list[Line]:
    """Return the lines in the order of the documents."""
    with COVERAGE.open(encoding="utf-8", newline="") as file:
        return [Line(r["id"], r["document"], r["lines"], r["section"], r["wording"],
                     tuple(x.strip() for x in r["met_by"].split(";") if x.strip()), r["note"]) for r in csv.DictReader(file)]


def features(path: Path = FEATURES) -> dict[str, dict[str, Any]]:
    """Return {feature: what it is, and where, or that it is planned}."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def is_built(reference: str) -> bool | None:
    """Return whether what meets a line is there; None for what nobody has heard of."""
    if reference.startswith("feature:"):
        feature = features().get(reference.removeprefix("feature:"))
        return None if feature is None else not feature.get("planned", False)
    id, _, part = reference.partition("#")
    part = part.replace("-", "_")
    built = {e.id: e for e in every_exercise(ROOT)}
    planned = plan(ROOT)
    to_come = planned[id].parts if id in planned else ()
    if part in to_come or (id not in built and not part and id in planned):
        return False
    if id in built and part:
        return True if part in {p.name for p in built[id].parts} else None
    return not to_come if id in built else None


def state(line: Line) -> str:
    """Return how far a line is met."""
    met = [bool(is_built(reference)) for reference in line.met_by]
    return "built" if met and all(met) else "partly" if any(met) else "planned"


def page() -> str:
    """Return the page."""
    every = lines()
    documents = list(dict.fromkeys(line.document for line in every))
    total = Counter(state(line) for line in every)
    rows = [OPENING, f"Of {len(every)} lines {total['built']} are built, {total['partly']} partly, {total['planned']} planned.\n",
            "| document | lines | built | partly | planned |\n|---|---|---|---|---|"]
    for document in documents:
        count = Counter(state(line) for line in every if line.document == document)
        rows.append(f"| {document} | {sum(count.values())} | {count['built']} | {count['partly']} | {count['planned']} |")
    for document in documents:
        rows.append(f"\n## {document[0].upper()}{document[1:]}\n\n| line | section | asks for | met by | state |\n|---|---|---|---|---|")
        for line in (one for one in every if one.document == document):
            note = f" ({line.note})" if line.note else ""
            met = ", ".join(f"`{r}`" if is_built(r) else r for r in line.met_by)
            cells = (line.lines, line.section, line.wording + note, met, state(line))
            rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")     # a bar would end the cell
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
