"""`%grade` in a live kernel, and derivations typeset where they are displayed."""
import ast
import atexit
import inspect
import json
import linecache
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import GeneratorType
from typing import Any

from ..worker.launch import PACKAGE_PARENT
from . import screen

MOST_CELLS = 2000       # of those that were run, the newest
USAGE = "%grade [ID | ID#PART | #PART] [--fresh] [--seed N]: without a name, the exercise of this notebook"


def register(shell: Any) -> None:
    """Give a shell the line magic `%grade`, and typeset derivations; what has passed may be imported from `mine`."""
    magic = Magic(shell)
    shell.register_magic_function(magic.grade, "line", "grade")
    latex = shell.display_formatter.formatters["text/latex"]
    latex.for_type(GeneratorType, chain)
    if (workspace := os.environ.get("GROUNDWORK_WORK")) and workspace not in sys.path:
        sys.path.append(workspace)      # last: a folder of exercises hides no module
    atexit.register(magic.close)


def chain(generator: "GeneratorType[Any, Any, Any]") -> str | None:
    """Return a derivation, made anew from its function so that the one displayed is not used up, as LaTeX; None for any other generator."""
    frame = generator.gi_frame
    if "autograder.algebra" not in sys.modules or frame is None or frame.f_lasti > 0:
        return None
    function = frame.f_globals.get(generator.gi_code.co_name)
    if not callable(function) or getattr(function, "__code__", None) is not generator.gi_code or generator.gi_code.co_argcount:
        return None
    if not any(type(value).__module__.startswith("autograder.algebra") for value in frame.f_globals.values()):
        return None
    from .chains import recorded
    return recorded(function)


class Magic:
    """One kernel's `%grade`, and the grader beside it, started when first asked."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.process: subprocess.Popen[str] | None = None

    def grade(self, line: str) -> screen.Shown | None:
        """Grade what this kernel defines, with all that is saved: %grade, %grade some-exercise, %grade some-exercise#part or %grade #part."""
        try:
            question = self._question(line.split())
        except ValueError as error:
            return screen.Shown({"error": str(error)})
        return screen.Shown(self._answer(question))

    def _question(self, words: list[str]) -> dict[str, Any]:
        """Return what is asked: of which exercise, with all that this kernel defines."""
        what, seed, fresh = "", None, False
        while words:
            word = words.pop(0)
            if word == "--fresh":
                fresh = True
            elif word == "--seed" and words and words[0].isdigit():
                seed = int(words.pop(0))
            elif word.startswith("-") or what:
                raise ValueError(f"`{word}` is not understood; {USAGE}")
            else:
                what = word
        if not what or what.startswith("#"):
            notebook = os.environ.get("JPY_SESSION_NAME", "")
            if not notebook:
                raise ValueError(f"which exercise?  {USAGE}")
            what = str(_path_of(notebook)) + what
        return {"what": what, "seed": seed, "fresh": fresh, "kernel": written_here(self.shell.user_ns), "cells": self._cells()}

    def _cells(self) -> list[str]:
        return [str(cell) for cell in self.shell.user_ns.get("In", [])[-MOST_CELLS:]]

    def _answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        process = self._started()
        assert process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except KeyboardInterrupt:
            os.kill(process.pid, signal.SIGINT)
            line = process.stdout.readline()
        except OSError:
            line = ""
        if not line:
            self.close()
            return {"error": "the grader ended without an answer; `%grade` again starts a new one"}
        return json.loads(line)     # type: ignore[no-any-return]

    def _started(self) -> "subprocess.Popen[str]":
        if self.process is None or self.process.poll() is not None:
            paths = os.pathsep.join([PACKAGE_PARENT, *filter(None, [os.environ.get("PYTHONPATH")])])
            environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"} | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
            # A session of its own: Jupyter interrupts all that belongs to the kernel, and here one word is enough.
            self.process = subprocess.Popen([sys.executable, "-P", "-m", "autograder.notebook.grader"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            env=environment, encoding="utf-8", start_new_session=True)
        return self.process

    def close(self) -> None:
        """End the grader: it leaves when nobody can ask it any more."""
        if self.process is not None:
            for stream in (self.process.stdin, self.process.stdout):
                if stream:
                    with suppress(OSError):     # what could not be written to a grader that has died
                        stream.close()
            try:
                self.process.wait(3)        # s; it closes its hosts, which takes milliseconds
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


def _path_of(notebook: str) -> Path:
    """Return a notebook's path; Jupyter tells it in full, or as seen from its own root."""
    return Path(os.environ.get("GROUNDWORK_WORK", ".")) / notebook


def written_here(names: Mapping[str, Any]) -> dict[str, str]:
    """Return {name: source} of the functions and classes that cells of this kernel have written and that are still what is called so."""
    found = {}
    for name, value in list(names.items()):
        if name.startswith("_i") or not (inspect.isclass(value) or callable(value) and hasattr(value, "__name__")):
            continue
        if getattr(value, "__module__", None) == "__main__" and value.__name__ == name and (source := _source(value, name)):
            found[name] = source
    return found


def _source(value: Any, name: str) -> str:
    """Return the source of a function or class as the cell has it that made it."""
    code = _code(value)
    lines = linecache.getlines(code.co_filename) if code else []
    if not lines:
        return ""
    text = "".join(lines)
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return ""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first <= code.co_firstlineno <= (node.end_lineno or first):
                return "".join(lines[first - 1:node.end_lineno]).rstrip("\n")
    return ""


def _code(value: Any) -> Any:
    """Return the code of a function, or of a class's first method that was written there."""
    if inspect.isclass(value):
        members = [getattr(m, "fget", None) or getattr(m, "__func__", m) for m in vars(value).values()]
        written = [m.__code__ for m in members if inspect.isfunction(m) and m.__module__ == value.__module__]
        return next((code for code in written if linecache.getlines(code.co_filename)), None)
    return getattr(inspect.unwrap(value), "__code__", None)
