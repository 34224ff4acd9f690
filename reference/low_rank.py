"""Best approximations of rank 1, decided in fractions.

ACCURACY: exact.
SOURCE: Eckart and Young, The approximation of one matrix by another of lower rank (1936): the least squared error is ‖A‖² − s₁².
"""
from fractions import Fraction


def is_best_of_rank_one(A, B):
    """Return whether ‖A − B‖² is the least that a matrix of rank 1 can reach: ‖A‖² − ‖A − B‖² is the largest eigenvalue of AᵀA."""
    squares = sum(Fraction(a)**2 for row in A for a in row)
    missed = sum((Fraction(a) - b)**2 for row, other in zip(A, B, strict=True) for a, b in zip(row, other, strict=True))
    columns = list(zip(*A, strict=True))
    gram = [[sum(Fraction(x) * y for x, y in zip(u, v, strict=True)) for v in columns] for u in columns]
    return is_largest_eigenvalue(gram, squares - missed)


def is_largest_eigenvalue(G, lam):
    """Return whether λI − G, for symmetric G, is positive semidefinite and singular: by elimination, pivot by pivot."""
    M = [[(lam if i == j else 0) - Fraction(x) for j, x in enumerate(row)] for i, row in enumerate(G)]
    singular = False
    for k, row in enumerate(M):
        pivot = row[k]
        if pivot < 0 or pivot == 0 and any(row[k:]):
            return False
        if pivot == 0:
            singular = True
            continue
        for other in M[k + 1:]:
            factor = other[k] / pivot
            for j in range(k, len(M)):
                other[j] -= factor * row[j]
    return singular
