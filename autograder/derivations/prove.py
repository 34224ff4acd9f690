"""Exact proofs."""
def prove(a, b, names, clock, *, slow=0.0, given=False):
    return None
