"""Plain C++ with threads: what two threads touch without waiting, what is past an allocation or given back, who waits for ever."""
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.errors import LearnerError
from autograder.kernels.build import build
from autograder.kernels.passing import encoded, out
from autograder.kernels.running import Compiled

from ..needs import compiler

pytestmark = compiler
TEXT = (Path(__file__).parent / "threads.cpp").read_text("utf-8")


@pytest.fixture(scope="module")
def library() -> Compiled:
    return Compiled("t.cpp", TEXT, *build("t.cpp", TEXT, (), None, ".cpp"))


def ask(library: Compiled, name: str, *arguments: Any) -> Any:
    return library.function(name, encoded(arguments), 0.6)


@pytest.mark.parametrize("name, expected", [("guarded", 30), ("atomic", 30), ("apart", 20), ("published", 10), ("promised", 11),
                                            ("held_at_the_start", 11), ("words", 3), ("crossed", 10), ("many", 10)])
def test_what_is_right_passes_clean(library: Compiled, name: str, expected: int) -> None:
    assert ask(library, name, 10) == expected
    assert ask(library, name, 10) == expected


@pytest.mark.parametrize("name, kind, piece", [
    ("unguarded", "Race", "neither waits for the other"), ("past", "PastAllocation", "past the end of what was allocated (line 26)"),
    ("back", "UseAfterFree", "given back already"), ("twice", "Deadlock", "never comes free"), ("thrown", "EscapedException", "catch it inside"),
    ("forever", "Endless", "a loop that does not end")])
def test_what_goes_wrong_is_named_and_told(library: Compiled, name: str, kind: str, piece: str) -> None:
    with pytest.raises(LearnerError) as caught:
        ask(library, name, 10)
    assert (caught.value.names[0], piece in caught.value.message) == (kind, True), caught.value.message
    assert ask(library, "atomic", 10) == 30      # what went wrong before changes nothing after


def test_a_buffer_of_the_grader_has_its_name_and_index(library: Compiled) -> None:
    with pytest.raises(LearnerError, match=r"thread 2 reads `x\[4\]` \(line 32\), and `x` has 4 elements"):
        ask(library, "over", np.ones(4), 4, out(2, "f8"))


def test_more_threads_than_can_be_watched(library: Compiled) -> None:
    with pytest.raises(LearnerError, match="start no more than are asked for"):
        ask(library, "many", 100)


@pytest.mark.parametrize("text, piece", [
    ('#include "secret.h"\n', "include the standard library only"), ("#include </etc/passwd>\n", "include the standard library only"),
    ('extern "C" int f(int n) { int unused = n; return 0; }\n', "line 1: unused variable"),
    ('extern "C" int f(int n) { asm("nop"); return n; }\n', "`asm` is not allowed")])
def test_a_file_that_does_not_compile(text: str, piece: str) -> None:
    with pytest.raises(LearnerError) as caught:
        build("t.cpp", text, (), None, ".cpp")
    assert caught.value.kind == "unloadable" and piece in caught.value.message
