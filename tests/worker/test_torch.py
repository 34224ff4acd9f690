"""Torch lives in the worker: what crosses, what is refused, what a hostile file costs; the grader never imports it."""
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from autograder.course.exercises import Exercise
from autograder.course.stub import stub
from autograder.errors import LearnerError
from autograder.grading import run as grading
from autograder.grading.run import grade
from autograder.worker.client import Submission, Worker, Yours, seed
from autograder.worker.launch import start_host
from autograder.worker.limits import Limits
from tests.needs import bubblewrap, needs

torch_here = needs("torch", "" if find_spec("torch") else "pip install torch")
QUICK = Limits(call=3.0, total=15.0, memory=1 << 30)      # s: an honest answer takes milliseconds
FORMS = ["plain", pytest.param("bubblewrap", marks=bubblewrap)]

SOLUTION = '''"""A line, learned

15 min · difficulty 1 · needs torch

    y = wx + b
"""
import torch
from torch import nn


# %% line: a module
class Line(nn.Module):
    """w and b are parameters, both 1 at first."""

    def __init__(self):
        """Make the parameters."""
        ...
        super().__init__()
        self.w, self.b = nn.Parameter(torch.ones(())), nn.Parameter(torch.ones(()))

    def forward(self, x):
        """wx + b, elementwise."""
        ...
        return self.w * x + self.b


# %% slope: its gradient
def slope(x):
    """d(x²)/dx of a number x, by autograd."""
    ...
    t = torch.tensor(float(x), requires_grad=True)
    (t * t).backward()
    return t.grad


# %% noise: from a generator
def noise(n, generator):
    """n standard normal numbers, drawn from a torch.Generator."""
    ...
    return torch.randn(n, generator=generator)
'''
CHECKS = '''from autograder.checks import assert_close, seed


def learned(yours, x, y, steps):
    import torch
    line = yours.Line()
    optimiser = torch.optim.SGD(line.parameters(), lr=0.1)
    for _ in range(steps):
        optimiser.zero_grad()
        ((line(torch.from_numpy(x)) - torch.from_numpy(y)) ** 2).mean().backward()
        optimiser.step()
    return line.state_dict()


def drawn(yours, n, rng):
    import torch
    return yours.noise(n, torch.Generator().manual_seed(int(rng.integers(2**63))))


# %% line: a module
def test_line_learns(yours, rng):
    """A step of SGD goes down the gradient."""
    x = rng.normal(size=3)
    got = yours.run(learned, x, 0 * x, 1)
    assert_close(got, {"w": 1 - 0.2 * (x * (x + 1)).mean(), "b": 1 - 0.2 * (x + 1).mean()}, rtol=1e-4, atol=1e-5)      # parameters are float32


# %% slope: its gradient
def test_slope(yours, rng):
    """The slope of x² is 2x."""
    x = rng.normal()
    assert_close(yours.slope(x), 2 * x, rtol=1e-6)      # float32


# %% noise: from a generator
def test_noise_is_the_generators(yours, rng):
    """One generator, one sequence; another, another."""
    once = seed(rng)
    a, b, c = yours.run(drawn, 3, once), yours.run(drawn, 3, once), yours.run(drawn, 3, seed(rng))
    assert_close(a, b, rtol=0)
    assert abs(a - c).max() > 0
'''


@pytest.fixture(scope="module")
def exercise(tmp_path_factory) -> Exercise:
    root = tmp_path_factory.mktemp("course")
    found = Exercise(root, "lines", "a-line-learned")
    for path, text in [(found.solution, SOLUTION), (found.checks, CHECKS), (found.stub_file, stub(SOLUTION)), (root / "submission.py", SOLUTION)]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for folder in ("curriculum", "reference"):
        (root / folder).mkdir()
    return found


@pytest.fixture(scope="module")
def host_of(exercise):
    """Return the host of a form: one each, for all tests."""
    hosts = {}

    def host(form: str):
        if form not in hosts:
            hosts[form] = start_host(form == "bubblewrap", exercise.imports)
        return hosts[form]
    yield host
    for one in hosts.values():
        one.close()


def asked(host, text: str, name: str = "f", forbidden: tuple[str, ...] = ()):
    """Return what a function of a program returns."""
    worker = Worker(host, Submission("mine.py", f"import torch\nfrom torch import nn\n{text}", (), forbidden))
    try:
        return worker.ask("call", [name, [], {}, False])
    finally:
        worker.stop()


