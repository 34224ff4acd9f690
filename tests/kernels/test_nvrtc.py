"""What NVIDIA's compiler says, read; and the compiler itself, where its library is installed."""
import pytest

from autograder.errors import LearnerError
from autograder.kernels import nvrtc

LOG = """ptxas info    : 0 bytes gmem
ptxas info    : Compiling entry function 'f' for 'sm_80'
ptxas info    : Function properties for f
ptxas         .     0 bytes stack frame, 8 bytes spill stores, 4 bytes spill loads
ptxas info    : Used 12 registers, used 1 barriers, 512 bytes smem, 368 bytes cmem[0]
"""
PTX = """.visible .entry f(
{
\tld.global.f64 \t%fd1, [%rd1];
\tcvt.f64.f32 \t%fd1, %f3;
\tmul.f64 \t%fd2, %fd1, 0d3FD3333333333333;
\tst.global.f32 \t[%rd3+4], %f4;
}
.visible .entry g(
{
\tadd.f64 \t%fd2, %fd1, %fd2;
}
"""
KERNEL = 'extern "C" __global__ void f(const float* x, float* y) { y[0] = x[0] BODY; }\nextern "C" int host(int n) { return n; }\n'


def test_the_log_is_read() -> None:
    assert nvrtc.read_log(LOG, PTX) == {"f": {"registers": 12, "shared": 512, "spilled": 8, "doubles": 2}}


def test_host_functions_are_left_out_and_lines_stay() -> None:
    text = nvrtc.device_code("#include <math.h>\nint host(int n)\n{\n    return n;\n}\n__device__ int on(int n) { return n; }\n")
    assert "host" not in text and "include" not in text and text.count("\n") == 6 and "__device__ int on" in text.split("\n")[5]


def test_an_error_has_its_line() -> None:
    log = 'yours.cu(3): error: namespace "std" has no member "max"\n    y[0] = std::max(x, 0);\n                ^\n\n1 error detected\n'
    error = nvrtc._refused("mine.cu", log)
    assert "NVIDIA's compiler says: line 3: namespace" in error.message and error.frames == (("mine.cu", 3, ""),)


@pytest.mark.skipif(not nvrtc.library(), reason=f"NVRTC is not installed: {nvrtc.HOW}")
def test_the_compiler_itself() -> None:
    assert nvrtc.uses("f.cu", KERNEL.replace("BODY", ""))["f"].doubles == 0
    assert nvrtc.uses("f.cu", KERNEL.replace("BODY", "* 0.3"))["f"].doubles > 0
    with pytest.raises(LearnerError, match="line 1: "):
        nvrtc.uses("f.cu", KERNEL.replace("BODY", "+ std::max(1, 2)"))
