"""Names carry what they stand for, and all it rests on."""
import pytest

from autograder.algebra import (
    E,
    Eq,
    N,
    Sum,
    array,
    assume,
    block,
    define,
    dim,
    exp,
    eye,
    function,
    indices,
    integer,
    kron,
    matrix,
    positive,
    prob,
    random,
    real,
    sequence,
    simplex,
    spd,
    vec,
    vector,
)
from autograder.algebra.shapes import shape_of, shape_text, size_of

K = dim("K", 3, 5)
n = dim("n", 2, 4)
size_K = ("sym", "K")


def test_declarations_are_plain_trees():
    j = indices("j", K)
    y = vector("y", K, simplex)
    p = define("p", j, exp(y[j]), simplex)
    assert p.names == {
        "K": ("dim", 3, 5), "j": ("index", size_K), "y": ("vector", size_K, "simplex"),
        "p": ("definition", ("j",), ("fn", "exp", ("idx", ("sym", "y"), ("sym", "j"))), "simplex")}
    assert vector("J", 3, positive).names == {"J": ("vector", ("num", 3, 1), "positive")}
    assert matrix("S", n, n, spd).names["S"] == ("matrix", ("sym", "n"), ("sym", "n"), "spd")
    assert array("T", n, K, 2).names["T"] == ("array", ("sym", "n"), size_K, ("num", 2, 1), "real")
    assert prob("b").names == {"b": ("prob",)}
    assert integer("t", 0, 6).names == {"t": ("integer", 0, 6)}


def test_several_names_are_declared_at_once():
    x, y = real("x y")
    a, b = matrix("a, b", n, n)
    assert (repr(x), repr(y), repr(a), repr(b)) == ("x", "y", "a", "b")


def test_sizes_are_polynomials():
    A, B = matrix("A", n, K), matrix("B", K, n)
    assert vec(A).shape == vec(B).shape
    assert vec(kron(A, B)).shape[0] == size_of(("*", ("sym", "n"), ("sym", "n"), size_K, size_K))
    assert block([[A, eye(n)], [0, eye(n)]]).shape == block([[eye(n), A], [eye(n), 0]]).shape
    assert shape_text(block([[A, eye(n)]]).shape) == "a matrix n × (K + n)"
    w = vector("w", n * K + 1)
    assert shape_text((vec(A) @ w.T).shape) == "a matrix (K n) × (1 + K n)"
    assert size_of((vector("s", n - 1).names["s"])[1]) == size_of(("+", ("neg", ("num", 1, 1)), ("sym", "n")))


def test_definitions_have_the_shape_of_what_they_stand_for():
    i, k = indices("i", n), indices("k", K)
    X = matrix("X", n, K)
    assert define("Z", X.T @ X).shape == (X.T @ X).shape
    assert define("P", i, k, X[i, k]).shape == X.shape
    assert shape_of(("sym", "P"), define("P", i, k, X[i, k]).names) == X.shape


def test_a_sequence_knows_its_rule():
    b, t = prob("b"), integer("t", 0, 6)
    m = sequence("m", t, 0, lambda m: b * m[t - 1] + 1)
    previous = ("idx", ("sym", "m"), ("+", ("sym", "t"), ("neg", ("num", 1, 1))))
    assert m[t].names["m"] == ("sequence", "t", ("num", 0, 1), ("+", ("*", ("sym", "b"), previous), ("num", 1, 1)))
    w = vector("w", n)
    iterates = sequence("v", t, w, lambda v: b * v[t - 1])
    assert iterates[t + 1].shape == w.shape
    assert shape_of(iterates[3].tree, iterates[3].names) == w.shape


def test_functions_have_arguments_of_a_shape():
    x, t, w = real("x"), positive("t"), vector("w", n)
    p = function("p", x, t, kind=positive)
    g = function("g", w, value=K)
    assert p(x, t).names["p"] == ("function", ((), ()), (), "positive")
    assert g(w).names["g"] == ("function", ((("sym", "n"), ("num", 1, 1)),), (size_K, ("num", 1, 1)), "real")
    assert shape_text(g(2 * w).shape) == "a column of length K"
    assert function("h", 2)(x, t).tree == ("call", "h", ("sym", "x"), ("sym", "t"))


def test_random_variables_have_the_shape_of_their_mean():
    m, S = vector("m", n), matrix("S", n, n, spd)
    x = random("x", N(m, S))
    assert x.shape == m.shape
    assert x.names["x"] == ("random", ("fn", "N", ("sym", "m"), ("sym", "S")))
    assert E(x @ x.T, x).tree[3] == x.names["x"][1]
    assert shape_of(E(x, x).tree, E(x, x).names) == m.shape


def test_facts_carry_the_range_they_hold_on():
    i, k = integer("i", 1, 8), integer("k", 1, 6)
    F = vector("F", 8)
    falls = assume("falls", F[k] <= F[i], over=(i, 1, k))
    assert falls.over == ("i", ("num", 1, 1), ("sym", "k"))
    summed = Sum(falls, (i, 1, k))
    assert (summed.name, summed.summed) == ("falls", (falls.over,))
    assert repr(2 * falls + summed) == "2 * falls + falls"
    assert Eq(F[i], 0).tree[:2] == ("rel", "=")


@pytest.mark.parametrize("make, sizes", [
    (lambda A, u: A @ u, "a column of length n"), (lambda A, u: u.T @ A @ u, "a number"), (lambda A, u: u.T @ A, "a row of length n"),
    (lambda A, u: (A @ u)[1], "a number")])
def test_shapes_in_words(make, sizes):
    assert shape_text(make(matrix("A", n, n), vector("u", n)).shape) == sizes
