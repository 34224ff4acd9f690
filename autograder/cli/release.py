"""`grade release`: the learners' copy of the course."""
from pathlib import Path

import click

from ..course import places
from ..report.terminal import nexts
from .desk import Desk, as_json
from .status import PASSED


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--seeds", type=click.IntRange(1, 100), default=8, show_default=True, help="Draws kept of each exercise whose oracles are left out.")
@as_json
def release(out: Path, seeds: int, as_json: bool) -> int:
    """Write the learners' copy of the course into OUT, a folder that is new or empty.

    Left out are solutions, other answers, templates of problems, and the oracles that give an answer away: their answers are kept instead, for
    so many draws.  Misconceptions are told from what each wrong answer was seen to say.
    """
    from ..classroom.releasing import ready
    from ..classroom.releasing import release as write
    desk = Desk(as_json)
    ready(out, places.root())
    desk.say(desk.ink.paragraph("every wrong answer is asked once; this takes some minutes", 0, "dim"))
    found = write(out, seeds=seeds, tell=desk.progress)
    desk.hush()
    told = sum(one.told for one in found.misconceptions.values())
    untold = {id: one.untold for id, one in found.misconceptions.items() if one.untold}
    desk.say([desk.ink("bold", f"{len(found.exercises)} exercises in {out}"),
              f"{told} misconceptions can be told there" + (f", {sum(map(len, untold.values()))} cannot" if untold else ""),
              f"{len(found.sealed.names)} oracles give an answer away: their answers for {seeds} draws are kept instead"])
    for (module, name), why in sorted(found.sealed.kept.items()):
        desk.say(desk.ink.paragraph(f"reference/{module}.py is shipped with `{name}`, which {found.sealed.reasons[module, name]}: {why}", 2))
    for id, titles in sorted(untold.items()):
        desk.say(desk.ink.paragraph(f"{id} cannot tell there: {', '.join(titles)}", 2))
    desk.say(["", *nexts([(f"GROUNDWORK_COURSE={out} grade", "is what a learner types first")], desk.ink)])
    desk.data({"out": str(out), "exercises": list(found.exercises), "told": told, "untold": {k: list(v) for k, v in untold.items()},
               "sealed": sorted(f"{m}.{n}" for m, n in found.sealed.names),
               "shipped": {f"{m}.{n}": why for (m, n), why in sorted(found.sealed.kept.items())}})
    return PASSED