CROSSES = {
    "with a gradient": ("torch.ones(2, requires_grad=True) * 2", np.full(2, 2, "f4")),
    "a parameter": ("nn.Parameter(torch.ones(2, dtype=torch.float64))", np.ones(2)),
    "transposed": ("torch.arange(6).reshape(2, 3).T", np.arange(6).reshape(2, 3).T),
    "conjugate": ("torch.full((1,), 1 + 2j).conj()", np.array([1 - 2j], "c8")),
    "half": ("torch.ones(2, dtype=torch.float16)", np.ones(2, "f2")),
    "truth": ("torch.tensor([True, False])", np.array([True, False])),
    "one number": ("torch.tensor(3.5)", np.array(3.5, "f4")),
    "nothing": ("torch.zeros(0, 3)", np.zeros((0, 3), "f4")),
    "stretched": ("torch.ones(1).expand(1000)", np.ones(1000, "f4")),
    "in a dict": ("nn.Linear(1, 1, bias=False).requires_grad_(False).state_dict()['weight'] * 0", np.zeros((1, 1), "f4")),
}


@torch_here
@pytest.mark.parametrize("name", CROSSES)
def test_a_tensor_crosses_as_an_array(host_of, name: str):
    program, expected = CROSSES[name]
    got = asked(host_of("plain"), f"def f(): return {program}")
    assert type(got) is np.ndarray and got.dtype == expected.dtype and got.shape == expected.shape
    np.testing.assert_array_equal(got, expected)


REFUSED = {
    "bfloat16": ("def f(): return torch.ones(2, dtype=torch.bfloat16)", r"dtype bfloat16, which NumPy does not have: `\.to\(torch\.float32\)`"),
    "float8": ("def f(): return torch.ones(2).to(torch.float8_e5m2)", "dtype float8_e5m2, which NumPy does not have"),
    "half complex": ("def f(): return torch.ones(2).to(torch.complex32)", "complex64"),
    "sparse": ("def f(): return torch.eye(2).to_sparse()", r"a sparse tensor, which cannot cross: `\.to_dense\(\)`"),
    "quantised": ("def f(): return torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)", "dequantize"),
    "without numbers": ("def f(): return torch.empty(2, device='meta')", "holds no numbers"),
    "nested": ("def f(): return torch.nested.nested_tensor([torch.ones(1), torch.ones(2)])", "a list of tensors can"),
    "stretched": ("def f(): return torch.ones(1).expand(10**9)", r"1,000,000,000 entries: 3,814 MiB are too much to cross \(the limit is 128\)"),
    "stretched by NumPy": ("import numpy as np\ndef f(): return np.broadcast_to(1.0, 10**9)", r"1,000,000,000 entries: 7,629 MiB are too much"),
    "out of vmap": ("def f():\n    kept = []\n    torch.vmap(lambda x: kept.append(x) or x)(torch.ones(2))\n    return kept[0]", "whose numbers cannot be had"),
    "a module": ("def f(): return nn.Linear(1, 1)", "a Linear, which is not plain data"),
    "a dtype": ("def f(): return torch.float32", "which is not plain data"),
}


@torch_here
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_cross_says_what_can(host_of, name: str):
    program, said = REFUSED[name]
    with pytest.raises(LearnerError, match=said) as told:
        asked(host_of("plain"), program)
    assert told.value.kind == "unsendable"


LIES = """
class Lie(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, arguments=(), keywords=None):
        return 42
    def detach(self): return "nothing"
    def cpu(self): return "nothing"
    shape = dtype = layout = property(lambda self: "nothing")
def f(): return torch.ones(2).as_subclass(Lie)
"""


@torch_here
def test_a_class_of_tensors_has_no_say_in_its_numbers(host_of):
    np.testing.assert_array_equal(asked(host_of("plain"), LIES), np.ones(2, "f4"))


@torch_here
@pytest.mark.parametrize("form", FORMS)
def test_the_host_imports_and_computes_nothing(host_of, form: str):
    host = host_of(form)
    asked(host, "def f(): return 1.0")
    if form == "plain" and Path("/proc").exists():
        assert len(list(Path(f"/proc/{host.process.pid}/task").iterdir())) == 1       # a parallel operation would have started threads
    assert asked(host, "import sys\ndef f(): return 'torch._dynamo' in sys.modules")   # the checks name torch.optim: no worker pays for it


