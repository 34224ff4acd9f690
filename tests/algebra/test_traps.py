"""Whatever Python means otherwise than mathematics is met with the word to use instead."""
import math
from fractions import Fraction

import numpy as np
import pytest

from autograder import algebra as al
from autograder.algebra import AlgebraError
from autograder.algebra.shapes import ShapeError
from tests.algebra.random_trees import NAMES

TRAPS = {
    "x ^ 2": r"\^ is no power in Python: write \*\*",
    "2 ^ x": r"\^ is no power",
    "x == y": r"an equation is written Eq\(a, b\)",
    "x != y": r"write Ne\(a, b\)",
    "x in (y, 1)": "an equation is written Eq",
    "1/3 * x": r"rounded float: write Rational\(1, 3\)",
    "0.1 + x": "rounded float",
    "x * 1e30": "rounded float",
    "x + float('nan')": "no number",
    "1 if x else 2": "neither true nor false",
    "x and y": "neither true nor false",
    "not (x <= y)": "a claim is neither true nor false",
    "a <= x <= y": "written as two lines",
    "list(u)": r"index it, u\[k\], or sum it",
    "sum(u)": "is no list",
    "len(u)": "a column of length n",
    "u[1:2]": "has no slices",
    "u[0]": "entries count from 1",
    "A[i]": "write two indices, not 1",
    "x[i]": "is a number and has no entries",
    "u[1, 2, 3]": "write one index, not 3",
    "float(x)": "use the functions of autograder.algebra",
    "math.exp(x)": "use the functions of autograder.algebra",
    "x // 2": "// rounds down",
    "x % 2": "a quotient is written /",
    "x(y)": "is no function: a product is written",
    "f + x": r"f is a function: give it its arguments, f\(…\)",
    "x * p": r"p\(…, …\)",
    "x + N(x, a)": "is drawn from it",
    "f(x, y)": "takes 1 argument, not 2",
    "p(x, x)": "takes a column of length n here",
    "exp + x": "exp is a function: give it its arguments",
    "x + 'y'": "an expression is due here, not the text 'y'",
    "x + None": "not None",
    "x + [1]": "not the list",
    "x + True": "not the truth value",
    "x + (x <= y)": None,
    "exp(x <= y)": "not the claim x <= y",
    "x + np.ones(3)": "declare a vector or a matrix",
    "np.ones(3) * x": "declare a vector or a matrix",
    "x + 10**30": "more than 30 digits",
    "x * 1j": "an expression is due here, not complex",
    "u + v.T": r"cannot add u, a column of length n, and v.T, a row of length n: one of them lacks a .T",
    "u - w": "cannot subtract u, a column of length n, and w, a column of length m",
    "u + 1": r"a number times ones\(n\) or eye\(n\)",
    "X @ u": "cannot multiply X, a matrix n × m, by u, a column of length n: the inner sizes m and n differ",
    "u @ v": r"the inner product is u.T @ v",
    "X @ X": "elementwise is *",
    "x @ u": "a number multiplies with *",
    "X * A": r"\* is elementwise, but X, a matrix n × m, and A, a matrix n × n; the matrix product is @",
    "x / A": r"cannot divide by A, a matrix n × n: multiply with inv",
    "A**-1": r"the inverse is written inv\(A\)",
    "A**2": r"power\(A, 2\) is the matrix power, hadamard_power\(A, 2\)",
    "power(X, 2)": "needs a square matrix",
    "det(X)": "det needs a square matrix, but X is a matrix n × m",
    "norm2(A)": "write frobenius2",
    "x**u": "an exponent is a number",
    "R.T": "three indices and no transpose",
    "R @ u": "write its entries with three indices",
    "D(X, u)": "more than two indices",
    "D(x, x + y)": "derivative by a name",
    "D(x, i)": "derivative by a name",
    "D(x)": "say by what",
    "Sum(x)": "runs over something",
    "Sum(x, t)": "say where it runs",
    "Sum(x, y)": "y is no index",
    "Sum(x, (y, 1, 3))": "not a whole number",
    "Sum(x, (i, 1, 2, 3))": r"a range is \(i, from, to\)",
    "Sum(x, x + y)": "binds a name",
    "Max(x, 2)": r"of two numbers write max\(a, b\)",
    "max(x)": "compares two numbers or more",
    "Integral(x, x)": "a range of an integral",
    "Integral(x, (u, 0, 1))": "is over a number",
    "At(x, x, u)": "x is a number, but u is a column",
    "At(x, 2, 3)": "binds a name",
    "modulo(x, x, 0)": "a whole number from 1",
    "E(x, y)": "y has no law",
    "E(x, i, A)": "a column of probabilities",
    "E(x, y, q)": "belong to an index",
    "E(x, k, q)": "k runs to m, but q is a column of length n",
    "N(x, A)": "two numbers or a column and a square matrix",
    "where(x, 1, 2)": "a condition such as",
    "where(x > 0, u, x)": "differ in shape",
    "block([[A, u], [w, x]])": "do not fit",
    "block([A, B])": "given by rows",
    "eye(x * y / 2)": "is not a size",
    "Rational(x, 2)": "two whole numbers",
    "Rational(1, 0)": "denominator 0",
    "Eq(u, v.T)": "the two sides differ in shape: u, a column of length n, and v.T, a row",
    "u <= v": "compares numbers",
    "u <= 1": "differ in shape",
    "real('2x')": "cannot be a name",
    "real('lambda')": "no word of Python",
    "real('pi')": "not pi or oo",
    "real(x)": "names are given as text",
    "integer('t', 3, 1)": "the smaller first",
    "dim('n', 0, 2)": "at least 1",
    "vector('u', x)": "a size is a whole number or a dim",
    "vector('u', n, spd)": "spd is no kind here",
    "vector('u', n, exp)": "exp is no kind here",
    "matrix('S', n, m, symmetric)": "is square, not n × m",
    "y * positive('y')": "y is declared twice, differently, as real and as positive",
    "indices('i', m) * u[i]": "i is declared twice, differently: give",
    "define('z', i, u)": "define it without indices",
    "define('z', u[i])": r"depends on the index i too: define\(\"z\", i",
    "define('x', x + 1)": "defined by itself",
    "define('z', x, x)": "x is no index",
    "sequence('s', x, 0, lambda s: s[x])": "x counts: declare it",
    "sequence('s', t, 0, 5)": "the rule is a function of the sequence",
    "s[-1]": "counts t = 0, 1, 2",
    "list(s)": "never ends",
    "s + 1": r"name one of its elements, s\[t\]",
    "x - s": "s is a sequence",
    "Sum(x <= y)": "over what the inequality is summed",
    "random('x', q)": "a law is due",
    "function('h')": "say what h is a function of",
    "assume('fact', x)": "a fact is an inequality or equation",
    "-(x <= y)": "an inequality turns when its sign does",
    "(x <= y) - (x <= y)": "may be added, not subtracted",
    "(x <= y) + x": r"joins them as slack",
    "slack(u)": "slack is a number",
    "Sum((x <= y) + slack(a), i)": "sum each inequality by itself",
    "tight(x <= y)": "is of a named inequality",
    "log_bound(u)": "log_bound is of numbers",
    "cauchy_schwarz(u, x)": "is of columns",
    "case(x)": "a case is a condition",
    "step('a b', 'says')": "cannot be a name",
    "step('ab', '')": "a key and its sentence",
}


