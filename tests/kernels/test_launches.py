"""What no device runs is refused in a sentence: launches, parameters, files; host functions are called; what is unwritten says so."""
import numpy as np
import pytest

from autograder.errors import LearnerError
from autograder.kernels import build as building
from autograder.kernels.passing import encoded, inout, null, out
from autograder.worker.confinement import shut_in

from ..needs import bubblewrap, compiler
from .corpus import launch, of_text

pytestmark = compiler
COPY = 'extern "C" __global__ void f(const float* x, float* y, int n)\n{\n    if (threadIdx.x < n) y[threadIdx.x] = x[threadIdx.x];\n}\n'
CALL = "f[1, 32](floats(4), out(4), 4)"


def refused(text: str, call: str = CALL) -> LearnerError:
    with pytest.raises(LearnerError) as caught:
        launch(of_text(text), call)
    return caught.value


@pytest.mark.parametrize("sizes, piece", [
    ("0, 32", "a grid of 0 blocks: a launch needs at least one"), ("(2, 0), 32", "a grid of 2 x 0 blocks"), ("(1, 70000), 32", "65535 along y and z"),
    ("1, 2048", "2048 threads: a block may have 1024"), ("1, (64, 32)", "64 x 32 = 2048 threads"), ("1, (1, 1, 65)", "at most 64 along z"),
    ("1, 0", "a block has at least one"), ("1, -1", "a block has at least one"), ("1, 32, 50000", "a block has 49152; use smaller tiles")])
def test_a_launch_that_no_device_runs(sizes: str, piece: str) -> None:
    assert piece in refused(COPY, f"f[{sizes}](floats(4), out(4), 4)").message


@pytest.mark.parametrize("before, after, piece", [
    ('extern "C" ', "", 'no driver finds it: write extern "C"'),
    ("__global__ ", "", "is no kernel: write __global__"),
    ("int n", "float n", None),
    ("int n", "int n, int m", "takes 4 arguments (x, y, n, m), and the exercise passes 3"),
    ("const float* x", "const double* x", "is a pointer to double in your file, and the exercise passes float"),
    ("const float* x", "float x", "is float in your file, and the exercise passes a pointer to float"),
    ("float* y", "const float* y", "is const in your file"),
    ("int n", "float* n", "is a pointer in your file, and the exercise passes the number 4"),
    ("    if", "    __shared__ float tile[13000]; tile[n + threadIdx.x] = n; if (tile[n + threadIdx.x] > 9) return;\n    if",
     "tile 52000): a block has 49152")])
def test_parameters_are_the_stubs(before: str, after: str, piece: str | None) -> None:
    text = COPY.replace(before, after, 1)
    if "const float* y" in text:
        text = text.replace("y[threadIdx.x] = x", "((float*)y)[threadIdx.x] = x")
    if "float x" in text:
        text = text.replace("x[threadIdx.x]", "x")
    text = text.replace("threadIdx.x < n", "threadIdx.x < 4") if "float* n" in text else text
    if piece is None:
        launch(of_text(text), CALL)          # a whole number fits into a float
    else:
        assert piece in refused(text).message


def test_no_kernel_of_that_name() -> None:
    error = refused(COPY.replace(" f(", " g("))
    assert (error.kind, error.message) == ("missing", "f")


@pytest.mark.parametrize("text, piece, line", [
    (COPY.replace("];\n}", "]\n}"), "expected ';' before '}' token\n    if (threadIdx.x < n) y[threadIdx.x] = x[threadIdx.x]\n", 3),
    ("#include <vector>\n" + COPY, "`#include <vector>` is not there: a kernel file needs no header", 1),
    ('#include "../../solutions/gpu/f.cu"\n' + COPY, "is not there", 1),
    ('/* x */ #  include "/etc/passwd"\n' + COPY, "is not there", 1),
    ('#inc\\\nlude "/etc/passwd"\n' + COPY, "is not there", 1),
    ("#define X </etc/passwd>\n#include X\n" + COPY, "is not there", 2),
    (COPY + 'int main() { f<<<1, 1>>>(0, 0, 0); }\n', "leave `<<< >>>` out", 5),
    (COPY.replace("    if", '    asm("nop");\n    if'), "cannot be emulated on a CPU", 3),
    (COPY.replace("x[threadIdx.x];", "cublas(x[threadIdx.x]);"), "cublas", 3),
    ("float helper(float);\n" + COPY.replace("x[threadIdx.x];", "helper(x[threadIdx.x]);"),
     "`helper(float)` is called, and no function of that name", 0),
    ("extern \"C\" void __tsan_read4(void*) {}\n" + COPY, "is defined twice", 0),
    ("#error stop\n" + COPY, "#error stop", 1)])
