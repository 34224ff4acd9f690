"""`grade class`: what a class handed in, graded, told and exported."""
import time
from collections import Counter
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from ..report.terminal import nexts
from .class_table import by_person
from .desk import Desk, as_json
from .status import NOT_YET, PASSED, SURROUNDINGS

if TYPE_CHECKING:
    from ..classroom.gradebook import Gradebook, Handed, Outcome
    from ..classroom.jobs import Job
    from ..classroom.plan import Class
    from ..classroom.running import How

CLASS = click.argument("folder", metavar="CLASS", type=click.Path(file_okay=False, path_type=Path))
SUBCOMMANDS = {name: f"classroom:{name}" for name in ("collect", "run", "status", "export")} | {
    "report": "class_report:report", "regrade": "class_regrade:regrade",
    "errata": "class_regrade:errata", "mark": "class_mark:mark", "files": "class_files:files",
    "feedback": "class_feedback:feedback"}


class Commands(click.Group):
    """The subcommands, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUBCOMMANDS:
            return None
        module, _, name = SUBCOMMANDS[cmd_name].partition(":")
        try:
            command: click.Command = getattr(import_module(f"{__package__}.{module}"), name)
        except ModuleNotFoundError as error:
            raise UsageError(f"a class needs {error.name}, which is not installed: pip install 'groundwork[classroom]'") from None
        return command


@click.group("class", cls=Commands)
def class_() -> None:
    """Grade a class of strangers' code without fear.

    \b
    grade class collect CLASS FOLDER…     take in folders, zips and notebooks
    grade class run CLASS                 grade what is new, confined
    grade class status CLASS              who has what
    grade class report CLASS --similar    by exercise and by person, and what is worth a look
    grade class regrade CLASS             a check was repaired: whose marks change, and why
    grade class errata CLASS -o FILE      what was repaired, for everybody to read
    grade class mark CLASS                what waits for a person
    grade class files CLASS WHO EXERCISE  what somebody handed in, file by file
    grade class feedback CLASS OUT        a page for each learner: what holds, what fails first
    grade class export CLASS --to canvas  for the gradebook you have

    CLASS is a folder with `class.yaml` and `roster.csv`; the first command says what to write there.
    """


@click.command()
@CLASS
@click.argument("sources", metavar="FOLDER…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--received", type=click.DateTime(), metavar="MOMENT", help="When they came, if the files' own times say nothing.")
@as_json
def collect(folder: Path, sources: tuple[Path, ...], received: datetime | None, as_json: bool) -> int:
    """Take in what was handed in: folders, zips, notebooks, whole workspaces; nothing is run, and no link is followed."""
    from ..classroom import collecting
    from ..classroom.gradebook import Gradebook
    from ..classroom.plan import read_class
    desk = Desk(as_json)
    given = read_class(folder)
    with Gradebook.of_folder(folder, given.gradebook) as book:
        told = collecting.collect(given, book, list(sources), received)
    more = [(len(told.refused), "refused"), (told.folders, "with a folder"), (told.others, "of exercises not asked for, kept for what imports from them")]
    desk.say(f"{told.new} new, {told.known} known already" + "".join(f", {count} {words}" for count, words in more if count))
    _list("refused", _refused(told.refused, len(given.asked)), desk)
    _list("of nobody in the roster", told.strangers, desk)
    _list("fits nothing that is asked", told.unfit, desk)
    _list("to know", told.notes, desk)
    desk.say(["", *nexts([(f"grade class run {folder}", "grades what is new, confined")], desk.ink)])
    desk.data({"new": told.new, "known": told.known, "refused": [{"learner": h.learner, "exercise": h.exercise, "why": h.refused} for h in told.refused],
               "strangers": told.strangers, "unfit": told.unfit, "notes": told.notes, "folders": told.folders, "others": told.others})
    return PASSED


def _refused(rows: "list[Handed]", asked: int) -> list[str]:
    """Return what was refused and why, a line a file: a zip that cannot be opened may have held everything."""
    files: dict[tuple[str, str], list[str]] = {}
    for one in rows:
        files.setdefault((one.learner, one.refused), []).append(one.exercise)
    return [f"{learner}, {'all ' + str(asked) + ' exercises' if len(names) == asked > 1 else ', '.join(names)}: {why}"
            for (learner, why), names in files.items()]


def _list(title: str, rows: list[str], desk: Desk, most: int = 20) -> None:
    if rows:
        desk.say(["", desk.ink("bold", title), *(line for row in rows[:most] for line in desk.ink.paragraph(row, 2))])
        desk.say([f"  … and {len(rows) - most} more: --json has them all"] if len(rows) > most else [])


@click.command()
@CLASS
@click.option("--unconfined", is_flag=True, help="Without bubblewrap: their code may then read and write what you may. It stands in every row.")
@click.option("--processes", type=click.IntRange(1, 256), metavar="N", help="As many as there are cores, if left out.")
@click.option("--no-diagnosis", is_flag=True, help="Name no misconceptions: faster.")
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Do the same jobs on a Dask cluster.")
@as_json
def run(folder: Path, unconfined: bool, processes: int | None, no_diagnosis: bool, scheduler: str | None, as_json: bool) -> int:
    """Grade what has not been graded by these checks; interrupted at any moment, it goes on where it was."""
    from ..classroom import regrading, running
    from ..classroom.gradebook import Gradebook
    from ..classroom.jobs import jobs
    from ..classroom.plan import read_class
    desk = Desk(as_json)
    given = read_class(folder)
    how = running.How(not unconfined, not no_diagnosis, *([processes] if processes else []))
    if how.confine:
        try_confinement()
    began = time.monotonic()
    with Gradebook.of_folder(folder, given.gradebook) as book:
        work = jobs(given, book)
        try:
            counted = grade_all(work, given, book, how, scheduler, desk)
        except KeyboardInterrupt:
            return SURROUNDINGS
        book.end_run()
        changed, unasked = regrading.repaired(given, book), book.graded_exercises() - set(given.asked)
    _tell_run(counted, len(work), time.monotonic() - began, how.confine, folder, desk)
    if changed:
        desk.warn([f"the checks of {', '.join(changed)} are others than those that count: `grade class regrade {folder}` says whose marks would change"])
    _warn_of_unasked(unasked, folder, desk)
    return NOT_YET if counted["not_graded"] else PASSED


def _warn_of_unasked(exercises: set[str], folder: Path, desk: Desk) -> None:
    if exercises:
        one = len(exercises) == 1
        desk.warn([f"{', '.join(sorted(exercises))} {'was' if one else 'were'} graded in this class, which does not ask for {'it' if one else 'them'} now: "
                   f"is `--overlay DIR` missing, or has {folder / 'class.yaml'} changed?"])


def grade_all(work: "list[Job]", given: "Class", book: "Gradebook", how: "How", scheduler: str | None, desk: Desk) -> Counter[str]:
    """Do jobs, each kept as it is done, with a bar; return how many came to what.  Interrupted, it says so first."""
    from ..classroom import running
    counted, began = Counter[str](), time.monotonic()

    def told(found: "Outcome") -> None:
        book.record([found])
        counted[found.status] += 1
        done = counted.total()
        left = (len(work) - done) * (time.monotonic() - began) / done
        desk.progress(done, len(work), f"about {_duration(left)} left" if done < len(work) else "")
    try:
        if scheduler:
            import_module("autograder.classroom.cluster").run(given, work, how, told, scheduler)
        else:
            running.run(given, work, how, told)
    except KeyboardInterrupt:
        desk.hush()
        desk.warn([f"stopped: {counted.total()} of {len(work)} are graded and kept; the same command goes on"])
        raise
    finally:
        desk.hush()
    return counted


def _tell_run(counted: Counter[str], of: int, seconds: float, confined: bool, folder: Path, desk: Desk) -> None:
    words = {"graded": "graded", "crashed": "crashed", "timed_out": "timed out", "not_graded": "not graded"}
    told = ", ".join(f"{counted[key]} {name}" for key, name in words.items() if counted[key]) or "nothing is new"
    wall = "confined by bubblewrap" if confined else "unconfined"
    desk.say([f"{told}" + (f" in {_duration(seconds)}, {wall}" if of else ""), "",
              *nexts([(f"grade class status {folder}", "who has what"), (f"grade class report {folder}", "by exercise and by person")], desk.ink)])
    desk.data({"jobs": of, **{key: counted[key] for key in words}, "seconds": round(seconds, 2), "confined": confined})


def try_confinement() -> None:
    """Refuse before anything runs where strangers' code cannot be shut in."""
    from ..errors import SurroundingsError
    from ..worker.launch import start_host
    from ..worker.limits import Limits
    try:
        host = start_host(True)
        try:
            host.start(Limits()).kill()
        finally:
            host.close()
    except SurroundingsError as error:
        raise SurroundingsError(f"a class's code is graded confined, and that cannot be had here: {error}. `--unconfined` grades it all the "
                                "same, and says so in every row") from None


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


