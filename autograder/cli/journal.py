"""`grade journal` and `grade declare`: the learner's own thinking, and what they say of AI help."""
import os
import re
import sys
from pathlib import Path

import click

from ..errors import SurroundingsError, UsageError
from ..learner import ledger
from ..learner.journal import AI_USE, ASKED, LEAST, Declared, Entry, changed, declared, declares, entries, lacking, too_little, written
from ..report.ink import table
from ..report.naming import typed
from ..report.terminal import nexts
from .desk import Desk, as_json
from .names import a_name, exercise_and_part
from .screens import clock
from .status import PASSED
from .stuck import last_graded

HEADINGS = {f"# {question}": name for name, question in ASKED.items()}
PAGE = (f"(A sentence or two below each question, {LEAST} characters at least; save, and leave the editor.)\n\n"
        + "".join(f"# {question}\n\n\n" for question in ASKED.values()))


@click.command()
@a_name(required=False)
@click.option("--derivation", metavar="TEXT", help=ASKED["derivation"])
@click.option("--reasoning", metavar="TEXT", help=ASKED["reasoning"])
@click.option("--failure", metavar="TEXT", help=ASKED["failure"])
@click.option("--from", "page", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="A file with the three headings.")
@as_json
def journal(what: str | None, derivation: str | None, reasoning: str | None, failure: str | None, page: Path | None, as_json: bool) -> int:
    """Write down what you derived, how you reasoned and how it fails; an entry opens the last hint.

    \b
    grade journal               what you have written
    grade journal ID[#PART]     asks three questions, in your editor where $EDITOR names one

    Entries are kept in your ledger, each linked to the one before: what you predicted stands as you wrote it.
    """
    desk = Desk(as_json)
    given = {"derivation": derivation, "reasoning": reasoning, "failure": failure}
    if what is None and (page is not None or any(text is not None for text in given.values())):
        raise UsageError(f"nothing was written down: say what it is about, `grade journal {_worked_on(desk)}` and then the same options")
    if what is None:
        return _listed(entries(desk.reading.lines), changed(desk.reading.lines), desk)
    exercise, part = exercise_and_part(what, desk)
    words = {name: text for name, text in given.items() if text}
    if page is not None:
        words = _of_page(_read(page)) | words
    elif not words:
        words = _answered(what, desk)
    line = written(desk.reading.lines, exercise.id, part or "", words)
    ledger.append(desk.workspace.ledger, line)
    desk.say([f"written down, on {what}", "", *nexts([(f"grade hint {typed(exercise, part) if part else exercise.id}", "goes on; no hint is shut any more")],
                                                     desk.ink)])
    desk.data({"exercise": exercise.id, "part": part, "hash": line["hash"]})
    return PASSED


def _worked_on(desk: Desk) -> str:
    """Return what was graded last, as a name to type; before anything was, the shape of one."""
    try:
        return last_graded(desk.reading)
    except UsageError:
        return "ID"


def _answered(what: str, desk: Desk) -> dict[str, str]:
    """Return what a learner answers: in the editor they have named, or else here, a question at a time."""
    if not sys.stdin.isatty():
        raise UsageError("without a terminal the three answers are given as --derivation, --reasoning and --failure, or in a file: --from FILE "
                         f"(its headings: {'; '.join(HEADINGS)})")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    return _edited(what, editor) if editor else _asked(what, desk)


def _asked(what: str, desk: Desk) -> dict[str, str]:
    """Ask here: nobody who has not chosen an editor should have to know how to leave one."""
    ink, words = desk.ink, dict.fromkeys(ASKED, "")
    desk.say(ink.paragraph(f"A sentence or two each, {LEAST} characters at least; an empty line ends an answer, Ctrl-C leaves.", 0, "dim"))
    for name, question in ASKED.items():
        desk.say(["", *ink.paragraph(question, 0, "bold")])
        while True:
            words[name] += _paragraph(what)
            if not (why := lacking(words[name])):
                break
            desk.say(ink.paragraph(f"so far {why}: go on", 2, "dim"))
    return words


def _paragraph(what: str) -> str:
    """Return the lines that are typed until an empty one."""
    rows = []
    try:
        while row := input("  ").strip():
            rows.append(row + "\n")
    except (EOFError, KeyboardInterrupt):
        raise UsageError(f"stopped, so nothing was written down; `grade journal {what}` asks again") from None
    return "".join(rows)