def test_a_file_that_does_not_compile(text: str, piece: str, line: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDWORK_CXX", "g++")      # its words are looked for
    error = refused(text)
    assert error.kind == "unloadable" and piece in error.message
    assert not line or error.frames == (("f.cu", line, ""),) and (f"line {line}: " in error.message)


def test_a_compiler_that_is_missing_or_dies(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    from autograder.errors import SurroundingsError
    from autograder.kernels.compilers import obstacle
    monkeypatch.setenv("GROUNDWORK_CXX", "no-such-compiler")
    assert "names `no-such-compiler`, which is not there" in obstacle()
    with pytest.raises(SurroundingsError, match="kernels cannot be emulated here"):
        of_text(COPY + "// missing")
    monkeypatch.delenv("GROUNDWORK_CXX")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no C++ compiler is installed: `apt install g++`" in obstacle()
    monkeypatch.undo()
    monkeypatch.setattr(building, "LIMITS", "kill -9 $$")
    monkeypatch.setattr(building, "_runtime", lambda cxx, name: b"")
    with pytest.raises(LearnerError, match="the compiler died over your file"):
        of_text(COPY + "// dies")


def test_macros_that_never_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "PATIENCE", 2.0)
    text = COPY + "constexpr long k() { long s = 0; for (long i = 0; i >= 0; ++i) s += i; return s; }\nstatic_assert(k());\n"
    assert refused(text).kind in ("timed_out", "unloadable")


def test_host_functions_take_and_give_numbers_structs_and_buffers() -> None:
    library = of_text('''
extern "C" int blocks(int n, int block) { return n / block; }
struct Launch { dim3 grid, block; };
extern "C" Launch launch(int m, int n) { return {dim3(n, m), dim3(16, 16)}; }
struct Running { double largest, sum; };
extern "C" Running add(double m, double s, double x) { return {fmax(m, x), s + x}; }
extern "C" int total(const float* x, int n, float* y) { if (!x && n) return 1; *y = 0; for (int i = 0; i < n; ++i) *y += x[i]; return 0; }
extern "C" void nothing() {}
extern "C" bool odd(int n) { return n % 2; }
''')

    def call(name, *arguments):
        return library.function(name, encoded(arguments), 1.0)
    assert call("blocks", 100, 32) == 3
    assert call("launch", 2, 3) == ((3, 2, 1), (16, 16, 1))
    assert call("add", -np.inf, 0.0, 2.5) == (2.5, 2.5)
    assert call("total", np.ones(4, "f4"), 4, out(1))[0] == 0
    assert call("total", null, 4, out(1))[0] == 1
    assert call("total", np.ones(4, "f4"), 4, inout(np.zeros(1, "f4")))[1] == [4.0]
    assert call("nothing") is None
    assert call("odd", 3) is True
    with pytest.raises(LearnerError, match="/ 0"):
        call("blocks", 1, 0)
    with pytest.raises(LearnerError, match="cannot hold 1099511627776"):
        call("blocks", 2**40, 1)
    with pytest.raises(LearnerError, match=r"is int in your file, and the exercise passes 2\.5"):
        call("blocks", 2.5, 1)


def test_host_functions_that_go_wrong() -> None:
    library = of_text('extern "C" int fault(int n) { int* p = nullptr; return p[n]; }\nextern "C" int none(int n) { if (n > 0) return 1; }\n'
                      'extern "C" int forever(int n) { volatile int k = n; while (k) {} return 0; }\n')
    for name, argument, piece in (("fault", 0, "null"), ("none", 0, "ends without a return"), ("forever", 1, "a loop that does not end")):
        with pytest.raises(LearnerError) as caught:
            library.function(name, encoded([argument]), 0.5)
        assert piece in caught.value.message or name == "fault" and "memory that is not there" in caught.value.message
    assert library.function("none", encoded([1]), 0.5) == 1      # what went wrong before changes nothing after


def test_what_is_unwritten_says_so_however_it_is_reached() -> None:
    text = ('__device__ float helper(float x)\n{\n    // ...\n}\n' + COPY.replace("= x[threadIdx.x]", "= helper(x[threadIdx.x])")
            + 'extern "C" int host(int n)\n{\n    // ...\n}\n')
    library = of_text(text, unwritten=("helper", "host"))
    for ask in (lambda: launch(library, CALL), lambda: library.function("host", encoded([1]), 1.0)):
        with pytest.raises(LearnerError) as caught:
            ask()
        assert caught.value.kind == "unattempted" and "is not written yet" in caught.value.message


def test_every_launch_finds_the_module_as_it_was_loaded() -> None:
    library = of_text('__device__ int calls = 5;\nextern "C" __global__ void f(int* y) { y[0] = atomicAdd(&calls, 1); }\n')
    assert [int(launch(library, 'f[1, 1](out(1, "i4"))')[0]) for _ in range(3)] == [5, 5, 5]


@bubblewrap
def test_the_compiler_of_strangers_files_sees_nothing() -> None:
    text = COPY + "// confined\n"
    assert len(building.build("f.cu", text, (), shut_in)) == 3
    with pytest.raises(LearnerError, match="No such file"):
        cxx = building.compiler()
        building._library(f'#include "{__file__}"\n', cxx, cxx.watching("pattern"), b"", [], shut_in)


def test_a_torn_cache_is_compiled_again(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    from autograder.kernels import cache
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.folder.cache_clear()
    try:
        launch(of_text(COPY), CALL)
        kept = [p for p in cache.folder().iterdir() if p.suffix != ".o"]
        assert len(kept) == 1
        kept[0].write_bytes(kept[0].read_bytes()[:-1] + b"x")
        launch(of_text(COPY), CALL)
        cache.folder().chmod(0o777)
        cache.folder.cache_clear()
        assert cache.folder() is None           # who else may write there could put a library in
        launch(of_text(COPY), CALL)
    finally:
        cache.folder.cache_clear()
