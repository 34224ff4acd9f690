"""`grade export`: finished work, to keep and to show; and a node as an assignment for nbgrader."""
from pathlib import Path

import click

from ..errors import UsageError
from ..report.terminal import nexts
from .desk import Desk
from .status import PASSED, SURROUNDINGS


@click.command()
@click.argument("out", metavar="OUT|NODE", type=click.Path(path_type=Path))
@click.option("--notebooks", is_flag=True, help="Only notebooks, one an exercise.")
@click.option("--repository", is_flag=True, help="Only the repository: a package, its tests, derivations and kernels.")
@click.option("--nbgrader", metavar="COURSE", type=click.Path(file_okay=False, path_type=Path),
              help="For instructors: write a node or an exercise as an assignment of this nbgrader course, new or standing.")
def export(out: Path, notebooks: bool, repository: bool, nbgrader: Path | None) -> int:
    """Write what you have passed to the folder OUT: notebooks, and a repository whose tests need nothing but pytest.

    It holds your functions as they passed, and nothing of the course's solutions. Written into an earlier export, it renews what you have not changed.

    `grade export week1 --nbgrader COURSE` writes week1 as an assignment of nbgrader's, solutions and all: that folder is the instructor's.
    """
    desk = Desk()
    if nbgrader is not None:
        if notebooks or repository:
            raise UsageError("--nbgrader writes a course of its own: leave --notebooks and --repository out")
        return assignment(str(out), nbgrader, desk)
    if notebooks and repository:
        raise UsageError("--notebooks and --repository leave each other out; without either you get both")
    if len(out.parts) == 1 and not out.exists() and is_called(str(out), desk):
        raise UsageError(f"`{out}` is a name of the course, and what is exported is all you have passed: name a folder for it, such as `my-work` "
                         f"(or make {out} first, if it is to be called so); `--nbgrader COURSE` writes one week or exercise, for instructors")
    from ..learner.practice import Practice
    from ..notebook.export import export as write_export
    with Practice(desk.workspace) as practice:
        files = write_export(practice, out, not repository, not notebooks, lambda line: desk.say(f"  {line}"))
        desk.warn(practice.unrecorded)
        shown = desk.shown(out.resolve())
        desk.say(f"{len(files)} files written to {shown}" if files else f"{shown} was up to date")
        if not notebooks and files:
            desk.say(f"its tests: python -m pytest {shown}   and to keep it: git -C {shown} init")
        return SURROUNDINGS if practice.unrecorded else PASSED


def is_called(name: str, desk: Desk) -> bool:
    """Return whether a week, a module or an exercise is called so."""
    from ..course.resolve import resolve
    try:
        return bool(resolve(name, desk.track.name))
    except UsageError:
        return False


def assignment(what: str, course: Path, desk: Desk) -> int:
    """Write a node, or one exercise, as an assignment of nbgrader's."""
    from ..course.nodes import Node
    from ..course.resolve import resolve
    from ..notebook.assignment import write_course
    found = resolve(what, desk.track.name)
    ids = dict.fromkeys(r.exercise for r in (found.exercises if isinstance(found, Node) else [found]))
    if unbuilt := [id for id in ids if id not in desk.built]:
        desk.say(f"not built yet, and left out: {', '.join(unbuilt)}")
    name = found.name if isinstance(found, Node) else found.exercise
    files = write_course([desk.built[id] for id in ids if id in desk.built], name, course, lambda line: desk.say(f"  {line}"))
    shown = desk.shown(course.resolve())
    desk.say([f"{len(files)} notebook{'' if len(files) == 1 else 's'}, answers and all, in {desk.shown(files[0].parent.resolve())}", "",
              *nexts([(f"cd {shown} && nbgrader generate_assignment {name}", "cuts the answers out: release/ is for learners"),
                      (f"nbgrader autograde {name}", "there, once submitted/ is filled: grades behind the wall")], desk.ink)])
    return PASSED