@torch_here
@pytest.mark.parametrize("form", FORMS)
def test_siblings_draw_differently_on_one_thread(host_of, form: str):
    first, second = (asked(host_of(form), "def f(): return [torch.rand(2), torch.get_num_threads()]") for _ in range(2))
    assert (first[0] != second[0]).all() and first[1] == second[1] == 1


MUCH = """
def f():
    {first}
    x = torch.randn(400, 400, requires_grad=True)
    (x @ x / 400).exp().mean().backward()
    return x.grad.isfinite().all()
"""


@torch_here
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("first", ["pass", "torch.set_num_threads(64)"])
def test_large_operations_end_in_a_forked_worker(host_of, form: str, first: str):
    assert asked(host_of(form), MUCH.format(first=first))


@torch_here
@pytest.mark.parametrize("form", FORMS)
def test_modules_autograd_optimisers_and_generators_work(exercise, host_of, form: str):
    result = grade(exercise, exercise.root / "submission.py", host=host_of(form))
    assert result.passed, [(f.check, f.evidence) for f in result.findings if f.verdict != "passed"]


@torch_here
def test_they_work_where_nothing_forks(exercise, monkeypatch):
    monkeypatch.setenv("GROUNDWORK_WORKER", "spawn")
    assert grade(exercise, exercise.root / "submission.py").passed


@torch_here
def test_a_seed_becomes_a_generator_of_torchs(exercise, host_of):
    """The way a check hands one over: a scenario makes it of the NumPy generator that a seed becomes."""
    worker = Worker(host_of("plain"), Submission("mine.py", SOLUTION), QUICK)
    try:
        one = seed(np.random.default_rng(0))
        np.testing.assert_array_equal(Yours(worker).run(drawn, 3, one), Yours(worker).run(drawn, 3, one))
    finally:
        worker.stop()


def drawn(yours, n, rng):
    import torch
    return yours.noise(n, torch.Generator().manual_seed(int(rng.integers(2**63))))


# What replaces the body of `slope`, and what is said of it
HOSTILE = {
    "hangs in backward": ("""
    class Stuck(torch.autograd.Function):
        @staticmethod
        def forward(context, x): return x * 1
        @staticmethod
        def backward(context, g):
            while True: pass
    t = torch.tensor(float(x), requires_grad=True)
    Stuck.apply(t).backward()
    return t.grad""", "timed_out", "no answer after"),
    "eats memory": ("""
    kept = []
    while True: kept.append(torch.ones(10**7))""", "failed", "can't allocate memory"),
    "a billion numbers of one": ("""
    return torch.tensor(2 * float(x)).expand(10**9)""", "failed", "1,000,000,000 entries"),
    "a tensor that lies": ("""
    class Equal(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, arguments=(), keywords=None): return True
    return torch.tensor(0.0).as_subclass(Equal)""", "failed", "expected"),
    "a tensor that answers for itself": ("""
    class Hollow(torch.Tensor):
        @staticmethod
        def __new__(cls): return torch.Tensor._make_wrapper_subclass(cls, (10**6, 10**6), dtype=torch.float32)
        @classmethod
        def __torch_dispatch__(cls, function, types, arguments=(), keywords=None): return Hollow()
    return Hollow()""", "failed", "whose numbers cannot be had"),
    "ends the process inside backward": ("""
    import os
    t = torch.tensor(float(x), requires_grad=True)
    t.register_hook(lambda g: os._exit(0))
    (t * t).backward()""", "failed", "ended without an answer"),
    "sixty-four threads": ("""
    torch.set_num_threads(64)
    torch.randn(600, 600) @ torch.randn(600, 600)
    return 0.0""", "failed", "expected"),
}


