"""What is wrong with a course is said with its line; the golden cases say how."""
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.course.tracks import track
from autograder.course.validation import validate
from autograder.errors import CourseError

TRACK = "title: A\ndescription: first steps\n"
NODE = "title: One\nhours: 20\nexercises: [built-one]\n"
PLANNED = "title: Later\nkind: proof\narea: algebra\nminutes: 60\nparts: [first, second]"


def built(name: str, *parts: str, after: tuple[str, ...] = ()) -> Any:
    """Return a stand-in for an exercise that is built."""
    header = SimpleNamespace(title="", minutes=60, after=after)
    return SimpleNamespace(id=name, parts=[SimpleNamespace(name=p) for p in parts], header=header)


EXERCISES = [built("built-one", "first", "second"), built("built-two", "whole")]


def course(root: Path, files: dict[str, str | bytes]) -> Path:
    """Make a course of these files, and of a track `a` with a `week1` where they are not among them."""
    for name, text in {"a/track.yaml": TRACK, "a/week1.yaml": NODE, **files}.items():
        path = root / "curriculum" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def said(root: Path, exercises: Iterable[Any] = EXERCISES) -> list[str]:
    """Return all errors, paths told from the curriculum on; why something is no YAML, each parser says in words of its own."""
    errors = [str(e).removeprefix(f"{root / 'curriculum'}/") for e in validate(root, exercises)]
    return [e if "no YAML: " not in e else e.partition(" YAML: ")[0] + " YAML" for e in errors]


def entry(name: str, text: str = PLANNED) -> str:
    return f"{name}:\n" + "".join(f"  {line}\n" for line in text.splitlines())


KEYS = "allowed: title, hours, after, part_of, exercises, more, resources, mastery, milestones, gates"
CHECK = NODE + "mastery:\n  - id: x\n    statement: does x\n"
DEMAND = "give it `all: [some-exercise]` or `any: [some-exercise, some-other]`"

NODES: dict[str, tuple[str | bytes, list[str]]] = {
    "unknown key": (NODE + "hour: 3\n", [f"4: unknown key `hour` in a node; {KEYS}; did you mean `hours`?"]),
    "missing key": ("hours: 20\nexercises: [built-one]\n", [f"1: a node has no `title`; {KEYS}"]),
    "doubled key": (NODE + "hours: 21\n", ["4: `hours` stands twice in a node; keep one"]),
    "key of a list": (NODE + "? [hours]\n: 3\n", ["4: a key of a node is a list; expected a word"]),
    "control character": (NODE + "more: [\x00]\n", ["1: no YAML"]),
    "every error is told": ("hours: many\nmore: []\n", [
        "1: `hours` is `many`; expected a whole number", f"1: a node has no `title`; {KEYS}", f"1: a node has no `exercises`; {KEYS}",
        "2: `more` is an empty list; expected a list of at least one entry (or no `more` at all)"]),
    "number for text": (NODE.replace("One", "18.06"), ["1: `title` is `18.06`; expected text; put it in quotes"]),
    "yes is no text": (NODE.replace("One", "yes"), ["1: `title` is `yes`; expected text; put it in quotes"]),
    "empty text": (NODE.replace("One", ""), ["1: `title` is empty; expected text"]),
    "negative hours": (NODE.replace("20", "-2"), ["2: `hours` is -2; allowed: whole numbers from 1"]),
    "sixty is no base": (NODE.replace("20", "1:30"), ["2: `hours` is 1:30; allowed: whole numbers from 1"]),
    "text for a list": ("title: One\nhours: 20\nexercises: built-one\n", [
        "3: `exercises` is `built-one`; expected a list of at least one entry (or no `exercises` at all)"]),
    "mapping in a list": (NODE + "resources:\n  - Book: a subtitle\n", ["5: an entry of `resources` is a mapping; expected text"]),
    "empty file": ("# nothing yet\n", [f"1: a node is empty; expected lines `key: value`; {KEYS}"]),
    "list for a file": ("- One\n", [f"1: a node is a list; expected lines `key: value`; {KEYS}"]),
    "no YAML": ("title: One\nhours: [20\n", ["3: no YAML"]),
    "colon in a title": ("title: One: two\nhours: 20\n", ["1: no YAML"]),
    "two documents": (NODE + "---\n" + NODE, ["4: no YAML"]),
    "not UTF-8": (b"title: One\nhours: \xff\n", ["2: not UTF-8; save the file as UTF-8"]),
    "type that the name says": (NODE + "type: week\n", ["4: `week1.yaml` says that it is a week; leave `type` out"]),
    "dangling exercise": (NODE.replace("built-one", "bilt-one"), [
        "3: no exercise is called `bilt-one`, built or planned; did you mean `built-one` or `built-two`?"]),
    "dangling part": (NODE.replace("one]", "one#third]"), ["3: `built-one` has no part `third`; it has first, second"]),
    "no id": (NODE.replace("built-one", "Built_One"), [
        "3: `Built_One` names no exercise; write `some-exercise` or `some-exercise#part`, in lower case"]),
    "exercise twice": (NODE + "more:\n  - built-one\n", ["5: `built-one` stands in `exercises` already; keep one"]),
    "twice in a list": (NODE.replace("built-one", "built-one, built-one"), ["3: `built-one` stands twice in `exercises`; keep one"]),
    "dangling node": (NODE + "after: [week0]\n", ["4: no node is called `a/week0`; did you mean `a/week1`?"]),
    "after itself": (NODE + "after: [week1]\n", ["4: a circle: a/week1 after a/week1; drop one"]),
    "check without a demand": (CHECK, [f"5: a mastery check demands nothing; {DEMAND}"]),
    "check of text": (NODE + "mastery: [derive it]\n", [
        "4: a mastery check is `derive it`; expected lines `key: value`; allowed: id, statement, all, any, exam, fresh_instances, note"]),
    "unknown demand": (CHECK + "    all: [{pass: built-one}]\n", [
        "7: unknown key `pass` in a demand; allowed: passed, exam, fresh_instances; did you mean `passed`?",
        "7: a demand has no `passed`; allowed: passed, exam, fresh_instances"]),
    "count of no number": (CHECK + "    all: [{count: built-one, distinct: factor}]\n", [
        "7: a demand has no `min`; allowed: count, min, distinct, min_seeds"]),
    "exam is no number": (CHECK + "    all: [built-one]\n    exam: 1\n", ["8: `exam` is `1`; expected true or false"]),
    "demand that dangles": (CHECK + "    any:\n      - built-one\n      - built-two#half\n", [
        "9: `built-two` has no part `half`; it has whole"]),
    "check twice": (CHECK + "    all: [built-one]\ngates:\n  - id: x\n    statement: does x\n    all: [built-one]\n", [
        "9: another check of this track is called `x`; rename one"]),
}