@click.command()
@CLASS
@as_json
def status(folder: Path, as_json: bool) -> int:
    """Say who has what: zero, not submitted, crashed, timed out and not graded are five different things."""
    from ..classroom.gradebook import Gradebook
    from ..classroom.plan import read_class
    from ..classroom.standing import WORDS, standing
    desk = Desk(as_json)
    given = read_class(folder)
    with Gradebook.of_folder(folder, given.gradebook) as book:
        now, unasked = standing(given, book), book.graded_exercises() - set(given.asked)
    desk.say([desk.ink("bold", given.title), ""])
    for number, exercise in enumerate(now.exercises, 1):
        column = now.column(exercise)
        scores = [c.score for c in column if c.score is not None]
        words = Counter(c.word for c in column if c.score is None)
        others = ", ".join(f"{n} {'wait to be graded' if word == 'waiting' and n > 1 else WORDS[word]}" for word, n in words.items())
        mean = f"mean {100 * sum(scores) / len(scores):.0f}" if scores else "no score yet"
        desk.say(f"  {number}  {exercise}: {len(scores)} of {len(column)} have a score, {mean}" + (f"; {others}" if others else ""))
    desk.say(["", *by_person(now, desk.ink)])
    _warn_of_unasked(unasked, folder, desk)
    desk.data({"title": given.title, "learners": [{"id": p.id, "name": p.name, "cells": [
        {"exercise": c.exercise, "state": c.word, "score": c.score, "why": c.why} for c in now.of(p.id)]} for p in now.learners]})
    return PASSED


