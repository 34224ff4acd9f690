"""The command `grade`: the only module that reads what was typed, prints and exits."""
import os
import re
import sys
from collections.abc import Sequence
from errno import EACCES, EDQUOT, EFBIG, EIO, EISDIR, ELOOP, EMFILE, ENAMETOOLONG, ENFILE, ENOSPC, ENOTDIR, EPERM, EROFS

import click

from ..errors import CourseError, SurroundingsError, UsageError
from .commands import GRADE, grade
from .status import COURSE, INTERRUPTED, PASSED, SURROUNDINGS, USAGE

OF_THE_MACHINE = (EACCES, EPERM, EROFS, ENAMETOOLONG, ENOTDIR, EISDIR, ELOOP, EMFILE, ENFILE, EIO, EFBIG)      # it refuses; nobody is at fault
A_WORD = re.compile(r"\S{400,}")      # longer ones were not typed by hand
A_KIND = re.compile(r"is not a valid (integer|float)(?: range)?\b")      # click's own names of numbers
NO_SUCH = {"integer": "is no whole number", "float": "is no number"}
OVERLAY = "--overlay"       # an option of every command


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `grade` and leave with its exit status."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Return the exit status: 0 passed, 1 not yet, 2 what was typed, 3 the machine, 4 the course or the grader."""
    as_json = "--json" in arguments
    try:
        arguments = overlaid(arguments)
        return int(grade.main(arguments, prog_name="grade", standalone_mode=False) or PASSED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.format_message())
        return USAGE
    except (click.ClickException, UsageError) as error:
        return told(_sentence(error), USAGE, as_json)
    except SurroundingsError as error:
        return told(str(error), SURROUNDINGS, as_json)
    except CourseError as error:
        return told(f"{error}\nThis is a fault of the course, not yours.", COURSE, as_json)
    except (click.Abort, KeyboardInterrupt):
        return told("stopped; everything found so far is kept", INTERRUPTED, as_json)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT):
            return told("no space is left where this was to be written: free some, and type it again", SURROUNDINGS, as_json)
        if isinstance(error, FileNotFoundError) and not _stands_somewhere():
            return told("the folder you are in is no longer there: `cd` into another, and type it again", SURROUNDINGS, as_json)
        if isinstance(error, OSError) and error.errno in OF_THE_MACHINE and error.filename is not None:
            return told(f"{os.fsdecode(error.filename)}: {error.strerror}; nothing of yours is lost: put that right, or name another place, and "
                        "type it again", SURROUNDINGS, as_json)
        return told(_fault(error, arguments), COURSE, as_json)


def overlaid(arguments: list[str]) -> list[str]:
    """Put the overlay in force that is named anywhere in what was typed, as `--overlay DIR`; return the rest."""
    if OVERLAY in arguments:
        place = arguments.index(OVERLAY)
        if place + 1 >= len(arguments):
            raise UsageError(f"{OVERLAY} needs a folder: {OVERLAY} DIR")
        os.environ["GROUNDWORK_OVERLAY"] = os.path.abspath(arguments[place + 1])
        arguments = arguments[:place] + arguments[place + 2:]
    if os.environ.get("GROUNDWORK_OVERLAY"):
        from ..course.overlay import check
        check()
    return arguments


def told(sentence: str, status: int, as_json: bool) -> int:
    """Say a sentence where people and programs look for it."""
    from ..report.ink import ink_for, write
    from ..worker.text import clean
    if as_json:
        import json
        write(json.dumps({"error": sentence, "exit": status}, ensure_ascii=False))
        return status
    text = f"grade: {clean(A_WORD.sub(lambda long: long[0][:80] + '…', sentence))}"
    if sys.stderr.isatty():
        ink = ink_for(sys.stderr)
        sys.stderr.write("\r" + " " * (ink.width - 1) + "\r")    # the status line of what was being done may stand there
        text = "\n".join(ink.paragraph(text))
    write(text, sys.stderr)
    return status


def _stands_somewhere() -> bool:
    try:
        return bool(os.getcwd())
    except OSError:
        return False


def _sentence(error: click.ClickException | UsageError) -> str:
    if isinstance(error, UsageError):
        return str(error)
    context = getattr(error, "ctx", None)
    words = A_KIND.sub(lambda kind: NO_SUCH[kind[1]], error.format_message())
    if context is None:
        return words
    path = context.command_path.split()
    return f"{words}\nTry `{' '.join(path[:1] if path[1:] in ([GRADE], ['next']) else path)} --help`."


def _fault(error: Exception, arguments: list[str]) -> str:
    """Write down what happened to us; return the sentence that says where."""
    import traceback
    from pathlib import Path
    from tempfile import gettempdir

    from .. import __name__ as package
    from ..course import places
    text = f"{package} {sys.version}\ngrade {' '.join(arguments)}\n\n{''.join(traceback.format_exception(error))}"
    sentence = f"the grader itself failed: {type(error).__name__}: {error}\nNothing of yours is lost. Please report it"
    for folder in (places.state(places.workspace()), Path(gettempdir())):
        try:
            (folder / "last-fault.txt").write_text(text, "utf-8")
        except OSError:
            continue
        return f"{sentence} with {folder / 'last-fault.txt'}"
    return f"{sentence}."