@pytest.mark.parametrize("case", NODES)
def test_a_wrong_node_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    text, expected = NODES[case]
    root = course(tmp_path, {"a/week1.yaml": text})
    assert said(root) == [f"a/week1.yaml:{line}" for line in expected]


@pytest.mark.parametrize("case", [c for c in NODES if "dangl" not in c and c not in ("after itself", "check twice")])
def test_a_wrong_node_is_not_read(case: str, tmp_path: Path) -> None:
    """The first error stops whoever asks for the node, without a look at other files."""
    root = course(tmp_path, {"a/week1.yaml": NODES[case][0], "a/week2.yaml": "nothing good"})
    with pytest.raises(CourseError, match=r"week1\.yaml:\d+: "):
        track("a", root).node("week1")


COURSES: dict[str, tuple[dict[str, str | bytes], list[str]]] = {
    "type that no name says": ({"a/p1.yaml": NODE}, [f"a/p1.yaml:1: a node has no `type`; {KEYS.replace('title, ', 'title, type, ')}"]),
    "unknown type": ({"a/p1.yaml": NODE + "type: stage\n"}, [
        "a/p1.yaml:4: `type` is `stage`; allowed: phase, day-block, module, week, reading, exercise, project, milestone, paper, capstone"]),
    "file name": ({"a/Week_2.yaml": NODE + "type: week\n"}, [
        "a/Week_2.yaml:1: a node's file is named in lower case with hyphens, as in `week3.yaml`, not `Week_2.yaml`"]),
    "circle of nodes": ({"a/week1.yaml": NODE + "after: [week2]\n", "a/week2.yaml": NODE + "after: [week3]\n",
                         "a/week3.yaml": NODE + "after: [week1]\n"},
                        ["a/week3.yaml:4: a circle: a/week1 after a/week2 after a/week3 after a/week1; drop one"]),
    "circle across tracks": ({"a/week1.yaml": NODE + "after: [b/week1]\n",
                              "b/track.yaml": TRACK, "b/week1.yaml": NODE + "after: [a/week1]\n"},
                             ["b/week1.yaml:4: a circle: a/week1 after b/week1 after a/week1; drop one"]),
    "circle of tracks": ({"a/track.yaml": TRACK + "after: [b]\n", "b/track.yaml": TRACK + "after:\n  - a\n"},
                         ["b/track.yaml:4: a circle: a after b after a; drop one"]),
    "phase of a day block": ({"a/d01-07.yaml": NODE + "type: day-block\npart_of: p1\n"}, ["a/d01-07.yaml:5: no node is called `a/p1`"]),
    "folder without a track": ({"b/week1.yaml": NODE}, ["b/track.yaml:1: cannot be read: No such file or directory"]),
    "weeks to merge": ({"a/track.yaml": TRACK + "merge:\n  - [week1, week2]\n"}, [
        "a/track.yaml:4: no node is called `a/week2`; did you mean `a/week1`?"]),
    "rhythm": ({"a/track.yaml": TRACK + "rhythm: {build: 5, rest: 1}\n"}, [
        "a/track.yaml:3: unknown key `rest` in `rhythm`; allowed: build, consolidate, read",
        *(f"a/track.yaml:3: `rhythm` has no `{day}`; allowed: build, consolidate, read" for day in ("consolidate", "read"))]),
    "check of a track": ({"a/track.yaml": TRACK + "mastery:\n  - id: x\n    statement: does x\n    all: [gone]\n"}, [
        "a/track.yaml:6: no exercise is called `gone`, built or planned"]),
    "planned but built": ({"planned.yaml": "\n" + entry("built-one")}, [
        "planned.yaml:2: `built-one` is built; delete this entry, or leave only `parts: [what is still to come]`"]),
    "part planned but built": ({"planned.yaml": entry("built-one", "parts: [third, second]")}, [
        "planned.yaml:2: `built-one#second` is built; delete `second` here"]),
    "part of nothing": ({"planned.yaml": entry("later", "parts: [third]")}, [
        "planned.yaml:1: `later` is not built, so no part can be added to it; it needs title, kind, area, minutes, after, parts"]),
    "planned for no node": ({"planned.yaml": entry("later")}, [
        "planned.yaml:1: no node lists `later`; name it under `exercises` or `more` of one"]),
    "planned twice": ({"a/week1.yaml": NODE + "more: [later]\n", "planned.yaml": entry("later") + entry("later")}, [
        "planned.yaml:7: `later` is planned twice; keep one"]),
    "planned after nothing": ({"a/week1.yaml": NODE + "more: [later]\n", "planned.yaml": entry("later", PLANNED + "\nafter: [never]")}, [
        "planned.yaml:7: no exercise is called `never`, built or planned"]),
    "planned in a circle": ({"a/week1.yaml": NODE + "more: [later, last]\n",
                             "planned.yaml": (entry("later", PLANNED + "\nafter: [last]")
                                              + entry("last", PLANNED + "\nafter: [later#first]"))},
                            ["planned.yaml:14: a circle: later after last after later; drop one"]),
    "planned of an unknown kind": ({"planned.yaml": "# plan\n" + entry("later", PLANNED.replace("proof", "essay"))}, [
        "planned.yaml:4: `kind` is `essay`; allowed: derivation, proof, implementation, kernel, experiment, plot, report, reading"]),
    "planned part's name": ({"planned.yaml": entry("later", PLANNED.replace("second", "part-2"))}, [
        "planned.yaml:6: `part-2` is no part's name; parts are named in lower case with underscores"]),
    "plan is no YAML": ({"a/week1.yaml": NODE + "more: [later]\n", "planned.yaml": entry("later") + "last:\n  title: [\n"}, [
        "planned.yaml:9: no YAML"]),
    "plan of a list": ({"planned.yaml": "- later\n"}, ["planned.yaml:1: expected entries `some-exercise:` at the left margin"]),
}


@pytest.mark.parametrize("case", COURSES)
def test_a_wrong_course_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    files, expected = COURSES[case]
    assert said(course(tmp_path, files)) == expected


def test_a_right_course_is_told_nothing(tmp_path: Path) -> None:
    assert said(course(tmp_path, {"a/week2.yaml": NODE + "after: [week1]\nmore: [later#second]\n", "planned.yaml": entry("later")})) == []


def test_built_exercises_come_after_what_there_is(tmp_path: Path) -> None:
    exercises = [built("built-one", "first", after=("built-two",)), built("built-two", "whole", after=("built-one#first", "gone"))]
    assert said(course(tmp_path, {}), exercises) == [
        "built-two:3: no exercise is called `gone`, built or planned",
        "built-two:3: a circle: built-one after built-two after built-one; drop one"]
