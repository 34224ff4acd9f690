"""`grade class mark`: what waits for a person, and what the person gives."""
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from ..report.terminal import nexts
from .classroom import CLASS
from .desk import Desk, as_json
from .status import PASSED

if TYPE_CHECKING:
    from ..classroom.marking import Waiting

SHOWN = 20          # pieces of work in the terminal; --json has them all
FILES = 8           # of its folder


@click.command()
@CLASS
@click.argument("learner", required=False)
@click.argument("exercise", required=False)
@click.option("--item", metavar="NAME", help="What of the rubric is marked.")
@click.option("--score", metavar="N", help="What is given for it.")
@click.option("--of", metavar="N", help="What the rubric gives for it at most; said again, to be sure.")
@click.option("--comment", default="", metavar="TEXT", help="A word to the learner.")
@click.option("--marker", default="", metavar="NAME", envvar="GROUNDWORK_MARKER", help="Who marks.")
@click.option("--from", "source", type=click.Path(dir_okay=False, path_type=Path), metavar="MARKS.csv",
              help="Many marks: columns learner, exercise, item, score, and of, comment, marker.")
@as_json
def mark(folder: Path, learner: str | None, exercise: str | None, item: str | None, score: str | None, of: str | None, comment: str, marker: str,
         source: Path | None, as_json: bool) -> int:
    """List what waits for a person, with its rubric and where the learner points; or give a mark.

    \b
    grade class mark CLASS
    grade class mark CLASS ada gradient-flow-report --item clarity --score 3 --of 4 --comment "…" --marker bob
    grade class mark CLASS --from marks.csv --marker bob
    """
    from ..classroom import marking
    from ..classroom.gradebook import Gradebook
    from ..classroom.plan import read_class
    desk = Desk(as_json)
    given = read_class(folder)
    if source and learner:
        raise UsageError("give marks one by one, or `--from` a table; not both")
    wanted = marking.read_marks(source, marker) if source else []
    if learner:
        if not exercise or not item or score is None:
            raise UsageError("a mark is for a learner, an exercise and an item: grade class mark CLASS ada EXERCISE --item clarity --score 3 --marker bob")
        wanted = [("", {"learner": learner, "exercise": exercise, "item": item, "score": score, "of": of or "", "comment": comment, "marker": marker})]
    with Gradebook.of_folder(folder, given.gradebook) as book:
        if source or learner:
            new = marking.mark(given, book, wanted)
            desk.say([f"{new} marks kept" if new != 1 else "1 mark kept", *([f"{len(wanted) - new} stood already"] if new < len(wanted) else [])])
            desk.data({"new": new, "known": len(wanted) - new})
            return PASSED
        waiting = marking.queue(given, book)
    _tell(waiting, folder, bool(given.rubric), desk)
    return PASSED


def _tell(waiting: "list[Waiting]", folder: Path, has_rubric: bool, desk: Desk) -> None:
    opened = [w for w in waiting if w.left]
    if not has_rubric:
        desk.say([f"nothing of this class is marked by people: a `rubric` in {folder / 'class.yaml'} says what is, for example",
                  "  rubric: {gradient-flow-report: {clarity: 4, insight: {of: 6, asks: Does it say what nobody had asked for?}}}"])
    else:
        desk.say(f"{len(opened)} of {len(waiting)} wait for a person")
    for one in opened[:SHOWN]:
        desk.say(["", desk.ink("bold", f"{one.cell.learner}  {one.cell.exercise}") + f"  {one.path}"])
        desk.say([f"  {file.path}, {file.size} bytes" for file in one.files[:FILES]])
        if len(one.files) > FILES:
            desk.say(f"  … and {len(one.files) - FILES} more files")
        if why := one.cell.why or one.folder and f"its folder could not be taken: {one.folder}":
            desk.say(desk.ink.paragraph(f"{one.cell.percent + ': ' if one.cell.why else ''}{why}", 2))
        for item in one.items:
            given = ", ".join(f"{m.score:g} by {m.marker}" for m in one.cell.marks if m.item == item.name)
            desk.say(desk.ink.paragraph(f"{item.name}, {given or 'open'}, of {item.of}" + (f": {item.asks}" if item.asks else ""), 2))
            if pointer := one.pointers.get(item.name):
                desk.say(desk.ink.paragraph(f"see {pointer}", 6))
    if len(opened) > SHOWN:
        desk.say(["", f"… and {len(opened) - SHOWN} more: --json has them all"])
    if opened:
        first = opened[0]
        command = f"grade class mark {folder} {first.cell.learner} {first.cell.exercise} --item {first.left[0].name} --score N --marker NAME"
        looks = [f"grade class files {folder} {w.cell.learner} {w.cell.exercise} -o NEW_FOLDER" for w in opened if w.files][:1]
        desk.say(["", *nexts([(command, ""), *((look, "lays the files out to be looked at") for look in looks)], desk.ink)])
    desk.data({"waiting": [{"learner": w.cell.learner, "exercise": w.cell.exercise, "file": str(w.path), "open": [i.name for i in w.left],
                            "rubric": [{"item": i.name, "of": i.of, "asks": i.asks} for i in w.items], "pointers": dict(w.pointers),
                            "files": [file.path for file in w.files], "folder": w.folder,
                            "marks": [{"item": m.item, "score": m.score, "of": m.of, "marker": m.marker, "comment": m.comment} for m in w.cell.marks]}
                           for w in waiting]})
