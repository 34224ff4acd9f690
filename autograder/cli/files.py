"""Commands on the learner's files: make a workspace, bring it up to date, begin anew."""
from pathlib import Path

import click

from ..course import places
from ..errors import UsageError
from ..report.naming import name, typed
from ..report.terminal import nexts
from .desk import Desk, as_json
from .names import a_name, exercise_and_part
from .steps import where


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def init(folder: Path) -> int:
    """Make DIR (here, without it) a workspace: your files and all you have tried, to put under git and carry between machines."""
    from ..learner.workspace import Workspace, begin
    desk = Desk()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder, new or not")
    if places.is_of_the_course(folder.resolve()):
        raise UsageError(f"{folder.resolve()} is the course itself, which a workspace must not mix with: `grade init {places.root() / 'work'}`, or any "
                         "folder elsewhere")
    new = begin(Workspace(folder.resolve()))
    desk.say(f"{folder.resolve()} {'is now' if new else 'was already'} a workspace: in it, and below it, `grade` works on the files there")
    return 0


@click.command()
@as_json
def update(as_json: bool) -> int:
    """Bring your files up to date with the course.

    A function you have not touched is replaced, one you have written is kept; what could not be taken over is shown as a diff.
    """
    from ..course.exercises import every_exercise
    from ..learner.mine import owned, write_package
    from ..learner.workspace import update as bring_up_to_date
    desk = Desk(as_json)
    write_package(desk.workspace, owned(desk.reading.lines))
    done = [u for exercise in every_exercise() if (u := bring_up_to_date(desk.workspace, exercise))]
    for one in done:
        merge = one.merge
        desk.say(desk.ink("bold", desk.shown(one.path)))
        for words, names in (("from the course", merge.renewed), ("gone from the course", merge.removed)):
            if names:
                desk.say(f"  {words}: {', '.join(names)}")
        if merge.refused:
            desk.say([*desk.ink.paragraph(f"kept as it is: {merge.refused}.  What the course changed:", 2), *_diff(one.diff, desk)])
        elif merge.contested:
            desk.say([*desk.ink.paragraph("yours is kept where you have written; there the course changed:", 2), *_diff(one.diff, desk)])
        if one.kept:
            desk.say(desk.ink("dim", f"  before: {desk.shown(one.kept)}"))
    desk.say([] if done else "up to date: the course has not changed any file you have begun")
    desk.data({"updated": [{"path": str(u.path), "renewed": u.merge.renewed, "removed": u.merge.removed, "contested": u.merge.contested,
                            "refused": u.merge.refused, "diff": u.diff, "kept": str(u.kept or "")} for u in done]})
    return 0


def _diff(text: str, desk: Desk) -> list[str]:
    styles = {"+": "good", "-": "bad", "@": "dim"}
    return ["    " + (desk.ink(styles[row[0]], row) if row[:1] in styles else row) for row in text.splitlines()]


@click.command()
@a_name()
def reset(what: str) -> int:
    """Put the stub of an exercise, or of one part of it, back in place; your text is kept beside it."""
    from ..learner.workspace import reset as begin_anew
    desk = Desk()
    exercise, part = exercise_and_part(what, desk)
    kept = begin_anew(desk.workspace, exercise, part)
    path = exercise.work(desk.workspace.root)
    desk.say(f"{desk.shown(path)} {f'has its part `{part}` as it began' if part else 'is as it began'}")
    if kept:
        desk.say(desk.ink("dim", f"before: {desk.shown(kept)}"))
    first = part or exercise.parts[0].name
    desk.say(["", *nexts([(where(exercise, first, desk), name(exercise, first)),
                          (f"grade {typed(exercise, first)}", "when you have written it")], desk.ink)])
    return 0
