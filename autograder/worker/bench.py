"""A bench: commands run on a tree of files, in a place of its own with limits; what comes back is data.

Where the host is confined the bench is too: no network, a read-only system, nothing of the course in sight, each command
gone with all it started before the next begins.  At home it is a scratch folder, limits, and the kill of what was started.
"""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Timer
from typing import Any

from ..errors import LearnerError, SurroundingsError
from ..folder import faulty_path
from ..model import Confinement
from .allowance import Allowance
from .clerk import ALL, HEAD, OURS, PLACE
from .confinement import benched
from .launch import PACKAGE_PARENT
from .limits import Limits, plain
from .seccomp import allow_list
from .text import clean

ROOM = Limits(cpu=30, memory=2 << 30, output=4 << 20, file=64 << 20, scratch=128 << 20, inodes=8192, threads=128)
TAIL = 6                # lines of what a command said that a learner is shown
KEPT = 200              # answers kept: the same commands on the same files are not run twice in one grading
LEARNER, GRADER = 8 << 20, 16 << 20           # bytes of files handed in
ANSWER = 4 << 20        # bytes of JSON that come back
NOON = "2024-01-01T12:00:00+0000"             # every commit's time, so that histories are the same each time
PROGRAMS = {"git": "apt install git (Debian, Ubuntu), dnf install git (Fedora), brew install git (macOS)",
            "bash": "apt install bash (Debian, Ubuntu), apk add bash (Alpine)"}
SAID = {"timed out": "did not end within {seconds:g} s", "out of time": "was ended: all commands of a grading have {all:g} s together",
        "printed too much": "printed more than 4 MiB", "died": "ended without a word", "too many processes": "started more than 128 processes",
        "too much memory": "took more than 2 GiB of memory"}
OUT_OF_TIME = ("timed out", "out of time")

_answers: OrderedDict[str, dict[str, Any]] = OrderedDict()


def missing(program: str) -> str:
    """Return what to say of a program that an exercise needs and that is not there, or nothing."""
    return f"needs {program}, which is not installed: {PROGRAMS[program]}" if program in PROGRAMS and not shutil.which(program) else ""


def obstacle() -> str:
    """Return why there can be no bench here, or nothing."""
    return "" if hasattr(os, "fork") else f"a bench runs commands under Linux or macOS; {sys.platform} has no fork"


def question(value: Sequence[Any], made: Callable[[str], Any], confinement: Confinement, allowance: Allowance | None = None) -> dict[str, Any]:
    """Answer a check's question: lay out what the learner's functions return and the grader's files, and run the commands.

    Each stage has a place of its own: into it come the grader's files for it, and what the stage before was asked to hand back;
    into the last one also what the functions of `later` return.
    """
    makers, stages, later = value
    theirs = {path: data for where, name in makers for path, data in _laid_out(where, name, made(name)).items()}
    last = {path: data for where, name in later for path, data in _laid_out(where, name, made(name)).items()}
    if sum(map(len, [*theirs.values(), *last.values()])) > LEARNER:
        raise LearnerError("unsendable", f"the files have more than {LEARNER >> 20} MiB together")
    whole: dict[str, Any] = {"steps": [], "files": {}, "odd": {}}
    for number, (commands, files, wanted, at, seconds) in enumerate(stages, 1):
        theirs |= last if number == len(stages) else {}
        ours = {path: text.encode() if isinstance(text, str) else bytes(text) for path, text in files.items()}
        if why := faulty_path(theirs) or faulty_path(theirs | ours):
            raise LearnerError("unsendable", clean(why))
        if taken := sorted(theirs.keys() & ours.keys() | {path for path in theirs if path.split("/")[0].casefold() == OURS}):
            raise LearnerError("unsendable", f"{taken[0]} is a name that the check needs for a file of its own")
        answer = run(theirs | ours, commands, wanted=wanted, at=at, seconds=seconds, confinement=confinement, allowance=allowance)
        theirs = answer["files"]
        whole["steps"] += answer["steps"]
        whole["files"] |= theirs
        whole["odd"] |= answer["odd"]
    return whole


