"""A program's lines are counted as Python counts them, whatever was pasted into it."""
import ast

import pytest

from autograder.course.source_lines import source_lines, whole_source_lines
from autograder.course.stub import definitions
from autograder.learner.copies import answer_alone
from autograder.learner.merge import merged
from autograder.learner.mine import needed

ODD = {"form feed": "\x0c", "vertical tab": "\x0b", "line separator": "\u2028", "next line": "\x85", "file separator": "\x1c"}
PROGRAM = "# a{}remark\ndef one(x):\n    return x\n\n\ndef two(x):\n    '''Two.'''\n    return one(x) + 1\n"


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_they_are_pythons(odd):
    text = PROGRAM.format(odd)
    lines = source_lines(text)
    assert [lines[node.lineno - 1] for node in ast.parse(text).body] == ["def one(x):", "def two(x):"]
    assert "".join(whole_source_lines(text)) == text and len(whole_source_lines(text)) == len(lines)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_counts_once(end):
    assert source_lines(f"a{end}{end}b{end}") == ["a", "", "b"] and whole_source_lines(f"a{end}{end}b") == [f"a{end}", end, "b"]


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_function_is_cut_out_where_it_stands(odd):
    text = PROGRAM.format(odd)
    assert needed(text, ["two"]) == "def one(x):\n    return x\n\ndef two(x):\n    '''Two.'''\n    return one(x) + 1\n"
    assert dict(definitions(text)) == {"one": "return x", "two": "return one(x) + 1"}
    assert answer_alone(text).endswith("def two(x):\n    return one(x) + 1")


def test_a_program_that_is_nested_too_deeply_is_kept_as_it_is():
    """ast.parse answers with a MemoryError or a RecursionError, on another version of Python a SyntaxError."""
    deep = f"x = {'-' * 100_000}1\n"
    assert merged(deep, "a = 1\n", "a = 2\n").refused and merged("x = '\0'\n", "a = 1\n", "a = 2\n").refused
    assert answer_alone(deep) == deep.strip()


def test_the_line_ends_of_an_old_system_cut_nothing_off():
    assert answer_alone("def f():\r    '''F.'''\r    return 1\r") == "def f():\n    return 1"
