"""Git and shell: repair a history, script a data pipeline

105 min · difficulty 2 · needs git, bash

Three texts that others run: a script for a repository, a script for data, and two files that tell git about files.

The repository is drawn anew for every grading, so the script finds by name what it needs. To try yours,

    python git_bash_workflow.py /tmp/practice 7

makes /tmp/practice/clone, a clone of the repository of seed 7: `main` is checked out, `origin/feature` and `origin/draft` are there.
bash runs your script in such a clone, without a network. Real files in the folder `git_bash_workflow/` beside this file may
hold your texts: tree()["pipeline.sh"] is one of them.
"""
import random
import subprocess
import sys
from pathlib import Path

from autograder.folder import tree


def history(seed):
    """The repository as git fast-import reads it: measurements on main, a feature, a draft."""
    draw = random.Random(seed)
    n, commits = draw.randint(18, 26), []
    values = [draw.randint(1, 5) for _ in range(n)]
    too_much = sum(values[:draw.randint(7, n - 3)])      # what the values add up to when one commit too many is there
    check = (f"#!/bin/sh\n# the values add up to less than {too_much}\n"
             f"test \"$(awk '{{ s += $1 }} END {{ print s + 0 }}' values.txt)\" -lt {too_much}\n")
    names = ("rate · layers width depth · share · device workers seed · epochs · cache log dtype · batch · "
             "decay clip noise · warm_up").split()
    settings = {name: 1 for name in names if name != "·"} | {"rate": 0.1, "epochs": 5, "batch": 32, "warm_up": 0}

    def commit(branch, parent, subject, **files):
        mark = len(commits) + 1
        who = f"Ada <ada@example.org> {1_700_000_000 + 60 * mark} +0000"
        rows = [f"commit refs/heads/{branch}", f"mark :{mark}", f"author {who}", f"committer {who}"]
        rows += [f"data {len(subject) + 1}", subject, ""]
        rows += [f"from :{parent}"] if parent else []
        for name, text in files.items():
            name = name.replace("__", ".")
            rows += [f"M {100755 if name.endswith('.sh') else 100644} inline {name}", f"data {len(text)}", text]
        commits.append("\n".join(rows) + "\n")
        return mark

    def lines(items):
        return "".join(f"{x}\n" for x in items)

    def told(**changes):
        settings.update(changes)
        return lines(f"{name}={settings[name]}" if name != "·" else "" for name in names)

    base = tip = commit("main", None, "Begin", README__md="Measurements\n", check__sh=check, settings__txt=told(),
                        values__txt=lines(values[:1]))
    tenth, tuned = draw.sample(range(3, n - 2), 2)
    for i in range(1, n):
        tip = commit("main", tip, f"Measurement {i + 1}", values__txt=lines(values[:i + 1]))
        if i == tenth:
            tip = commit("main", tip, "Use a tenth of the data", settings__txt=told(share=0.1))
        if i == tuned:
            tuning = dict(rate=draw.randint(11, 49) / 100, epochs=draw.randint(6, 9), batch=draw.randint(33, 63))
            tip = commit("main", tip, "Tune", settings__txt=told(**tuning))
    settings.update(share=1, epochs=5)
    warming = dict(rate=draw.randint(51, 99) / 100, batch=draw.randint(65, 99))
    ahead = commit("feature", base, "Warm up", settings__txt=told(**warming), schedule__txt="linear\n")
    commit("feature", ahead, "Warm up for longer", settings__txt=told(warm_up=draw.randint(3, 9)))
    outline = commit("draft", base, "Outline", report__txt="Outline\n")
    for i, what in enumerate(("wip", "wip again", "done"), 1):
        outline = commit("draft", outline, what, report__txt="Outline\n" + lines(f"Figure {draw.randint(1, 9)}{k}" for k in range(i)))
    return "".join(commits)


def practise(folder, seed="0"):
    """Make folder/clone, a clone of the repository that this seed draws."""
    shipped, clone = Path(folder) / "shipped.git", Path(folder) / "clone"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", shipped], check=True)
    subprocess.run(["git", "-C", shipped, "fast-import", "--quiet"], input=history(int(seed)).encode(), check=True)
    subprocess.run(["git", "clone", "-q", shipped, clone], check=True)


if __name__ == "__main__":
    practise(*sys.argv[1:])


# %% git: repair a history
def git_script():
    """Return the text of a script that bash runs in the clone; it leaves there:

    - fix, a branch that begins at main as it was cloned, with origin/feature merged in (or its commits rebased onto it). Where
      the two conflict, in settings.txt, `rate` is feature's and `batch` is main's; what only one of them changed stays changed.
    - draft, a branch like origin/draft, but its last three commits are one, with the subject "Draw the figures".
    - main, with one new commit on top that reverts the commit with the subject "Use a tenth of the data". Others work
      on main: every commit of it stays.
    - v1.0, an annotated tag of this main.
    - bad.txt beside README.md, in no commit: the 40-digit hash of the first commit of origin/main at which ./check.sh fails
      (it passes at the first commit of all, and once it fails it fails ever after).
    """
    ...


# %% bash: a data pipeline
def pipeline_script():
    """Return the text of pipeline.sh, called as `bash pipeline.sh in_dir out_file`: it counts rows and names them.

    Every file *.csv below in_dir, at any depth, has lines `key,value` (a key holds no comma); lines that are empty, hold spaces
    alone or begin with # do not count, and the last line may lack its newline. in_dir/keys.tsv has lines `key TAB name`.
    out_file gets a line `key TAB name TAB count` for each key that has rows and a name, sorted by key as LC_ALL=C sorts; without
    any *.csv it is empty. Names of files and folders may hold anything, spaces and newlines too.

    It begins with set -euo pipefail. The exit status is 0; or, with other words than two, no in_dir, no in_dir/keys.tsv, or a
    command that fails on the way (a sort or an awk, say): not 0, with a sentence on standard error and out_file as it was before.
    Nothing temporary is left in any case. No other language than the shell's tools (awk, sed, sort, join …).
    """
    ...


# %% ignore: what git is not to see, and how it sees the rest
def gitignore_text():
    """Return a .gitignore for the top of a repository.

    Ignored are
    - every folder .ipynb_checkpoints, wherever it is;
    - all in the folder data at the top, except data/README.md; a folder data elsewhere, src/data say, is code and is not ignored;
    - files *.pt and *.ckpt in the folder checkpoints at the top and below it, nothing else there.
    """
    ...


def gitattributes_text():
    """Return a .gitattributes for the top of a repository.

    - *.ipynb are text with the line ending lf (text: set, eol: lf), and no diff is shown of them (diff: unset);
    - *.bin, wherever they are, are neither text nor shown nor merged (text, diff and merge: unset);
    - of other files nothing is said.
    """
    ...
