"""Two branches of a history: what each has, and where they parted

data · 12 min · difficulty 2 · part git
"""
from itertools import pairwise

from autograder.problems import Problem, Rejected

BAND = (10, 26)     # commits

STATEMENT = """The argument history maps each commit of a repository to the list of its parents; main points to {main}, feature to \
{feature}. Return a dict: `ahead`, how many commits `git log main..feature` shows; `behind`, how many `git log feature..main` shows; \
`base`, the commit that `git merge-base main feature` prints."""


def generate(rng):
    # backwards: a trunk, two branches of known lengths, and a merge of main into the feature that moves the point where they part
    trunk, main, feature = int(rng.integers(3, 9)), int(rng.integers(3, 8)), int(rng.integers(3, 8))
    merged = int(rng.integers(1, main))                 # so many of main's own commits are merged
    at = int(rng.integers(1, feature))                  # after so many of the feature's own
    names = []
    while len(names) < trunk + main + feature + 1:
        name = str(rng.choice(list("abcdf"))) + "".join(rng.choice(list("0123456789abcdef"), size=3))     # a letter first: no number
        if name not in names:
            names.append(name)
    base, ours, theirs, merge = names[:trunk], names[trunk:trunk + main], names[trunk + main:-1], names[-1]
    lines = base, [base[-1], *ours], [base[-1], *theirs]
    parents = {base[0]: []} | {child: [parent] for line in lines for parent, child in pairwise(line)}
    parents[merge] = [theirs[at - 1], ours[merged - 1]]
    parents[theirs[at]] = [merge]
    order = [names[i] for i in rng.permutation(len(names))]
    if trunk == main:
        raise Rejected
    return Problem(STATEMENT, {"main": ours[-1], "feature": theirs[-1]},
                   answer={"ahead": feature + 1, "behind": main - merged, "base": ours[merged - 1]},
                   arguments={"history": {name: parents[name] for name in order}},
                   steps=("a commit is reached from itself and from all that its children are reached from",
                          f"the merge {merge} brings {merged} commits of main into feature"))


def reached(history, tip):
    """All commits that are reached from one, itself among them."""
    found, waiting = set(), [tip]
    while waiting:
        commit = waiting.pop()
        if commit not in found:
            found.add(commit)
            waiting += history[commit]
    return found


def solve(main, feature, history):
    ours, theirs = reached(history, main), reached(history, feature)
    both = ours & theirs
    best = [commit for commit in both if not any(commit in reached(history, other) for other in both - {commit})]
    return {"ahead": len(theirs - ours), "behind": len(ours - theirs), "base": best[0]}


def effort(main, feature, history):
    return len(history)


def mistakes(main, feature, history):
    right = solve(main, feature, history)
    first = {commit: parents[:1] for commit, parents in history.items()}
    root = next(commit for commit, parents in history.items() if not parents)
    return {"a merge is followed along its first parent only": solve(main, feature, first),
            "ahead and behind are exchanged": right | {"ahead": right["behind"], "behind": right["ahead"]},
            "the merge itself is not counted": right | {"ahead": right["ahead"] - 1},
            "the base is the first commit of all": right | {"base": root}}
