"""`%grade` in a real kernel: what its cells define is graded, with all that is saved, and kept in the learner's ledger."""
import json
import os
import subprocess
import sys

import pytest

from tests.notebook.conftest import installed

pytestmark = installed("ipykernel", "jupyter_client")


class Kernel:
    """A kernel that is asked in cells."""

    def __init__(self, desk):
        from jupyter_client.manager import KernelManager
        self.desk = desk
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(env=desk.environment | {"JPY_SESSION_NAME": str(desk.doubling)}, cwd=str(desk.work.parent),
                                  extra_arguments=["--IPKernelApp.extra_extensions=autograder.notebook", "--IPKernelApp.log_level=40"])
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, cell):
        """Return {mime type: data} of what a cell shows; what it prints is `text`, what it raises `error`."""
        shown = {}

        def hear(message):
            content = message["content"]
            if message["msg_type"] in ("execute_result", "display_data"):
                shown.update(content["data"])
            elif message["msg_type"] == "stream":
                shown["text"] = shown.get("text", "") + content["text"]
            elif message["msg_type"] == "error":
                shown["error"] = "\n".join(content["traceback"])
        self.client.execute_interactive(cell, output_hook=hear, timeout=120)
        return shown

    def grade(self, words=""):
        shown = self.run(f"%grade {words}")
        assert "error" not in shown, shown
        assert "<div" in shown["text/html"] and "<script" not in shown["text/html"]
        return shown["text/plain"]

    def attempts(self):
        path = self.desk.work / ".grade" / "attempts.jsonl"
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
        return [line for line in lines if line["kind"] == "attempt"]


@pytest.fixture(scope="module")
def begun(course, tmp_path_factory):
    from tests.cli.conftest import Desk
    work = tmp_path_factory.mktemp("lab") / "work"
    work.mkdir()
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    kernel = Kernel(Desk(course, work, environment | {"GROUNDWORK_COURSE": str(course), "GROUNDWORK_WORK": str(work)}))
    yield kernel
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel(now=False)


@pytest.fixture
def kernel(begun):
    """The same kernel, its names and the learner's file as new."""
    begun.desk.doubling.unlink(missing_ok=True)
    begun.run("%reset -f")
    return begun


def test_without_a_name_it_is_the_exercise_of_the_notebook(kernel):
    told = kernel.grade()
    assert "Doubling  doubling" in told and "0 of 3 checks" in told
    assert "%grade doubling#twice" in told and kernel.desk.doubling.exists()


def test_what_a_cell_defines_is_graded_and_recorded_though_it_is_not_saved(kernel):
    saved = kernel.desk.grade("doubling").status
    before, file = len(kernel.attempts()), kernel.desk.doubling.read_text()
    kernel.run("def twice(x):\n    return 2 * x")
    told = kernel.grade("doubling#twice")
    assert "✓ Your twice is 2x." in told and "2 of 2 checks" in told
    assert "Graded as this kernel defines twice: what is saved is another version." in told
    assert saved == 1 and kernel.desk.doubling.read_text() == file, "the file is the learner's"
    newest = kernel.attempts()[before:]
    assert [line["parts"] for line in newest] == [{"twice": "passed"}] and newest[0]["exercise"] == "doubling"


def test_no_place_is_told_that_is_gone(kernel):
    """What a kernel defines is graded in a copy; neither the notebook nor what is remembered names it."""
    kernel.run("def twice(x):\n    raise KeyError(x)")
    assert "twice, line 2" in kernel.grade("doubling#twice") or "twice, line 1" in kernel.grade("doubling#twice")
    kept = [path.read_text("utf-8") for path in (kernel.desk.work / ".grade" / "findings").iterdir()]
    assert any(str(kernel.desk.doubling) in text for text in kept) and not any("/grade-" in text for text in kept)


@pytest.mark.parametrize(("where", "told"), [("/x/doubling.py:2", "twice, line 2"), ("/x/doubling.py", ""), ("/x/other.py:2", "/x/other.py:2"), ("", "")])
def test_a_place_is_told_by_function(where, told):
    from pathlib import Path

    from autograder.notebook.grader import _place
    evidence = {"where": where}
    _place(evidence, "def twice(x):\n    return x\n", Path("/tmp/grade-1/doubling.py"))
    assert evidence["where"] == told


def test_what_is_saved_is_graded_where_the_kernel_says_nothing_else(kernel):
    kernel.desk.write()
    assert "3 of 3 checks" in kernel.grade("doubling")
    assert "unchanged since it was last graded" in kernel.grade("doubling")
    kernel.run("def twice(x):\n    '''The same.'''\n    # said otherwise\n    return 2 * x")
    assert "Graded as this kernel defines" in kernel.grade("doubling"), "another docstring is another program: it may be asked for"


def test_a_kernel_that_still_has_the_stub_does_not_hide_what_is_saved(kernel):
    kernel.grade("doubling")
    kernel.run(kernel.desk.doubling.read_text())
    kernel.desk.write()
    told = kernel.grade("doubling --fresh")
    assert "3 of 3 checks" in told and "this kernel does not know twice and again yet" in told


