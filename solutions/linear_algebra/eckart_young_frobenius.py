"""No matrix of rank k is nearer than the truncated SVD: Eckart and Young, in the Frobenius norm

90 min · difficulty 4 · after svd-existence-derivation · needs sympy

Let A be a real m × n matrix with singular values s₁ ≥ s₂ ≥ … ≥ s_p, p = min(m, n), and let Aₖ keep the k largest of them and their
vectors. Then for every B of rank at most k

    ‖A − B‖² ≥ ‖A − Aₖ‖² = Σ_{i>k} sᵢ²          (‖·‖ is the Frobenius norm, the root of the sum of all squares)

Write p = k + q, t₁ ≥ … ≥ t_p for the singular values of A − B, and b₁ ≥ … ≥ bₖ for those of B: the others are 0, for that is what rank
says. ‖M‖² is the sum of the squares of M's singular values. Each of two classical inequalities leads to the theorem:

    s_{i+k} ≤ tᵢ + b_{k+1}        (Weyl; as A = (A − B) + B)             tr(AᵀB) ≤ Σᵢ sᵢ bᵢ        (von Neumann)

A function that yields holds a derivation, one `yield` a line: each line follows from the one above by one rule, an equation that is
given, or an inequality that is given, with a factor ≥ 0 before it where one is needed.
"""
from autograder.algebra import Eq, Sum, assume, diagonal, dim, frobenius2, indices, matrix, nonneg, orthonormal, tr, vector

k, q = dim("k", 1, 3), dim("q", 1, 3)               # p = min(m, n) = k + q
m, n = dim("m", 6, 7), dim("n", 6, 6)
A, B = matrix("A", m, n), matrix("B", m, n)
s, t = vector("s", k + q, nonneg), vector("t", k + q, nonneg)      # singular values of A, and of A − B
b = vector("b", k, nonneg)                                         # the k singular values of B that may differ from 0
c = nonneg("c")                                                    # the next one, b_{k+1}
i = indices("i", q)
j = indices("j", k + q)
h = indices("h", k)

rank_k = assume("rank_k", Eq(c, 0))                                                     # B has rank k at most
weyl = assume("weyl", s[i + k] <= t[i] + c)
shifted = assume("shifted", s[i + k]**2 <= t[i]**2, over=(i, 1, q))                     # what one_value shows, for each i
von_neumann = assume("von_neumann", tr(A.T @ B) <= Sum(s[h] * b[h], h))
squares_A = assume("squares_A", Eq(frobenius2(A), Sum(s[j]**2, j)))
squares_B = assume("squares_B", Eq(frobenius2(B), Sum(b[h]**2, h)))
squares_error = assume("squares_error", Eq(frobenius2(A - B), Sum(t[j]**2, j)))

U2, S2, V2 = matrix("U2", m, q, orthonormal), matrix("S2", q, q, diagonal), matrix("V2", n, q, orthonormal)


# %% chain: from the rank of B to the bound
def one_value():
    """s_{i+k}² ≤ tᵢ², for i = 1 … q: given are weyl and rank_k."""
    yield s[i + k]**2
    ...
    yield "≤", s[i + k] * (t[i] + c), s[i + k] * weyl
    yield "≤", (t[i] + c)**2, (t[i] + c) * weyl
    yield t[i]**2, rank_k


def eckart_young_chain():
    """‖A − B‖² ≥ Σ_{j>k} sⱼ², that is Sum(s[j]**2, (j, k + 1, k + q)).

    Given are squares_error and shifted, for the way by Weyl; squares_A, squares_B and von_neumann, for the other. Either will do.
    A fact that holds for each i is summed with Sum(fact, (i, 1, q)); terms that are visibly ≥ 0 may be dropped, "nonnegative".
    """
    yield frobenius2(A - B)
    ...
    yield Sum(t[j]**2, j), squares_error
    yield Sum(t[j]**2, (j, 1, q)) + Sum(t[j]**2, (j, q + 1, k + q)), "sum"
    yield "≥", Sum(t[i]**2, (i, 1, q)), "nonnegative"
    yield "≥", Sum(s[i + k]**2, (i, 1, q)), Sum(shifted, (i, 1, q))
    yield Sum(s[j]**2, (j, k + 1, k + q)), "sum"


def truncated():
    """‖A − Aₖ‖² = Σ_{j>k} sⱼ², so that the bound is attained: A − Aₖ = U₂ S₂ V₂ᵀ, with the rest of the vectors and, in S₂, of the values.

    tr(S₂S₂) is that sum.
    """
    yield frobenius2(U2 @ S2 @ V2.T)
    ...
    yield tr((U2 @ S2 @ V2.T).T @ U2 @ S2 @ V2.T), "norm"
    yield tr(V2 @ S2 @ U2.T @ U2 @ S2 @ V2.T), "transpose"
    yield tr(V2 @ S2 @ S2 @ V2.T), "orthonormal"
    yield tr(S2 @ S2 @ V2.T @ V2), "trace"
    yield tr(S2 @ S2), "orthonormal"


# %% attainment: what the truncated SVD misses
def error_of_truncation(s, k):
    """The squared error of Aₖ, a SymPy expression: s is a list of SymPy symbols s₁ … s_p, 0 ≤ k ≤ p.

    >>> from sympy import symbols
    >>> error_of_truncation(list(symbols("a b c")), 2)
    c**2
    """
    ...
    return sum(value**2 for value in s[k:])


# %% nonunique: two best approximations
def tie_witness():
    """(A, B1, B2): B1 and B2 are two different best approximations of A among the matrices of rank 1.

    Three matrices of one shape, each as rows of ints or Fractions. Return A, B1, B2.
    """
    ...
    return [[1, 0], [0, 1]], [[1, 0], [0, 0]], [[0, 0], [0, 1]]