@pytest.mark.parametrize("source", TRAPS)
def test_each_trap_has_its_sentence(source):
    with pytest.raises(TypeError, match=TRAPS[source]) as caught:
        eval(source, {**NAMES, "math": math, "np": np, "sum": sum, "len": len})
    if TRAPS[source] is not None:
        assert isinstance(caught.value, AlgebraError)


def test_habits_of_numpy_are_answered():
    with pytest.raises(AttributeError, match=r"no \.dot: the matrix product is @"):
        NAMES["A"].dot(NAMES["u"])
    with pytest.raises(AttributeError, match=r"has no \.real$"):
        NAMES["x"].real         # the access is what raises


def test_exact_numbers_are_taken_from_wherever_they_come():
    x = NAMES["x"]
    for half in (0.5, Fraction(1, 2), np.float64(0.5), np.float32(0.5), al.Rational(1, 2), al.Rational(-2, -4)):
        assert (x + half).tree == ("+", ("sym", "x"), ("num", 1, 2))
    for three in (3, 3.0, np.int64(3), Fraction(3)):
        assert (three * x).tree == ("*", ("num", 3, 1), ("sym", "x"))


def test_nothing_simplifies():
    x, u = NAMES["x"], NAMES["u"]
    assert repr(x - x + 0 * x) == "x - x + 0 * x"
    assert repr((x + 1)**2 / (x + 1)) == "(x + 1)**2 / (x + 1)"
    assert repr(u.T.T) == "u.T.T"
    assert repr(1 * x) == "1 * x"


def test_a_line_that_grows_without_bound_is_stopped():
    x = NAMES["x"]
    with pytest.raises(AlgebraError, match=r"too long to read \(more than 1500 parts\): name a part of it"):
        for _ in range(60):
            x = x + x
    x = NAMES["x"]
    with pytest.raises(AlgebraError, match="nested deeper than 60"):
        for _ in range(100):
            x = al.exp(x)
    assert sum(NAMES["u"][NAMES["i"]] for _ in range(450)).depth == 4


def test_shape_errors_say_their_kind():
    with pytest.raises(ShapeError) as caught:
        NAMES["X"] @ NAMES["u"]
    assert caught.value.kind == "shape"