@torch_here
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_function_costs_its_own_checks(exercise, host_of, form: str, name: str):
    body, verdict, said = HOSTILE[name]
    honest = SOLUTION[SOLUTION.index("    t = torch.tensor"):SOLUTION.index("# %% noise")]
    path = exercise.root / "hostile.py"
    path.write_text(SOLUTION.replace(honest, body.lstrip("\n") + "\n\n\n"), encoding="utf-8")
    result = grade(exercise, path, host=host_of(form), limits=QUICK, diagnosing=False)
    found = {f.check: f for f in result.findings}
    assert found["slope"].verdict == verdict and said in found["slope"].evidence.message, found["slope"]
    assert {found[c].verdict for c in ("line_learns", "noise_is_the_generators")} == {"passed"}


FORBIDDEN = ("torch.nn.MultiheadAttention", "torch.nn.functional.softmax", "torch.nn.LayerNorm", "torch.optim.Adam", "no_such_library")
SHORT_CUTS = [
    "def f(): return nn.MultiheadAttention(4, 2)",
    "from torch.nn.modules.activation import MultiheadAttention as M\ndef f(): return M(4, 2)",
    "def f(): return torch.nn.modules.MultiheadAttention(4, 2)",
    "class M(nn.MultiheadAttention): pass\ndef f(): return M(4, 2)",
    "class M(nn.MultiheadAttention):\n    def __init__(self): super().__init__(4, 2)\ndef f(): return M()",
    "def f(): return nn.functional.multi_head_attention_forward()",
    "def f(): return torch.softmax(torch.ones(2), 0)",
    "def f(): return torch.ones(2).softmax(0)",
    "from torch.special import softmax\ndef f(): return softmax(torch.ones(2), 0)",
    "def f(): return nn.Softmax(0)(torch.ones(2))",
    "def f(): return nn.LayerNorm(2)",
    "def f(): return torch.layer_norm(torch.ones(2), (2,))",
    "from torch.nn.functional import layer_norm\ndef f(): return layer_norm(torch.ones(2), (2,))",
    "def f(): return torch.optim.Adam([torch.ones(1)])",
    "import no_such_library\ndef f(): return 1.0",
    "def f():\n    from no_such_library.inside import g\n    return 1.0",
]
ALLOWED = [
    "def f(): return torch.log_softmax(torch.zeros(2), 0).exp().sum()",
    "def f(): return nn.functional.cross_entropy(torch.zeros(1, 2), torch.tensor([0])) / torch.tensor(2.0).log()",
    "def f(): return nn.TransformerEncoderLayer(4, 2, batch_first=True)(torch.ones(1, 1, 4)).shape[0]",     # which has the others inside
    "def f(): return float(not isinstance(nn.Linear(1, 1), nn.MultiheadAttention))",
    "def f(): return float(len(torch.optim.SGD([torch.ones(1, requires_grad=True)], 0.1).param_groups))",
    "def f():\n    try:\n        import no_such_package\n    except ImportError:\n        return 1.0",
]


@torch_here
@pytest.mark.parametrize("program", SHORT_CUTS)
def test_a_forbidden_layer_is_refused_under_all_its_names(host_of, program: str):
    with pytest.raises(LearnerError, match="is not allowed in this exercise") as told:
        asked(host_of("plain"), program, forbidden=FORBIDDEN)
    assert told.value.kind == "forbidden"


@torch_here
@pytest.mark.parametrize("program", ALLOWED)
def test_what_is_not_forbidden_works(host_of, program: str):
    assert asked(host_of("plain"), program, forbidden=FORBIDDEN) == pytest.approx(1.0)


def test_without_torch_an_exercise_is_skipped(exercise, monkeypatch):
    """Torch is made to seem missing: found by no one, imported by no one."""
    monkeypatch.setattr(grading, "find_spec", lambda name: None if name == "torch" else find_spec(name))
    monkeypatch.setitem(sys.modules, "torch", None)
    result = grade(exercise, exercise.root / "submission.py")
    assert {f.verdict for f in result.findings} == {"skipped"} and not result.passed
    assert {f.evidence.message for f in result.findings} == {"needs torch, which is not installed: pip install torch"}


@torch_here
def test_the_grader_never_imports_torch(exercise):
    script = (f"import sys; from pathlib import Path\nfrom autograder.course.exercises import Exercise\nfrom autograder.grading.run import grade\n"
              f"root = Path({str(exercise.root)!r})\nresult = grade(Exercise(root, 'lines', 'a-line-learned'), root / 'submission.py')\n"
              "assert result.passed, result\nassert 'torch' not in sys.modules")
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert ended.returncode == 0, ended.stderr
