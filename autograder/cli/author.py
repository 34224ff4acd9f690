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
    desk.say([desk.shown(path) for path in write_stubs(_meant(ids, desk))] or "every stub is what its solution says")
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
    holds = hold(_meant(ids, desk), seeds=seeds, everything=everything, sample=sample, commands=COMMANDS, tell=desk.say)
    return PASSED if holds else COURSE


def _meant(ids: tuple[str, ...], desk: Desk) -> list[str]:
    """Return the exercises that are meant, in whatever spelling."""
    return [exercise_and_part(typed, desk)[0].id for typed in ids]
