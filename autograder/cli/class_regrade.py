"""`grade class regrade` and `grade class errata`: whose marks a repaired check changes, and what everybody may read of it."""
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import SurroundingsError
from ..report.ink import table
from ..report.terminal import nexts
from .classroom import CLASS, grade_all, try_confinement
from .desk import Desk, as_json
from .status import NOT_YET, PASSED, SURROUNDINGS

if TYPE_CHECKING:
    from ..classroom.gradebook import Gradebook
    from ..classroom.plan import Class
    from ..classroom.regrading import Change, Regrade, Turn
    from ..classroom.running import How

NO_TEMPLATES = "a page needs {name}, which is not installed: pip install 'groundwork[dashboard]'"


@click.command()
@CLASS
@click.argument("exercise", required=False)
@click.option("--dry-run", "wish", flag_value="look", default="look", help="Say whose marks would change, and why; this is what it does, left alone.")
@click.option("--apply", "wish", flag_value="apply", help="Let the repaired checks count. The old results are kept.")
@click.option("--undo", "wish", flag_value="undo", help="Let the checks count again that counted before.")
@click.option("--reason", default="", metavar="TEXT", help="With --apply: what was wrong with the check. It stands on the errata page.")
@click.option("--unconfined", is_flag=True, help="Without bubblewrap: their code may then read and write what you may. It stands in every row.")
@click.option("--processes", type=click.IntRange(1, 256), metavar="N", help="As many as there are cores, if left out.")
@as_json
def regrade(folder: Path, exercise: str | None, wish: str, reason: str, unconfined: bool, processes: int | None, as_json: bool) -> int:
    """Grade by repaired checks, and say who changes, from what to what, and why; both results are kept."""
    from ..classroom import running
    from ..classroom.gradebook import Gradebook
    from ..classroom.plan import read_class
    desk = Desk(as_json)
    given = read_class(folder)
    with Gradebook.of_folder(folder, given.gradebook) as book:
        if wish == "undo":
            return _undo(given, book, exercise, desk)
        how = running.How(not unconfined, True, *([processes] if processes else []))
        try:
            return _regrade(given, book, exercise, wish == "apply", " ".join(reason.split()), how, desk)
        except KeyboardInterrupt:
            return SURROUNDINGS


def _undo(given: "Class", book: "Gradebook", exercise: str | None, desk: Desk) -> int:
    from ..classroom import regrading
    chosen, counts = regrading.undo(given, book, exercise)
    desk.say(f"{chosen}: the checks count again that counted before ({counts}); the other results are kept")
    desk.data({"exercise": chosen, "counts": counts})
    return PASSED


def _regrade(given: "Class", book: "Gradebook", exercise: str | None, applying: bool, reason: str, how: "How", desk: Desk) -> int:
    from ..classroom import regrading
    changed = regrading.repaired(given, book, exercise)
    work = regrading.work(given, book, changed)
    if work and how.confine:
        try_confinement()
    grade_all(work, given, book, how, None, desk)
    found = [regrading.regrade(given, book, name, before, after) for name, (before, after) in changed.items()]
    if not found:
        desk.say("the checks are those that count: nothing to regrade")
    for one in found:
        _tell(one, desk)
    if applying and found:
        regrading.apply(book, found, reason)
        desk.say(["", "applied: the repaired checks count; the old results are kept, and `--undo` lets them count again"])
        if not reason:
            desk.warn(["no --reason was given: the errata page will name the checks alone; to say it, --undo, and --apply again with --reason"])
    elif found:
        desk.say(["", *nexts([(f"grade class regrade {given.folder} {exercise + ' ' if exercise else ''}--apply --reason '…'", "lets this count")], desk.ink)])
    desk.data({"applied": applying and bool(found), "exercises": [_plain(one) for one in found]})
    return NOT_YET if any(one.undone for one in found) else PASSED


def _tell(one: "Regrade", desk: Desk) -> None:
    told = f"{len(one.changes)} change ({one.raised} up, {one.lowered} down), {one.same} stay" if one.changes else f"nobody changes, {one.same} stay"
    desk.say(["", desk.ink("bold", one.exercise) + f": {told}" + (f"; {one.undone} are not graded yet" if one.undone else "")])
    desk.say(table([(f"  {c.after.learner}", c.words, "(other cases were drawn)" if c.drawn_anew else "") for c in one.changes]))
    turned: dict[str, list[tuple[str, Turn]]] = {}
    for change in one.changes:
        for turn in change.turns:
            turned.setdefault(turn.words, []).append((change.after.learner, turn))
    for whose in sorted(turned.values(), key=len, reverse=True):
        desk.say(["", *_why(whose, desk)])


def _why(whose: "list[tuple[str, Turn]]", desk: Desk) -> list[str]:
    """Return which check judges otherwise and for how many, with the first call that shows it."""
    learner, turn = next((one for one in whose if one[1].call), whose[0])
    rows = desk.ink.paragraph(f"{turn.words}, for {learner}" + (f" and {len(whose) - 1} more" if len(whose) > 1 else ""), 4)
    if turn.call:
        seen = f"{turn.call} gave {turn.got}" if turn.got else turn.call
        rows += desk.ink.paragraph(seen + (f", expected {turn.expected}" if turn.expected else ""), 8, "dim")
    return rows + (desk.ink.paragraph(turn.message, 8, "dim") if turn.message and not turn.got else [])


def _plain(one: "Regrade") -> dict[str, object]:
    return {"exercise": one.exercise, "before": one.before, "after": one.after, "same": one.same, "not_graded_yet": one.undone,
            "changes": [_change(c) for c in one.changes]}


def _change(change: "Change") -> dict[str, object]:
    return {"learner": change.after.learner, "before": {"state": change.before.word, "score": change.before.score},
            "after": {"state": change.after.word, "score": change.after.score}, "drawn_anew": change.drawn_anew,
            "why": [vars(turn) for turn in change.turns]}


@click.command()
@CLASS
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The page to write.")
def errata(folder: Path, output: Path) -> int:
    """Write the page of repaired checks: which, when, why, how many marks went up and down; no names, for everybody to read."""
    from ..classroom import regrading
    from ..classroom.gradebook import Gradebook
    from ..classroom.plan import read_class
    from ..learner.workspace import write
    try:
        from ..dashboard.classes import errata_page
    except ModuleNotFoundError as error:
        raise SurroundingsError(NO_TEMPLATES.format(name=error.name)) from error
    given = read_class(folder)
    with Gradebook.of_folder(folder, given.gradebook) as book:
        found = regrading.errata(given, book)
    write(output, errata_page(given.title, found))
    Desk().say(f"{output}: {len(found)} repaired check{'' if len(found) == 1 else 's'}")
    return PASSED