def _laid_out(where: str, name: str, made: Any) -> dict[str, bytes]:
    """Return a learner's answer as files: a text is the file `where`, a dict of texts lies below it."""
    if isinstance(made, (str, bytes)):
        made, where, alone = {"": made}, where, True
    else:
        alone = False
    if not isinstance(made, dict) or not all(isinstance(k, str) and isinstance(v, (str, bytes)) for k, v in made.items()):
        what = "a dict of other things" if isinstance(made, dict) else f"a {type(made).__name__}"
        raise LearnerError("unsendable", f"{name} returned {what}; a text, or a dict from paths to texts, can be laid out as files")
    if alone == where.endswith("/") and where:
        got, due = ("one text", "a dict from paths to texts") if alone else ("a dict", "one text")
        raise LearnerError("unsendable", f"{name} returned {got}; {due} is due")
    try:
        return {where + path: text.encode() if isinstance(text, str) else text for path, text in made.items()}
    except UnicodeEncodeError:
        raise LearnerError("unsendable", f"{name} returned a text with half a character (a lone surrogate)") from None


def run(files: Mapping[str, bytes], commands: Sequence[Sequence[str]], *, wanted: Sequence[str] = (), at: str = "", seconds: float = 10.0,
        confinement: Confinement = "plain", room: Limits = ROOM, allowance: Allowance | None = None) -> dict[str, Any]:
    """Return {"steps": [[status, output, errors] …], "files": {path: bytes}, "odd": {path: what it is}}; raise what ended a command instead."""
    paths = sorted(files)
    order: dict[str, Any] = {"files": [[path, len(files[path]), 0o644] for path in paths], "commands": [list(c) for c in commands],
                             "wanted": list(wanted), "at": at}
    data = b"".join(files[path] for path in paths)
    if len(data) > LEARNER + GRADER:
        raise SurroundingsError("a check hands in more files than a bench holds")
    key = hashlib.blake2b(json.dumps([order, confinement, plain(room)]).encode() + b"\0" + data).hexdigest()
    if key not in _answers:
        _answers[key] = _run(key, order, data, confinement, room, seconds, allowance or Allowance())
        while len(_answers) > KEPT:
            _answers.popitem(last=False)
    _answers.move_to_end(key)
    return _copy(_answers[key])


def _run(key: str, order: dict[str, Any], data: bytes, confinement: Confinement, room: Limits, seconds: float, allowance: Allowance) -> dict[str, Any]:
    """Run what an allowance admits, and charge it."""
    commands = order["commands"]
    each, together = allowance.admit(key, shown(commands[0]) if commands else "")
    seconds = min(seconds, each)
    together = min(together, (seconds + 1) * len(commands))      # s: 1 more, for what lies between two commands
    with allowance.charged(key):
        performed = _performed({**order, "seconds": seconds, "together": together}, data, confinement, room, together + 10)
        return _told(performed, commands, seconds, allowance.all)


def _copy(answer: dict[str, Any]) -> dict[str, Any]:
    return {"steps": [list(s) for s in answer["steps"]], "files": dict(answer["files"]), "odd": dict(answer["odd"])}


def _performed(order: dict[str, Any], data: bytes, confinement: Confinement, room: Limits, patience: float) -> tuple[dict[str, Any], bytes]:
    """Start a clerk, hand it the order, and return its answer."""
    command, who = [sys.executable, "-S", "-P", "-B", "-m", "autograder.worker.clerk"], dict[str, int]()
    folder = ""
    if confinement == "bubblewrap":
        place, program, env = PLACE, (allow_list(programs=True) or b"").hex(), dict[str, str]()
        command, who = benched(command)
    else:
        folder = place = os.path.realpath(tempfile.mkdtemp(prefix="bench-"))
        program, env = "", {**os.environ, "PYTHONPATH": PACKAGE_PARENT}
    head = json.dumps({**order, "place": place, "filter": program, "limits": plain(room), "environment": environment(place)}).encode()
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env,
                                   start_new_session=True, **who)      # type: ignore[call-overload]
        timer = Timer(patience, process.kill)
        timer.start()
        try:
            out, err = process.communicate(HEAD.pack(len(head), len(data)) + head + data)
        finally:
            timer.cancel()
            process.kill()
            process.wait()
    except OSError as e:
        raise SurroundingsError(f"a bench does not start: {e}") from None
    finally:
        if folder:
            _remove(folder)
    answer, blob = _read(out, err)
    return json.loads(json.dumps(answer).replace(place, PLACE)) if place != PLACE else answer, blob


