"""`grade report`: a report or a sheet as HTML, and as PDF where there is a Chromium."""
from pathlib import Path

import click

from ..errors import SurroundingsError
from ..report.terminal import nexts
from .desk import Desk
from .names import a_name, exercise_and_part
from .status import PASSED


@click.command()
@a_name()
@click.option("--pdf", "as_pdf", is_flag=True, help="Make the PDF too: needs Chromium.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the HTML; the PDF goes beside it.")
def report(what: str, as_pdf: bool, output: Path | None) -> int:
    """Set your report or your sheets on paper: an HTML file that holds everything, and a PDF; nothing is graded or opened.

    Its numbers are made again on the way, and the evidence ids that are due are told.
    """
    from ..grading.printing import printed
    from ..learner.practice import Practice
    from ..learner.workspace import opened, write
    from ..manuscript import pdf
    from ..manuscript.page import page
    desk = Desk()
    exercise, _ = exercise_and_part(what, desk)
    path = opened(desk.workspace, exercise)
    with Practice(desk.workspace) as practice:
        found = printed(exercise, path, practice.host(exercise), practice.shelf)
    html = page(found)
    target = (output or exercise.work(desk.workspace.root)).with_suffix(".html")
    write(target, html)
    rows = [f"  {desk.shown(target)}"]
    why = pdf.obstacle() if as_pdf else ""
    if as_pdf and not why:
        document = pdf.pdf(html)
        count = pdf.pages(document)
        try:
            target.with_suffix(".pdf").write_bytes(document)
        except OSError as e:
            raise SurroundingsError(f"{target.with_suffix('.pdf')} cannot be written: {e.strerror}") from None
        rows.append(f"  {desk.shown(target.with_suffix('.pdf'))}, {count} page{'s' if count != 1 else ''}")
    desk.say([desk.ink("bold", found.manuscript.title or exercise.title), *rows])
    if found.notes:
        desk.say(["", *[row for note in found.notes for row in desk.ink.paragraph(note, 2)]])
    if why:
        desk.say(["", *desk.ink.paragraph(f"no PDF: {why}. Any browser prints the HTML", 2)])
    desk.say(["", *nexts([(f"grade {what}", "judges it; how it looks counts for nothing")], desk.ink)])
    return PASSED
