import math

import numpy as np
from autograder.checks import assert_close, assert_equal, hint, null, out, require, threads_started

judged_loosely = {"race": "verdicts, judged exactly"}
SIZES = [(1, 1, 1), (1, 2, 1), (2, 1, 2), (2, 3, 4), (5, 4, 3), (1, 7, 1), (3, 0, 2), (17, 33, 9), (40, 30, 20)]


def product(yours, A, B):
    (m, k), n = A.shape, B.shape[1]
    status, C = yours.matmul(A.astype("f8"), B.astype("f8"), out((m, n), "f8"), m, k, n)
    assert_equal(status, 0, said="what matmul returns")
    return C


def total(yours, x, threads):
    status, sums = yours.sum_parallel(x, len(x), threads, out(1, "f8"))
    assert_equal(status, 0, said="what sum_parallel returns")
    return sums[0]


# %% cpp: a product, and a sum that threads share
@hint("Where does element (1, 0) of a 2 × 3 matrix stand?", "How long are the rows of A, of B, of C?")
def test_multiplies(yours, rng):
    """C is A B for square, ragged and thin matrices; where k = 0 it is zero."""
    for m, k, n in SIZES:
        A, B = rng.normal(size=(m, k)), rng.normal(size=(k, n))
        assert_close(product(yours, A, B), A @ B, rtol=0, atol=1e-12 * (abs(A) @ abs(B)) + 1e-300)      # k·ε is below 1e-14; 1e-300: k = 0 is exact


def test_takes_no_matrix_for_an_empty_one(yours, rng):
    """A null pointer to a matrix with elements is answered by 1, one to an empty matrix by 0."""
    A = rng.normal(size=(2, 3))
    B = rng.normal(size=(3, 2))
    for a, b, expected in [(null, B, 1), (A, null, 1), (A, B, 0)]:
        assert_equal(yours.matmul(a, b, out((2, 2), "f8"), 2, 3, 2)[0], expected)
    assert_equal(yours.matmul(A, B, null, 2, 3, 2), 1)
    status, C = yours.matmul(null, null, out((2, 2), "f8"), 2, 0, 2)
    assert_equal((status, C), (0, np.zeros((2, 2))))


@hint("Which elements belong to the last thread, if the threads do not divide n?",
      "Who may write a place that several threads can reach?")
def test_adds_up(yours, rng):
    """The sum is right for every number of threads, more threads than elements too, and threads never meet in one place."""
    for n, threads in [(1, 1), (2, 1), (2, 2), (3, 2), (1, 4), (0, 3), (7, 3), (10, 4), (1000, 7), (1000, 16)]:
        x = rng.normal(size=n) + 1
        assert_close(total(yours, x, threads), math.fsum(x), rtol=0, atol=1e-12 * math.fsum(abs(x)))      # a thousand additions lose 1e-13 at most


def test_adds_up_the_same_again(yours, rng):
    """For a fixed number of threads the sum is the same, bit for bit, whoever ends first."""
    x = 10.0 ** rng.uniform(-8, 8, 2000)
    once = total(yours, x, 5)
    assert_close(once, math.fsum(x), rtol=1e-12)      # all terms are positive
    for _ in range(5):
        assert_equal(total(yours, x, 5), once)


def test_shares_the_work(yours, rng):
    """sum_parallel starts the threads it was asked for."""
    x = rng.normal(size=100)
    for threads in (2, 5):
        begun = threads_started(yours.sum_parallel, x, 100, threads, out(1, "f8"))
        require(begun in (threads - 1, threads), f"{begun} threads were started, and {threads} were asked for (one of which may be yours)", got=begun)


def test_says_what_it_cannot_do(yours, rng):
    """No threads, no out, and no x although n > 0 are answered by 1."""
    x = rng.normal(size=4)
    cases = [((x, 4, 0, out(1, "f8")), 1), ((x, 4, -2, out(1, "f8")), 1), ((null, 4, 2, out(1, "f8")), 1), ((null, 0, 2, out(1, "f8")), 0)]
    for arguments, expected in cases:
        assert_equal(yours.sum_parallel(*arguments)[0], expected)
    assert_equal(yours.sum_parallel(x, 4, 2, null), 1)


# %% model: how much faster can it be
@hint("What remains as n grows without end: the part that can be shared, or the other?")
def test_amdahl(yours, rng):
    """amdahl(p, n) is 1/((1 − p) + p/n)."""
    for p, n in [(1.0, 4.0), (0.5, 2.0), (0.0, 4.0), (0.9, 10.0), *zip(rng.uniform(size=10), rng.uniform(1, 100, 10))]:
        assert_close(yours.amdahl(float(p), float(n)), 1 / ((1 - p) + p / n), rtol=1e-14)      # four roundings


def test_gustafson(yours, rng):
    """gustafson(p, n) is (1 − p) + p n."""
    for p, n in [(1.0, 4.0), (0.0, 4.0), (0.5, 3.0), *zip(rng.uniform(size=10), rng.uniform(1, 100, 10))]:
        assert_close(yours.gustafson(float(p), float(n)), (1 - p) + p * n, rtol=1e-14)      # three roundings


def test_speedup_bound(yours, rng):
    """speedup_bound(work, span, n) is the smaller of n and work/span."""
    for work, span, n in [(100.0, 10.0, 4.0), (100.0, 50.0, 4.0), (10.0, 10.0, 8.0), *rng.uniform([20, 1, 1], [100, 20, 30], (10, 3))]:
        assert_close(yours.speedup_bound(float(work), float(span), float(n)), min(n, work / span), rtol=1e-14)      # one rounding


def test_what_makes_no_sense_is_nan(yours):
    """A fraction outside [0, 1], less than one processor, or a span that is longer than the work, give nan."""
    for p, n in [(-0.1, 2.0), (1.1, 2.0), (0.5, 0.5), (np.nan, 2.0)]:
        assert_equal(yours.amdahl(p, n), np.nan)
        assert_equal(yours.gustafson(p, n), np.nan)
    for work, span, n in [(10.0, 0.0, 2.0), (10.0, 11.0, 2.0), (10.0, 5.0, 0.0)]:
        assert_equal(yours.speedup_bound(work, span, n), np.nan)
    assert_close([yours.amdahl(1.0, 1.0), yours.gustafson(0.0, 1.0), yours.speedup_bound(5.0, 5.0, 1.0)], [1, 1, 1], rtol=0)


# %% race: what is wrong with it
@hint("Who else may touch what is touched here, and what makes them wait for each other?",
      "Two counters 8 bytes apart: what moves between the cores?")
def test_diagnosis(yours):
    """Each of the five programs has its verdict."""
    for program, verdict in enumerate((1, 2, 3, 0, 1)):
        assert_equal(yours.racy_counter_diagnosis(program), verdict)