def _edited(what: str, editor: str) -> dict[str, str]:
    """Return what a learner writes in their editor, as far as it is an answer; what was written is never lost."""
    text: str | None = PAGE
    while True:
        try:
            text = click.edit(text, editor=editor, extension=".md")
        except click.ClickException:
            raise UsageError(f"your editor `{editor}` ($VISUAL or $EDITOR) cannot be started, so nothing was written down; "
                             f"`EDITOR= VISUAL= grade journal {what}` asks here instead") from None
        if text is None or text.strip() == PAGE.strip():
            raise UsageError(f"nothing was saved, so nothing was written down; `grade journal {what}` asks again")
        words = _of_page(text)
        problem = too_little(words)
        if not problem:
            return words
        if not click.confirm(f"{problem}\nGo on writing?", default=True):
            raise UsageError("it was not written down: an entry answers all three questions")


def _of_page(text: str) -> dict[str, str]:
    """Return the answers below the three headings."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        heading = next((n for h, n in HEADINGS.items() if line.strip().rstrip("?").casefold() == h.rstrip("?").casefold()), "")
        if heading:
            name = heading
        elif name:
            found.setdefault(name, []).append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def _read(page: Path) -> str:
    try:
        return page.read_text("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{page} is not UTF-8: save it as UTF-8 (every editor can)") from None
    except OSError as error:
        raise SurroundingsError(f"{page}: {error.strerror}") from error


def _listed(written_down: list[Entry], torn: list[Entry], desk: Desk) -> int:
    for entry in written_down:
        name = entry.exercise + (f"#{entry.part}" if entry.part else "")
        note = desk.ink("bad", "  not as it was written") if entry in torn else ""
        desk.say(["", desk.ink("bold", name) + desk.ink("dim", f"  {clock(entry.when)}") + note])
        for text in entry.words.values():
            desk.say(row for line in re.split(r"\n+", text) for row in desk.ink.paragraph(line, 2))
    if not written_down:
        desk.say(["nothing is written down yet", "", *nexts([(f"grade journal {_worked_on(desk)}", "three questions on it")], desk.ink)])
    desk.data([{"when": e.when, "exercise": e.exercise, "part": e.part, "words": dict(e.words), "intact": e not in torn} for e in written_down])
    return PASSED


@click.command()
@a_name(required=False)
@click.option("--ai", type=click.Choice(list(AI_USE)), help=" · ".join(f"{k}: {v}" for k, v in AI_USE.items()))
@click.option("--note", default="", metavar="TEXT", help="Which tool, for what.")
@as_json
def declare(what: str | None, ai: str | None, note: str, as_json: bool) -> int:
    """Say what of your work was written with AI help: your word, checked by nobody, and shown as your word.

    It bars nothing and costs nothing.  Whoever reads your marks sees it beside them.
    """
    desk = Desk(as_json)
    if what is None and (ai or note):
        raise UsageError(f"nothing was declared: say what of, `grade declare {_worked_on(desk)}` and then the same options")
    if what is None:
        return _declarations(declared(desk.reading.lines), desk)
    exercise, part = exercise_and_part(what, desk)
    if ai is None:
        raise UsageError(f"say which: --ai {' | '.join(AI_USE)}")
    ledger.append(desk.workspace.ledger, declares(exercise.id, part or "", ai, note))
    desk.say(f"declared of {what}: {AI_USE[ai]}")
    desk.data({"exercise": exercise.id, "part": part, "ai": ai, "note": note})
    return PASSED


def _declarations(found: dict[tuple[str, str], Declared], desk: Desk) -> int:
    rows = [(f"  {d.exercise}{'#' + d.part if d.part else ''}", "", AI_USE[d.ai] + (f" ({d.note})" if d.note else "")) for d in found.values()]
    desk.say([desk.ink("bold", "Declared by you, checked by nobody"), "", *table(rows, desk.ink.width)] if rows else
             ["nothing is declared yet", "", *nexts([(f"grade declare {_worked_on(desk)} --ai none", "for instance")], desk.ink)])
    desk.data([{"exercise": d.exercise, "part": d.part, "ai": d.ai, "note": d.note, "when": d.when} for d in found.values()])
    return PASSED
