"""`grade class report`: a class by exercise and by person, on the terminal, as a page, as a table, as data."""
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import SurroundingsError
from ..report.ink import table
from ..report.terminal import nexts
from .class_regrade import NO_TEMPLATES
from .class_table import by_person
from .classroom import CLASS
from .desk import Desk, as_json
from .status import PASSED

if TYPE_CHECKING:
    from ..classroom.report import Report
    from ..classroom.statistics import ExerciseStatistics

HARDEST = 5     # checks of an exercise in the terminal
SHOWN = 12      # lines of a list in the terminal; the page and --json have them all


@click.command()
@CLASS
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.html", help="Write it as a page, with similar programs side by side.")
@click.option("--csv", "sheet", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.csv", help="Write the statistics of every check as a table.")
@click.option("--similar", is_flag=True, help="Compare the programs too: pairs that are worth a look.")
@as_json
def report(folder: Path, html: Path | None, sheet: Path | None, similar: bool, as_json: bool) -> int:
    """Tell a class by exercise and by person: which checks separate, which misconceptions are frequent, who needs a hand."""
    from ..classroom.gradebook import Gradebook
    from ..classroom.plan import read_class
    from ..classroom.report import report as of
    from ..learner.workspace import write
    desk = Desk(as_json)
    given = read_class(folder)
    with Gradebook.of_folder(folder, given.gradebook) as book:
        try:
            found = of(given, book, similar or html is not None, desk.status)
        finally:
            desk.hush()
    if html:
        write(html, _page(found))
    if sheet:
        write(sheet, found.table())
    if html or sheet:
        desk.say([f"{path} is written" for path in (html, sheet) if path])
    else:
        _tell(found, folder, desk)
    desk.data(found.plain())
    return PASSED


def _page(found: "Report") -> str:
    try:
        from ..dashboard.classes import report_page
    except ModuleNotFoundError as error:
        raise SurroundingsError(NO_TEMPLATES.format(name=error.name)) from error
    return report_page(found)


def _tell(found: "Report", folder: Path, desk: Desk) -> None:
    desk.say([desk.ink("bold", found.title), ""])
    for number, one in enumerate(found.exercises, 1):
        desk.say(_exercise(number, one, found, desk))
    people = by_person(found.standing, desk.ink, lambda learner: f"{found.late(learner)} late" if found.late(learner) else "")
    desk.say([desk.ink("bold", "by person"), *people])
    _list("misconceptions", [f"{len(m.learners)}  {m.title}, {m.exercise}: {m.sentence}" for m in found.misconceptions], desk)
    _list("who needs a hand", [f"{s.learner}, {s.exercise}: {s.why}" for s in found.stuck], desk)
    if found.pairs is not None:
        _list("worth a look: programs that share much, which proves nothing", [
            f"{p.left.learner} and {p.right.learner}, {p.what}: {100 * p.score:.0f} % of the shorter one" for p in found.pairs]
            or ["no two programs share more than people who wrote apart usually do"], desk)
    steps = [(f"grade class report {folder} --html OUT.html", "all of it as a page, similar programs side by side")]
    if found.repaired:
        steps.append((f"grade class regrade {folder}", f"the checks of {', '.join(found.repaired)} are others than those that count"))
    if found.to_mark:
        steps.append((f"grade class mark {folder}", f"{found.to_mark} wait for a person"))
    desk.say(["", *nexts(steps, desk.ink)])


def _exercise(number: int, one: "ExerciseStatistics", found: "Report", desk: Desk) -> list[str]:
    from ..classroom.standing import WORDS
    states = [f"{one.states[word]} {words or _graded(one)}" for word, words in WORDS.items() if one.states.get(word)]
    mean = "no score yet" if one.mean is None or one.middle is None else f"mean {100 * one.mean:.0f}, median {100 * one.middle:.0f}"
    late = [f"{one.late} late"] if one.late else []
    rows = [(f"  {i.passed}/{i.judged}", "" if i.discrimination is None else f"{i.discrimination:+.2f}", i.claim + (f" ({i.doubt})" if i.doubt else ""))
            for i in sorted(one.items, key=lambda i: i.facility)[:HARDEST]]
    easier = len(one.items) - HARDEST
    more = [f"  … and {easier} check{'s' * (easier > 1)} that more pass"] if easier > 0 else []
    head = [("  passed", "r", "the check")] if rows else []
    return [desk.ink("bold", f"{number}  {found.titles[one.exercise]}"), f"  {mean}; {', '.join([*states, *late])}",
            *table(head + rows, desk.ink.width), *more, ""]


def _graded(one: "ExerciseStatistics") -> str:
    return "graded" + (f" ({one.zeros} of them zero)" if one.zeros else "")


def _list(title: str, rows: list[str], desk: Desk) -> None:
    if rows:
        desk.say(["", desk.ink("bold", title), *(line for row in rows[:SHOWN] for line in desk.ink.paragraph(row, 2))])
        desk.say([f"  … and {len(rows) - SHOWN} more"] if len(rows) > SHOWN else [])
