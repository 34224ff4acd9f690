"""`grade problems`: fresh problem sets, one for every learner, with their key."""
import secrets
from pathlib import Path
from typing import Any

import click

from ..course.nodes import Node
from ..errors import LearnerError, UsageError
from ..problems.program import Posed, key_lines
from ..problems.sets import ProblemSet, new_set, outdated, read_set, title_of
from ..problems.sets import discard as discarded
from ..problems.sets import redo as redone
from ..problems.template import Template, templates
from ..report.ink import table
from ..report.naming import counted
from ..report.terminal import nexts
from ..roster import Learner, read_roster
from .desk import Desk, as_json
from .names import complete, resolved
from .screens import failure
from .status import COURSE, NOT_YET, PASSED, SURROUNDINGS

MANY = 8        # paths that are named before the rest is counted
SET = click.argument("folder", metavar="SET", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def problems() -> None:
    """Draw fresh problem sets from templates, each variant checked before anybody sees it.

    \b
    grade problems new SET --from week1 --count 8 --learners roster.csv --seed 7
    grade problems preview SET [LEARNER]
    grade problems write SET            files, sheets and a zip for every learner
    """


@problems.command("templates")
@click.argument("what", metavar="[WEEK|EXERCISE]", required=False, shell_complete=complete)
@as_json
def list_templates(what: str | None, as_json: bool) -> int:
    """List what can be drawn from."""
    desk = Desk(as_json)
    found = chosen(what, desk) if what else list(templates().values())
    rows = [(f"  {t.exercise}", f"{t.kind} · {t.minutes} min", t.title) for t in found]
    desk.say(table(rows, desk.ink.width) if rows else [f"nothing{f' of {what}' if what else ''} has a template {_where(desk)}"])
    desk.data([{"exercise": t.exercise, "kind": t.kind, "minutes": t.minutes, "difficulty": t.difficulty, "title": t.title} for t in found])
    return PASSED


def _where(desk: Desk) -> str:
    """Return where templates are looked for in vain: they hold their answers, and a learners' copy has none."""
    return "in this copy of the course, for it would hold the answers; draw sets in the course it was made from" if desk.is_a_copy else "yet"


@problems.command()
@SET
@click.option("--from", "sources", required=True, multiple=True, metavar="WEEK|EXERCISE,…",
              help="What to draw on; several are separated by commas, or each has a --from.")
@click.option("--count", type=click.IntRange(1, 50), help="How many problems; the templates come in turn. One a template, if left out.")
@click.option("--learners", "roster", type=click.Path(dir_okay=False, path_type=Path), metavar="CSV", help="A roster: id,name,email.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), metavar="N", help="Fix what is drawn.")
@click.option("--shared", is_flag=True, help="The same problems for all.")
@click.option("--title", default="", metavar="TEXT")
@as_json
def new(folder: Path, sources: tuple[str, ...], count: int | None, roster: Path | None, seed: int | None, shared: bool, title: str, as_json: bool) -> int:
    """Draw a set into the folder SET; every problem is solved a second way, and redrawn where it is not good."""
    desk = Desk(as_json)
    source = ",".join(sources)
    found = list({t.exercise: t for name in source.split(",") for t in chosen(name.strip(), desk)}.values())
    if not found and desk.is_a_copy:
        raise UsageError(f"nothing of {source} has a template {_where(desk)}")
    people = read_roster(roster) if roster else (Learner("everyone", "Everyone"),)
    given = new_set(folder, title or title_of(source), source, found, count or len(found), people,
                    secrets.randbelow(1 << 31) if seed is None else seed, shared or roster is None)
    desk.say([f"{counted(len(given.places), 'problem')} for {counted(len(people), 'learner')} in {folder}, seed {given.seed}", "",
              *nexts([(f"grade problems preview {folder}", "look at one"), (f"grade problems write {folder}", "files, sheets, zips")], desk.ink)])
    desk.data({"folder": str(folder), "seed": given.seed, "problems": [p.exercise for p in given.places], "learners": [p.id for p in people]})
    return PASSED


def chosen(what: str, desk: Desk) -> list[Template]:
    """Return the templates of a week or an exercise, in the order of the course."""
    found = resolved(what, desk)
    ids = dict.fromkeys(r.exercise for r in (found.exercises if isinstance(found, Node) else [found]))
    every = templates()
    return [every[id] for id in ids if id in every]


@problems.command()
@SET
@click.argument("learner", required=False)
@click.option("--key", "with_key", is_flag=True, help="With the answers.")
@as_json
def preview(folder: Path, learner: str | None, with_key: bool, as_json: bool) -> int:
    """Show one learner's problems; the first one's, unless one is named."""
    desk = Desk(as_json)
    given = read_set(folder)
    posed = given.variant(learner or given.learners[0].id)
    for number, one in enumerate(posed, 1):
        _show(number, one, with_key, desk)
    desk.data([_plain(p, with_key) for p in posed])
    return PASSED


def _show(number: int, one: Posed, with_key: bool, desk: Desk) -> None:
    ink = desk.ink
    desk.say(["", *ink.paragraph(f"{number}. {one.title}", 0, "bold"), ink("dim", f"   {one.exercise} · {one.kind} · {one.minutes} min"),
              *(row for part in one.problem.text().split("\n") for row in ink.paragraph(part, 3))])
    if with_key:
        desk.say(row for line in key_lines(one) for row in ink.paragraph(line, 6, "good"))


def _plain(one: Posed, with_key: bool) -> dict[str, Any]:
    data = one.plain() | {"statement": one.problem.text()}
    if not with_key:
        data["problem"] = {k: v for k, v in data["problem"].items() if k not in ("answer", "steps")}
    return data


@problems.command()
@SET
@click.argument("number", type=int)
def discard(folder: Path, number: int) -> int:
    """Take problem NUMBER out, for everyone; the others stay as they are."""
    given = discarded(read_set(folder), number)
    Desk().say(f"{counted(len(given.places), 'problem')} left")
    return PASSED


@problems.command()
@SET
@click.argument("number", type=int)
@click.option("--learner", metavar="ID", help="For this learner only.")
def redo(folder: Path, number: int, learner: str | None) -> int:
    """Draw problem NUMBER anew."""
    redone(read_set(folder), number, templates(), learner)
    Desk().say(f"problem {number} was drawn anew for {learner or 'everyone'}; `grade problems write` writes the files again")
    return PASSED


@problems.command()
@SET
@click.option("--html", "kinds", flag_value="html", multiple=True, help="A sheet with room to write, complete in one file.")
@click.option("--notebooks", "kinds", flag_value="notebooks", multiple=True, help="problems.ipynb beside problems.py.")
@click.option("--pdf", "kinds", flag_value="pdf", multiple=True, help="The sheet as PDF; it needs Chromium.")
@click.option("--zip", "kinds", flag_value="zip", multiple=True, help="All of a learner's files in one.")
@click.option("--exam", "is_exam", is_flag=True, help="Exam sheets: nothing that hints at the method, a closed-book line, more room.")
@as_json
def write(folder: Path, kinds: tuple[str, ...], is_exam: bool, as_json: bool) -> int:
    """Write what is handed out into SET/out/LEARNER, and the key beside it; without options, HTML and zips, or what was written before.

    \b
    SET/out/ada/problems.py, sheet.html, data/…   what Ada gets, and all of it again as SET/out/ada.zip
    SET/key.csv, key.html, key.pdf                the answers and the ways there, of all learners: never in a learner's folder

    What was written once is kept up to date by every later `write`. A file that somebody has changed since stays as it is.
    """
    from ..problems import files
    desk = Desk(as_json)
    given = read_set(folder)
    told = _tell_outdated(given, desk)
    wrote = files.write(given, kinds, is_exam, lambda what: desk.status(f"  writing {what} …"))
    desk.say([f"{_number(len(wrote.new), 'file')} written, {len(wrote.changed)} changed, {len(wrote.gone)} taken away, {wrote.unchanged} as before"])
    desk.say(f"  changed: {path}" for path in _some(wrote.changed))
    desk.say(f"  taken away: {path}" for path in _some(wrote.gone))
    desk.warn(_some([f"{folder / path} was changed by somebody since it was written, and stays as it is; delete it to have it written anew"
                     for path in wrote.kept]))
    if wrote.without:
        desk.warn([f"no PDF: {wrote.without}; all else is written"])
    desk.say(["", *nexts([(f"grade problems check {folder} {given.learners[0].id} FILE", "grade what comes back")], desk.ink)])
    desk.data({"folder": str(folder), "new": wrote.new, "changed": wrote.changed, "gone": wrote.gone, "kept": wrote.kept,
               "unchanged": wrote.unchanged, "no_pdf": wrote.without, "outdated": told})
    return SURROUNDINGS if wrote.without else PASSED


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _some(paths: list[str]) -> list[str]:
    return paths if len(paths) <= MANY else [*paths[:MANY], f"… and {len(paths) - MANY} more"]


def _tell_outdated(given: ProblemSet, desk: Desk, only: str | None = None) -> list[str]:
    """Say which stored problems today's templates judge otherwise than they were set; return it."""
    whose = [only] if only else ["everyone"] if given.is_shared else [one.id for one in given.learners]
    every = templates()
    told = [f"{who}, problem {number}: {why}" for who in whose for number, why in outdated(given.variant(who), every)]
    desk.warn(_some(told))
    if told:
        desk.warn([f"`grade problems redo {given.folder} NUMBER` draws such a problem anew, `discard` takes it out"])
    return told


@problems.command()
@SET
@click.argument("learner")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--confine", is_flag=True, help="Shut the file in by bubblewrap: for programs you did not write.")
@as_json
def check(folder: Path, learner: str, path: Path, confine: bool, as_json: bool) -> int:
    """Grade one learner's file of problems, or their notebook."""
    from ..grading.problem_file import grade_problems, read_program
    from ..notebook.reading import problems
    from ..report.terminal import claim
    from ..worker.launch import start_host
    desk = Desk(as_json)
    given = read_set(folder)
    posed = given.variant(learner)
    _tell_outdated(given, desk, learner)
    try:
        text = read_program(path) if path.suffix != ".ipynb" else problems(path.read_bytes()).text
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except LearnerError as error:
        raise UsageError(f"{path}: {error.message}") from None
    host = start_host(confine)
    try:
        result = grade_problems(posed, templates(), text, name=str(path), host=host,
                                on_finding=lambda finding: desk.say(claim(finding, desk.ink)))
    finally:
        host.close()
    desk.say([*failure(result.findings, desk, result.seed), "", f"{result.earned} of {result.possible} problems"])
    desk.data(result.plain())
    return COURSE if any(f.verdict == "grader_fault" for f in result.findings) else PASSED if result.passed else NOT_YET

