from autograder.algebra import Ne, rank
from autograder.checks import assert_exact, derives, hint, witnesses, worth
from eckart_young_frobenius import *    # the statement's names, from the stub beside it
from reference.low_rank import is_best_of_rank_one

judged_loosely = {"attainment": "whole numbers, judged exactly", "nonunique": "whole matrices judged exactly; many others do as well"}


# %% chain: from the rank of B to the bound
@hint("A square is a product: replace one factor, then the other.", "By what is an inequality multiplied there, and is it ≥ 0?",
      "Where does the rank of B come in?")
@worth(2)
def test_one_value(yours):
    """s_{i+k}² ≤ tᵢ², each line from the one above."""
    derives(yours.one_value, s[i + k]**2, at_most=t[i]**2, steps=2, given=[rank_k, weyl])


@hint("By Weyl: write ‖A − B‖² with the t's. How many of them does `shifted` speak of?",
      "By von Neumann: multiply ‖A − B‖² out. What are the first k terms together, once tr(AᵀB) is replaced?",
      "To drop terms, split the sum first; what is dropped must be visibly ≥ 0.")
@worth(3)
def test_eckart_young_chain(yours):
    """‖A − B‖² ≥ Σ_{j>k} sⱼ² for every B of rank at most k, each line from the one above."""
    derives(yours.eckart_young_chain, frobenius2(A - B), at_least=Sum(s[j]**2, (j, k + 1, k + q)), steps=4,
            given=[shifted, von_neumann, squares_A, squares_B, squares_error])


@hint("‖M‖² = tr(MᵀM).", "U₂ᵀU₂ is I, and V₂V₂ᵀ is not: where can V₂ᵀ go?")
def test_truncated(yours):
    """‖A − Aₖ‖² is the sum of the squares of the values left out, each line from the one above."""
    derives(yours.truncated, frobenius2(U2 @ S2 @ V2.T), to=tr(S2 @ S2), steps=4)


# %% attainment: what the truncated SVD misses
def error(yours, values, k):
    import sympy
    names = sympy.symbols(f"s1:{len(values) + 1}")
    return sympy.sympify(yours.error_of_truncation(list(names), k)).subs(dict(zip(names, values, strict=True)))


def descending(rng, p):
    return sorted((int(x) for x in rng.choice(range(2, 60), size=p, replace=False)), reverse=True)


@hint("Which singular values has A − Aₖ?  Try p = 2 and k = 1.")
def test_error(yours, rng):
    """Your expression is s_{k+1}² + … + s_p², for every k from 0 to p."""
    for p in [2, 1, 3, 6]:          # one value does not tell the first from the last
        for k in range(p + 1):
            values = descending(rng, p)
            assert_exact(yours.run(error, values, k), sum(value**2 for value in values[k:]))


# %% nonunique: two best approximations
m1, n1 = dim("m1", 2, 4), dim("n1", 2, 4)
T, B1, B2 = (matrix(name, m1, n1) for name in ("A", "B1", "B2"))


@hint("Which of two equal singular values is the first?", "What does a best approximation of rank 1 miss?")
def test_tie_witness(yours):
    """B1 ≠ B2 have rank 1, and both miss A by Σ_{i≥2} sᵢ², which is the least there is."""
    witnesses(yours.tie_witness, (T, B1, B2), assume("B1 has rank 1", Eq(rank(B1), 1)), assume("B2 has rank 1", Eq(rank(B2), 1)),
              assume("B1 is not B2", Ne(frobenius2(B1 - B2), 0)),
              such_that=[("B1 is not best: another matrix of rank 1 is nearer to A", lambda A, B1, B2: is_best_of_rank_one(A, B1)),
                         ("B2 is not best: another matrix of rank 1 is nearer to A", lambda A, B1, B2: is_best_of_rank_one(A, B2))])