def test_what_a_function_of_the_kernel_uses_comes_along(kernel):
    kernel.run("import math as m")
    kernel.run("TWO = 3\nTWO = 2")
    kernel.run("def helper(x):\n    return m.floor(TWO) * x")
    kernel.run("%pwd\ntwice = None")
    kernel.run("def twice(x):\n    return helper(x)")
    assert "2 of 2 checks" in kernel.grade("doubling#twice")
    kernel.run("def helper(x):\n    return x ** 2")
    told = kernel.grade("doubling#twice")
    assert "✗ Your twice is 2x." in told and "call      twice(3)" in told and "yours     9" in told and "expected  6" in told
    assert "twice, line 1" in told, "places are told by function"


def test_a_failure_says_what_to_type_next(kernel):
    kernel.run("def twice(x):\n    print('hello <b>')\n    return x ** 2")
    shown = kernel.run("%grade #twice --seed 4")
    assert "squares: Twice a number is not its square." in shown["text/plain"] and "seed 4" in shown["text/plain"]
    assert "!grade hint doubling#twice" in shown["text/plain"]
    assert "hello &lt;b&gt;" in shown["text/html"], "what a program printed is text, never markup"


def test_what_the_kernel_does_to_numpy_is_nothing_to_the_grader(kernel):
    kernel.run("import numpy as np\nnp.seterr(all='raise')\nnp.testing.assert_equal = None\nimport autograder.checks.compare as c\nc.assert_equal = lambda *a: None")
    kernel.run("def twice(x):\n    return 5")
    assert "✗ Your twice is 2x." in kernel.grade("doubling#twice")
    assert "autograder.grading" not in kernel.run("import sys\nprint([m for m in sys.modules if 'grading' in m])")["text"]


@pytest.mark.parametrize(("words", "said"), [
    ("nothing-such", "nothing is called `nothing-such`"), ("week1", "`week1` is a whole week"), ("tripling", "planned but not built yet"),
    ("doubling#nope", "has no part `nope`"), ("doubling halving", "`halving` is not understood"), ("--seed", "`--seed` is not understood")])
def test_what_cannot_be_graded_is_a_sentence(kernel, words, said):
    assert said in kernel.grade(words)


def test_an_interrupt_ends_the_grading_and_not_the_grader(kernel):
    import time
    kernel.grade("doubling")
    kernel.run("def twice(x):\n    while True:\n        pass")
    asked = kernel.client.execute("%grade doubling#twice --fresh")
    time.sleep(2)       # s: it is at the call that never ends, which is given 5
    kernel.manager.interrupt_kernel()
    while (reply := kernel.client.get_shell_msg(timeout=60))["parent_header"].get("msg_id") != asked:
        pass
    shown = [m for m in _heard(kernel, asked) if m["msg_type"] == "execute_result"]
    assert reply["content"]["status"] == "ok" and "stopped" in shown[0]["content"]["data"]["text/plain"]
    kernel.run("def twice(x):\n    return 2 * x")
    assert "2 of 2 checks" in kernel.grade("doubling#twice")


def _heard(kernel, asked):
    found = []
    while True:
        message = kernel.client.get_iopub_msg(timeout=30)
        if message["parent_header"].get("msg_id") == asked:
            found.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return found


def test_a_cell_can_be_run_after_the_grader_was_lost(kernel):
    kernel.grade("doubling")
    kernel.run("import gc\n[o.process.kill() for o in gc.get_objects() if type(o).__name__ == 'Magic' and o.process]")
    told = kernel.grade("doubling")
    assert "checks" in told or "`%grade` again starts a new one" in told
    assert "checks" in kernel.grade("doubling")


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="a process that is dead and not yet collected is one of POSIX")
def test_a_grader_that_is_dead_and_not_yet_known_to_be_is_a_sentence():
    from autograder.notebook.magic import Magic
    magic = Magic(None)
    magic.process = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    os.waitid(os.P_PID, magic.process.pid, os.WEXITED | os.WNOWAIT)
    magic.process.poll = lambda: None
    assert "`%grade` again starts a new one" in magic._answer({"what": "doubling"})["error"] and magic.process is None


def test_derivations_are_mathematics_where_they_are_displayed(kernel):
    kernel.run("from autograder.algebra import D, log, positive\nx = positive('x')\ndef slope():\n    yield D(log(x), x)\n    yield 1 / x, 'log'")
    assert kernel.run("x / 2")["text/latex"] == "$\\frac{x}{2}$"
    chain = kernel.run("slope()")["text/latex"]
    assert chain.startswith("$$\n\\begin{aligned}") and "={} & \\frac{1}{x} && \\text{log}" in chain
    kernel.run("count = (n for n in range(3))")
    assert "text/latex" not in kernel.run("count") and kernel.run("print(list(count))")["text"] == "[0, 1, 2]\n", "no other generator is touched"
    kernel.run("def broken():\n    yield D(log(x), x)\n    yield nowhere")
    assert "error" not in kernel.run("broken()")