def _read(out: bytes, err: bytes) -> tuple[dict[str, Any], bytes]:
    """Read a clerk's answer; a clerk at home can be overruled by what it runs, so nothing is believed but the form."""
    try:
        head, body = HEAD.unpack(out[:HEAD.size])
        if head > ANSWER or body > 2 * ALL or len(out) != HEAD.size + head + body:
            raise ValueError
        answer = json.loads(out[HEAD.size:HEAD.size + head])
        return answer, out[HEAD.size + head:]
    except Exception:       # whatever the bytes are
        if b"Traceback" in err and b"clerk" in err or b"bwrap" in err:
            raise SurroundingsError(f"a bench cannot be set up: {clean(err.decode(errors='replace').strip()[-500:])}") from None
        raise LearnerError("died", "the bench ended without an answer: a command ended what was to wait for it") from None


def _told(performed: tuple[dict[str, Any], bytes], commands: Sequence[Sequence[str]], seconds: float, together: float) -> dict[str, Any]:
    """Return what a check may see of an answer, texts cleaned; raise what ended a command."""
    answer, blob = performed
    try:
        if "refused" in answer:
            raise LearnerError("unsendable", clean(str(answer["refused"])[:500]))
        steps, files, odd, at = [], dict[str, bytes](), dict[str, str](), 0
        for (status, out, err), command in zip(answer["steps"], commands, strict=True):
            if isinstance(status, str):
                said = SAID.get(status, SAID["died"]).format(seconds=seconds, all=together)
                raise LearnerError("timed_out" if status in OUT_OF_TIME else "died", f"`{shown(command)}` {said}{last_words(str(out), str(err))}")
            steps.append([int(status), clean(str(out)), clean(str(err))])
        for path, kind, size in answer["files"]:
            if kind == "file":
                files[str(path)] = bytes(blob[at:at + int(size)])
                at += int(size)
            else:
                odd[str(path)] = clean(str(kind))
        return {"steps": steps, "files": files, "odd": odd}
    except (KeyError, TypeError, ValueError, RecursionError):
        raise LearnerError("died", "the bench ended without an answer: what it sent back cannot be read") from None


def last_words(out: str, err: str) -> str:
    """Return the last lines that a command said, each on a line of its own."""
    rows = [r for r in re.split(r"\n+", clean(f"{out}\n{err}")) if r.strip()][-TAIL:]
    return "".join(f"\n    {r[:160]}" for r in rows)


def shown(command: Sequence[str]) -> str:
    """Return a command as one would type it, its interpreter's path and long texts cut."""
    words = [os.path.basename(command[0]), *command[1:]]
    return clean(" ".join(w if len(w) < 60 and "\n" not in w else "…" for w in words))


def environment(place: str) -> dict[str, str]:
    """Return the variables of a command: no settings of this machine's, one author, one time."""
    who = {f"GIT_{role}_{what}": said for role in ("AUTHOR", "COMMITTER")
           for what, said in (("NAME", "Learner"), ("EMAIL", "learner@example.org"), ("DATE", NOON))}
    return {"PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": f"{place}/{OURS}/home",
            "TMPDIR": f"{place}/{OURS}/tmp", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8:replace",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1",
            "PIP_NO_CACHE_DIR": "1", "SOURCE_DATE_EPOCH": "1704110400", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "GIT_PAGER": "cat", "GIT_MERGE_AUTOEDIT": "no", "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1", **who}


def _remove(folder: str) -> None:
    """Remove a scratch folder, whatever was done to its modes."""
    def again(function: Callable[..., Any], path: str, _: Any) -> None:
        try:
            os.chmod(os.path.dirname(path), 0o700)
            if not os.path.islink(path):
                os.chmod(path, 0o700)
            function(path)
        except OSError:
            pass
    for _ in range(2):
        shutil.rmtree(folder, onerror=again)
        if not os.path.exists(folder):
            return
