"""Commands of authors; what they do is written where the laws are."""
import click

from ..errors import UsageError
from ..report.terminal import nexts
from .desk import Desk
from .names import complete, exercise_and_part
from .status import COURSE, PASSED


@click.command()
@click.argument("place", metavar="AREA/ID")
@click.argument("title", default="")
def new(place: str, title: str) -> int:
    """Begin an exercise, as in `grade new numerics/log-sum-exp "Sums that cannot overflow"`: files that already obey the laws."""
    from ..author import new as begin
    area, slash, id = place.replace("\\", "/").rpartition("/")
    if not slash:
        raise UsageError(f"where does `{place}` belong? Write its area in front of it: grade new linear_algebra/{place}")
    desk = Desk()
    desk.say([desk.shown(path) for path in begin(area, id, title)])
    desk.say(["", *nexts([(f"grade verify {id}", "holds it to every law")], desk.ink)])
    return PASSED


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]…", shell_complete=complete)
def stub(ids: tuple[str, ...]) -> int:
    """Cut the stubs from the solutions, all or those named."""
    from ..author import write_stubs
    desk = Desk()
    meant = _meant(ids, desk, "a stub is cut from an answer")
    desk.say([desk.shown(path) for path in write_stubs(meant)] or "every stub is what its solution says")
    return PASSED


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]…", shell_complete=complete)
@click.option("--seeds", type=click.IntRange(1, 100), default=3, show_default=True, help="Under how many seeds.")
@click.option("--all", "everything", is_flag=True, help="Everything, changed or not.")
@click.option("--sample", default="", metavar="COMMIT", help="And a tenth of what has not changed, drawn by this word.")
def verify(ids: tuple[str, ...], seeds: int, everything: bool, sample: str) -> int:
    """Hold exercises to every law: those named, or those that changed since `verified.lock` was written."""
    from ..verify import verify as hold
    from .commands import COMMANDS
    desk = Desk()
    meant = _meant(ids, desk, "the laws ask whether right answers pass and wrong ones fail")
    holds = hold(meant, seeds=seeds, everything=everything, sample=sample, commands=COMMANDS, tell=desk.say)
    return PASSED if holds else COURSE


def _meant(ids: tuple[str, ...], desk: Desk, why: str) -> list[str]:
    """Return the exercises that are meant, in whatever spelling; refuse where their answers were left out, as in a learners' copy."""
    meant = [exercise_and_part(typed, desk)[0].id for typed in ids]
    if bare := [id for id in meant or desk.built if not desk.built[id].solution.exists()]:
        raise UsageError(f"this copy of the course holds no answer of {bare[0]}, and {why}: do it in the course it was made from; "
                         "here, name an exercise of your own")
    return meant
