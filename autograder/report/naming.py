"""What things are called to a learner: a week, a part, the line where it is to be written."""
import re
from pathlib import Path

from ..course.exercises import Exercise
from ..course.nodes import Node
from ..learner.workspace import read
from .ink import Ink


def label(node: Node) -> str:
    """Return what a node is called: `week1` is Week 1."""
    match = re.fullmatch(r"([a-z]+?)-?(\d+)", node.name)
    return f"{match[1].capitalize()} {match[2]}" if match and match[1] in ("week", "module") else node.title


def heading(node: Node, ink: Ink) -> list[str]:
    """Return what a node is called and its title, as lines that fit."""
    name = label(node)
    words = node.title.split() if node.title != name else []
    return ink.flow([ink("bold", name) + (" " if words else ""), *words], 2, " ")


def line_of(path: Path, part: str) -> int:
    """Return the line of a part's first `...`, or else of its first function, or else where it begins."""
    lines = read(path).splitlines()
    marks = [n for n, text in enumerate(lines) if re.match(r"(#|//) %% ", text)]
    begin = next((n for n in marks if lines[n].split("%%")[1].strip().startswith(f"{part}:")), 0)
    end = next((n for n in marks if n > begin), len(lines))
    for pattern in (r"\s*(// )?\.\.\.\s*$", r"(def|class) "):
        for number in range(begin, end):
            if re.match(pattern, lines[number]):
                return number + 1
    return begin + 1


def name(exercise: Exercise, part: str) -> str:
    """Return what a part is, or its exercise, where that is one part."""
    found = exercise.part(part)
    return f"{part}: {found.what}" if found.what and len(exercise.parts) > 1 else exercise.title


def typed(exercise: Exercise, part: str) -> str:
    return exercise.id if len(exercise.parts) == 1 else f"{exercise.id}#{part}"


def minutes(exercise: Exercise) -> int:
    """Return how long one part takes, to five minutes: the exercise says how long all take."""
    return max(5, 5 * round(exercise.header.minutes / len(exercise.parts) / 5))


def counted(number: int, word: str) -> str:
    """Return `1 problem`, `2 problems`."""
    return f"{number} {word}{'' if number == 1 else 's'}"
