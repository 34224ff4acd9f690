"""C++ as text: functions among comments, strings, macros and templates; the stub; the header."""
from pathlib import Path

from autograder.course import c_text
from autograder.course.answers import other_answers
from autograder.course.exercises import Exercise, every_exercise
from autograder.course.stub import blanks, untouched

SOURCE = '''// A title
//
// 10 min · difficulty 1
//
// What is asked: f(x) = "{" and /* no comment */
#define BODY(x) { x }
struct Point { int x; int get() { return x; } };
static const char* text = "int no(int n) { return n; }";    // int neither(int n) { }


// %% one: the first
extern "C" __global__
void kernel(const float* __restrict__ x, float y[], int n = 3)
{
    // What it does.
    // ...
    if (n) { x; }    // }
}

template <int N> __device__ float helper(float x) { return x; }


// %% two: the second
extern "C" {
int host(int n, int (&m)[3])
{
    // ...
    return n;
}
}

// ...
int hidden() { return 1; }
'''


def test_functions_are_found_with_their_lines_and_parameters() -> None:
    found = {f.name: f for f in c_text.functions(SOURCE)}
    assert list(found) == ["kernel", "helper", "host", "hidden"]
    kernel, helper, host = found["kernel"], found["helper"], found["host"]
    assert (kernel.line, kernel.is_kernel, kernel.has_c_name, kernel.parameter_names) == (13, True, True, ("x", "y", "n"))
    assert (helper.is_template, helper.is_for_the_device, helper.has_c_name) == (True, True, False)
    assert (host.has_c_name, host.is_kernel, host.parameter_names[0]) == (True, False, "n")


def test_the_stub_is_cut_at_its_marks() -> None:
    stub = c_text.stub(SOURCE)
    assert "if (n)" not in stub and "return n;" not in stub.partition("two")[2] and "hidden" not in stub and "// What it does." in stub
    assert "    // ...\n}\n\ntemplate" in stub and "    // ...\n}\n}\n\n// ...\n" in stub
    assert set(blanks(stub, ".cu")) == {"kernel", "host"}
    assert untouched(stub.replace("// What it does.", "// my note"), blanks(stub, ".cu"), ".cu") == {"kernel", "host"}
    assert untouched(stub.replace("    // ...\n", "    return 0;\n", 1), blanks(stub, ".cu"), ".cu") == {"host"}


def test_comments_go_and_nothing_moves() -> None:
    for blank in (c_text.blanked, c_text.without_comments):
        assert len(blank(SOURCE)) == len(SOURCE) and blank(SOURCE).count("\n") == SOURCE.count("\n")
    assert "no comment" not in c_text.without_comments(SOURCE) and '"int no(int n)' in c_text.without_comments(SOURCE)


def test_text_that_is_no_program_is_read_all_the_same() -> None:
    for text in ("", "{", "}", "f(", "f() {", '"', "/*", "R\"(", "extern \"C\" {", "int f(int"):
        c_text.functions(text)
        c_text.stub(text)


def test_an_exercise_of_a_compiled_file(tmp_path: Path) -> None:
    exercise = Exercise(tmp_path, "gpu", "small-one", ".cu")
    answers = "another ✗ a\n  Says so.\n@ host\n+return 2 * n;\n\na fragment ✗ a\n  Says so.\n-if (n) { x; }\n+if (!n) { x; }\n"
    for path, text in ((exercise.solution, SOURCE), (exercise.stub_file, c_text.stub(SOURCE)), (exercise.answers, answers),
                       (exercise.checks, "# %% one: the first\ndef test_a(yours): pass\n")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert every_exercise(tmp_path) == (exercise,)
    assert (exercise.header.title, exercise.header.minutes, [p.name for p in exercise.parts]) == ("A title", 10, ["one", "two"])
    assert exercise.statement.startswith("What is asked") and exercise.homes == {"kernel": "one", "helper": "one", "host": "two"}
    whole, fragment = other_answers(exercise)
    assert "    // ...\n    return 2 * n;\n}\n}" in whole.text and whole.changed == {"host"}
    assert "if (!n) { x; }" in fragment.text and fragment.changed == {"kernel"}