@click.command()
@CLASS
@click.option("--to", "kind", type=click.Choice(["csv", "canvas", "moodle", "nbgrader"]), default="csv", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; to the terminal, if left out.")
@click.option("--course", type=click.Path(file_okay=False, path_type=Path), help="With nbgrader: the folder of its course.")
def export(folder: Path, kind: str, output: Path | None, course: Path | None) -> int:
    """Write the marks for a spreadsheet, Canvas, Moodle or nbgrader; what was not judged is never written as zero."""
    from ..classroom.exporting import FORMATS
    from ..classroom.gradebook import Gradebook
    from ..classroom.plan import read_class
    from ..classroom.standing import standing
    from ..learner.workspace import write
    given = read_class(folder)
    with Gradebook.of_folder(folder, given.gradebook) as book:
        now = standing(given, book)
    if kind == "nbgrader":
        if course is None:
            raise UsageError("say where nbgrader's course lies: --course FOLDER (the one with nbgrader_config.py)")
        told: str = import_module("autograder.classroom.nbgrader").into_gradebook(given, now, course)
        Desk().say(told)
        return PASSED
    text = FORMATS[kind](now)
    if output is None:
        click.echo(text, nl=False)
    else:
        write(output, text)
        Desk().say(f"{output}: what {len(now.learners)} of the roster have in {', '.join(now.exercises)}")
    return PASSED
