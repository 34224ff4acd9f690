"""Plain C++ with threads: what two threads touch without waiting, what is past an allocation or given back, who waits for ever."""
from typing import Any

import numpy as np
import pytest

from autograder.errors import LearnerError
from autograder.kernels.build import build
from autograder.kernels.passing import encoded, out
from autograder.kernels.running import Compiled

from ..needs import compiler

pytestmark = compiler
TEXT = '''#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
template <class F> static void team(int threads, F work)
{
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) all.emplace_back(work, t);
    for (auto& one : all) one.join();
}
extern "C" int unguarded(int n) { int count = 0; team(2, [&](int) { for (int i = 0; i < n; ++i) ++count; }); return count; }
extern "C" int guarded(int n) { int count = 0; std::mutex m; team(3, [&](int) { for (int i = 0; i < n; ++i) { std::lock_guard<std::mutex> hold(m); ++count; } }); return count; }
extern "C" int atomic(int n) { std::atomic<int> count{0}; team(3, [&](int) { for (int i = 0; i < n; ++i) ++count; }); return count; }
extern "C" int apart(int n) { std::vector<int> count(4); team(4, [&](int t) { for (int i = 0; i < n; ++i) ++count[t]; }); return count[0] + count[3]; }
extern "C" int published(int n) { int value = 0; std::atomic<bool> ready{false}; int got = 0; team(2, [&](int t) { if (!t) { value = n; ready = true; } else if (ready) got = value; }); return got; }
extern "C" int promised(int n) { auto f = std::async(std::launch::async, [n] { return n + 1; }); return f.get(); }
extern "C" int held_at_the_start(int n) { std::mutex m; int v = 0; m.lock(); std::thread t([&] { m.lock(); v += n; m.unlock(); }); v = 1; m.unlock(); t.join(); return v; }
extern "C" int words(int n) { std::map<std::string, int> seen; for (int i = 0; i < n; ++i) seen["a longer word than fits into the string itself " + std::to_string(i % 3)] += i; return (int)seen.size(); }
extern "C" int past(int n) { std::unique_ptr<int[]> v(new int[n]()); return v[n]; }
extern "C" int back(int n) { std::vector<int> v(n); int& first = v[0]; v.push_back(1); return first; }
extern "C" int twice(int n) { std::mutex m; m.lock(); m.lock(); return n; }
extern "C" int crossed(int n) { std::mutex a, b; std::thread t([&] { a.lock(); a.unlock(); }); a.lock(); b.lock(); b.unlock(); a.unlock(); t.join(); return n; }
extern "C" int thrown(int n) { std::thread t([n] { if (n) throw std::runtime_error("no"); }); t.join(); return n; }
extern "C" int many(int n) { team(n, [](int) {}); return n; }
extern "C" int over(const double* x, size_t n, double* y) { team(2, [&](int t) { y[t] = x[n * (t + 1) / 2]; }); return 0; }
extern "C" int forever(int n) { std::atomic<int> on{n}; while (on) {} return 0; }
'''


@pytest.fixture(scope="module")
def library() -> Compiled:
    return Compiled("t.cpp", TEXT, *build("t.cpp", TEXT, (), None, ".cpp"))


def ask(library: Compiled, name: str, *arguments: Any) -> Any:
    return library.function(name, encoded(arguments), 0.6)


@pytest.mark.parametrize("name, expected", [("guarded", 30), ("atomic", 30), ("apart", 20), ("published", 10), ("promised", 11), ("held_at_the_start", 11),
                                            ("words", 3), ("crossed", 10), ("many", 10)])
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
    ('extern "C" int f(int n) { int unused = n; return 0; }\n', "line 1: unused variable"), ('extern "C" int f(int n) { asm("nop"); return n; }\n', "`asm` is not allowed")])
def test_a_file_that_does_not_compile(text: str, piece: str) -> None:
    with pytest.raises(LearnerError) as caught:
        build("t.cpp", text, (), None, ".cpp")
    assert caught.value.kind == "unloadable" and piece in caught.value.message
