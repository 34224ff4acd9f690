import json
import re
from autograder.checks import assert_equal, bench, hint, require, stage
from git_bash_workflow import history

judged_loosely = {"git": "what comes back are texts and hashes", "bash": "what comes back is text", "ignore": "what comes back is text"}

PREPARE = '''
import subprocess
def git(*words, **options):
    subprocess.run(["git", *words], check=True, **options)
git("init", "-q", "--bare", "-b", "main", "shipped.git")
with open("history") as stream:
    git("-C", "shipped.git", "fast-import", "--quiet", stdin=stream)
git("-C", "shipped.git", "bundle", "create", "-q", "../shipped.bundle", "--all")
git("clone", "-q", "-b", "main", "shipped.bundle", "clone")
'''
LOOK = '''
import json, os, subprocess
def git(where, *words, given=b""):
    ran = subprocess.run(["git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-C", where, *words],
                         input=given, capture_output=True)
    return ran.stdout if ran.returncode == 0 else b""
def objects(where, names):
    text, found, at = git(where, "cat-file", "--batch", given="".join(n + "\\n" for n in names).encode()), {}, 0
    for name in names:
        line, _, _ = text[at:].partition(b"\\n")
        at += len(line) + 1
        if line.endswith(b" missing") or not line:
            continue
        size = int(line.split()[-1])
        found[name] = text[at:at + size].decode("utf-8", "replace")
        at += size + 1
    return found
def told(where):
    os.makedirs(where + "/refs", exist_ok=True) if where.endswith(".git") else os.makedirs(where + "/.git/refs", exist_ok=True)
    refs, commits, trees = {}, {}, {}
    for row in git(where, "for-each-ref", "--format=%(refname) %(objecttype) %(objectname) %(*objectname)").decode().splitlines():
        name, kind, *hashes = row.split()
        if name.startswith("refs/remotes/"):
            continue
        refs[name] = {"kind": kind, "commit": hashes[-1]}
    for name, text in objects(where, git(where, "rev-list", "--all").decode().split()).items():
        head, _, message = text.partition("\\n\\n")
        rows = [row.split(" ", 1) for row in head.splitlines()]
        commits[name] = {"parents": [v for k, v in rows if k == "parent"], "subject": message.split("\\n")[0], "body": message}
    for ref, about in refs.items():
        entries = [e for e in git(where, "ls-tree", "-r", "-z", about["commit"]).decode("utf-8", "replace").split("\\0") if e][:50]
        blobs = objects(where, [e.split("\\t")[0].split()[2] for e in entries])
        trees[ref] = {e.split("\\t")[1]: blobs.get(e.split("\\t")[0].split()[2], "")[:5000] for e in entries}
    return {"refs": refs, "commits": commits, "trees": trees}
print(json.dumps({"shipped": told("shipped.git"), "clone": told("clone")}))
'''


class Repository:
    """A repository as it was found: where its branches are, and what leads there."""

    def __init__(self, told, script=None):
        self.refs, self.commits, self.trees = told["refs"], told["commits"], told["trees"]
        self.script = script

    def branch(self, name):
        ref = self.refs.get(f"refs/heads/{name}")
        if ref is None and self.script is not None:
            self.script.succeeds(f"there is no branch {name}")
        require(ref is not None and ref["commit"] in self.commits,
                f"there is no branch {name}" if self.commits else "the repository holds no commit any more")
        return ref["commit"]

    def tree(self, name):
        return self.trees[f"refs/heads/{name}"]

    def below(self, commit):
        """Return a commit and all it rests on."""
        found, ahead = set(), [commit]
        while ahead:
            one = ahead.pop()
            if one not in found and one in self.commits:
                found.add(one)
                ahead += self.commits[one]["parents"]
        return found

    def line(self, commit):
        """Return the commits from one back to the first, along first parents."""
        found = []
        while commit in self.commits:
            found.append(commit)
            commit = next(iter(self.commits[commit]["parents"]), None)
        return found

    def subject(self, commit):
        return self.commits[commit]["subject"]


def repaired(yours, rng):
    """Run the script in a clone; return the repository as it was shipped, the clone, and what ran."""
    seed = int(rng.bit_generator.seed_seq.entropy[0])       # that of the grading: all checks look at what the script did to one repository
    ran = bench({"script.sh": yours.git_script},
                stage("python -S prepare.py", "env -C clone bash ../script.sh", files={"prepare.py": PREPARE, "history": history(seed)},
                      wanted=["clone", "shipped.git"]),
                stage("python -S look.py", files={"look.py": LOOK}))
    ran[0].succeeds("the repository cannot be made")
    told = ran[2].data
    return Repository(told["shipped"]), Repository(told["clone"], ran[1]), ran


def settings(text):
    return dict(row.split("=", 1) for row in text.splitlines() if "=" in row)


# %% git: repair a history
@hint("What does git status say after the merge stops?  Which lines are between the marks?",
      "One value comes from feature, one from main: no single choice of a side gives both.")
def test_fix_holds_main_and_feature(yours, rng):
    """Branch fix holds main and feature, with feature's rate, main's batch, and all that only one of them changed."""
    shipped, clone, _ = repaired(yours, rng)
    fix = clone.branch("fix")
    marked = [path for path, text in clone.tree("fix").items() if re.search(r"^(<{7}|={7}|>{7})", text, re.MULTILINE)]
    require(not marked, f"conflict marks are committed on fix, in {', '.join(marked)}")
    main, feature = shipped.branch("main"), shipped.branch("feature")
    below = clone.below(fix)
    require(main in below, "fix does not rest on main as it was cloned")
    theirs = [shipped.subject(c) for c in shipped.line(feature)[:2]]
    own = [clone.subject(c) for c in below - shipped.below(main)]
    require(feature in below or all(s in own for s in theirs), "feature's commits are not below fix: neither merged nor rebased")
    wanted, ahead = settings(shipped.tree("main")["settings.txt"]), settings(shipped.tree("feature")["settings.txt"])
    wanted |= {"rate": ahead["rate"], "warm_up": ahead["warm_up"]}
    assert_equal(settings(clone.tree("fix").get("settings.txt", "")), wanted, said="settings.txt on fix")
    expected = sorted(shipped.tree("main").keys() | shipped.tree("feature").keys())
    assert_equal(sorted(clone.tree("fix")), expected, said="the files on fix")
    both = shipped.tree("feature") | shipped.tree("main")
    others = [path for path in expected if path != "settings.txt" and clone.tree("fix")[path] != both[path]]
    require(not others, f"fix changes {', '.join(others)}, which no side did")


@hint("git log --oneline draft: how many commits are there before and after?  What of the outline?")
def test_draft_has_one_commit_for_three(yours, rng):
    """On draft the last three commits have become one, with the same files and the stated subject."""
    shipped, clone, _ = repaired(yours, rng)
    draft, before = clone.branch("draft"), shipped.line(shipped.branch("draft"))
    line = clone.line(draft)
    require(before[3] in line, "the commits before the last three are not below draft any more")
    new = line[:line.index(before[3])]
    require(len(new) == 1, f"after the outline draft has {len(new)} commits; one is due")
    require(clone.commits[draft]["parents"] == [before[3]], "the new commit on draft has another parent than the three had")
    assert_equal(clone.subject(draft), "Draw the figures", said="the subject on draft")
    assert_equal(clone.tree("draft"), shipped.tree("draft"), said="the files on draft")


@hint("Others have the commits of main already.  Which command adds a commit that undoes another?")
def test_main_is_reverted_by_a_new_commit(yours, rng):
    """main is as it was shipped, with one commit on top that undoes the stated one; no commit of it is gone."""
    shipped, clone, _ = repaired(yours, rng)
    main, before = clone.branch("main"), shipped.branch("main")
    line = clone.line(main)
    require(before in clone.below(main), "commits of main are gone: whoever has them already will bring them back, or be stuck")
    new = line.index(before) if before in line else "other"
    require(new == 1, f"main has {new} new commits; one is due")
    wanted = settings(shipped.tree("main")["settings.txt"]) | {"share": "1"}
    assert_equal(settings(clone.tree("main").get("settings.txt", "")), wanted, said="settings.txt on main")
    require({**clone.tree("main"), "settings.txt": ""} == {**shipped.tree("main"), "settings.txt": ""},
            "the new commit on main changes more than the one it reverts")


@hint("Two kinds of tags there are; git cat-file -t v1.0 says which yours is.")
def test_tag_is_annotated_and_at_main(yours, rng):
    """v1.0 is an annotated tag of main after the revert."""
    shipped, clone, _ = repaired(yours, rng)
    main = clone.branch("main")
    tag = clone.refs.get("refs/tags/v1.0")
    require(tag is not None, "there is no tag v1.0")
    require(tag["kind"] == "tag", "v1.0 is a bare name of a commit: who made it, when and why is written nowhere")
    require(main != shipped.branch("main"), "main has no new commit that v1.0 could be at")
    where = clone.subject(tag["commit"]) if tag["commit"] in clone.commits else tag["commit"]
    require(tag["commit"] == main, f"v1.0 is at the commit “{where}”, which is not main's last")


@hint("Which commit does bisect name: the last good or the first bad one?",
      "What of HEAD when git bisect run has ended?")
def test_bad_txt_names_the_first_bad_commit(yours, rng):
    """bad.txt holds the hash of the first commit at which ./check.sh fails, and lies in no commit."""
    shipped, clone, ran = repaired(yours, rng)
    line = shipped.line(shipped.branch("main"))[::-1]
    limit = int(re.search(r"-lt (\d+)", shipped.tree("main")["check.sh"])[1])
    values = [int(v) for v in shipped.tree("main")["values.txt"].split()]
    measured = [c for c in line if shipped.subject(c) == "Begin" or shipped.subject(c).startswith("Measurement")]
    first = next(c for n, c in enumerate(measured, 1) if sum(values[:n]) >= limit)
    text = ran.text("clone/bad.txt", "there is no bad.txt beside README.md")
    got = text.strip()
    require(re.fullmatch("[0-9a-f]{40}", got), f"bad.txt holds {got[:60]!r}, which is no hash of 40 digits")
    require(got in shipped.commits, "the hash in bad.txt is that of no commit of origin/main")
    require(got == first, f"bad.txt names “{shipped.subject(got)}”; ./check.sh " +
            ("fails before that" if line.index(got) > line.index(first) else "passes there"))
    holders = [name for name in ("main", "fix", "draft") if f"refs/heads/{name}" in clone.refs and "bad.txt" in clone.tree(name)]
    require(not holders, f"bad.txt is committed on {', '.join(holders)}")


# %% bash: a data pipeline
FIXTURE = '''
import json, os
with open("fixture.json") as file:
    cases = json.load(file)
for number, (files, _, broken) in enumerate(cases):
    here = f"case{number}"
    for path, text in files.items():
        os.makedirs(os.path.dirname(f"{here}/{path}"), exist_ok=True)
        with open(f"{here}/{path}", "w", newline="") as file:
            file.write(text)
    for name in ("", "-marks", "-spare", "-tools"):
        os.makedirs(here + name, exist_ok=True)
    for tool in broken:
        real = next(p for p in (f"/bin/{tool}", f"/usr/bin/{tool}") if os.path.exists(p))
        with open(f"{here}-tools/{tool}", "w") as file:
            file.write(f'#!/bin/bash\\n: > "$MARKS/{tool}"\\n{real} "$@" | head -n 1\\nexit 3\\n')
        os.chmod(f"{here}-tools/{tool}", 0o755)
'''
RUN = 'export MARKS=$PWD/$1-marks TMPDIR=$PWD/$1-spare PATH="$PWD/$1-tools:$PATH"; cd "$1"; shift; exec bash ../pipeline.sh "$@"'
AFTER = '''
import glob, json, os
told = []
for number in range(len(glob.glob("case*-marks"))):
    found = {}
    for top in (f"case{number}", f"case{number}-spare"):
        for folder, _, names in os.walk(os.fsencode(top)):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    text = path.decode("utf-8", "surrogateescape").partition("/")[2]
                    with open(path, "rb") as file:
                        found[text if top == f"case{number}" else "$TMPDIR/" + text] = file.read(100000).decode("utf-8", "replace")
    told.append([found, sorted(os.listdir(f"case{number}-marks"))])
print(json.dumps(told))
'''


def piped(yours, *cases):
    """Run pipeline.sh on cases (files, words, broken tools); return of each its step, what lies there then, and the broken tools used."""
    commands = [["bash", "-c", RUN, "run", f"case{number}", *words] for number, (_, words, _) in enumerate(cases)]
    ran = bench({"pipeline.sh": yours.pipeline_script},
                stage("python -S fixture.py", *commands, "python -S after.py",
                      files={"fixture.py": FIXTURE, "fixture.json": json.dumps(cases), "after.py": AFTER}))
    ran[0].succeeds("the files cannot be made")
    return [(step, *told) for step, told in zip(ran.steps[1:], ran.steps[-1].data)]


def counted(files, folder):
    """Return what out_file holds in the end."""
    names = dict(row.split("\t", 1) for row in files[f"{folder}/keys.tsv"].split("\n") if row)
    counts = {}
    for path, text in files.items():
        if path.startswith(folder + "/") and path.endswith(".csv"):
            for row in text.split("\n"):
                if row.strip(" ") and not row.startswith("#"):
                    key = row.split(",")[0]
                    counts[key] = counts.get(key, 0) + 1
    return "".join(f"{key}\t{names[key]}\t{counts[key]}\n" for key in sorted(counts, key=str.encode) if key in names)


def rows(rng, keys, n):
    return [f"{keys[int(i)]},{int(v)}" for i, v in zip(rng.integers(len(keys), size=n), rng.integers(100, size=n))]


def assert_written(step, there, files, folder, out):
    step.succeeds("pipeline.sh fails")
    require(out in there, f"pipeline.sh writes no {out}")
    assert_equal(there[out], counted(files, folder), said=f"of {json.dumps(files, ensure_ascii=False)[:400]}: {out}")
    left = sorted(set(there) - set(files) - {out})
    require(not left, f"pipeline.sh leaves {ascii(left[0]) if left else ''} behind")
    changed = [path for path, text in files.items() if there.get(path) != text]
    require(not changed, f"pipeline.sh changes {ascii(changed[0]) if changed else ''}")


@hint("Which rows count?  What becomes of a key without a name, of a name without rows?")
def test_counts_and_names(yours, rng):
    """Rows are counted by key, named by keys.tsv, and sorted by key; what has no name is dropped."""
    keys = ["b", "a", "B", "a+b", "c"]
    small = {"in/keys.tsv": "a\tfirst\n", "in/x.csv": "a,1\n"}
    large = {"in/keys.tsv": "b\tsecond one\nB\tcapital\na\tfirst\na+b\tsum\nz\tnever\n",
             "in/x.csv": "\n".join(["# measured", "", *rows(rng, keys, 6), "  ", *rows(rng, keys, 5)]) + "\n",
             "in/below/deep/y.csv": "\n".join(rows(rng, keys, 4)) + "\n", "in/notes.txt": "a,1\n"}
    for files, (step, there, _) in zip((small, large), piped(yours, *((files, ["in", "out.tsv"], []) for files in (small, large)))):
        assert_written(step, there, files, "in", "out.tsv")


@hint("What does the shell do to a name with a space in it that is not quoted?",
      "Which character can no name hold?  find and xargs can separate by it.")
def test_takes_any_name(yours, rng):
    """Names of files and folders may hold spaces, newlines, stars and quotes."""
    keys = ["a", "b"]
    files = {"the data/keys.tsv": "a\tfirst\nb\tsecond\n", "the data/plain.csv": "a,1\n",
             "the data/my file.csv": "\n".join(rows(rng, keys, 3)) + "\n",
             "the data/a*/it's \"one\".csv": "\n".join(rows(rng, keys, 4)) + "\n",
             "the data/two\nlines.csv": "\n".join(rows(rng, keys, 2)) + "\n"}
    (step, there, _), = piped(yours, (files, ["the data", "the result.tsv"], []))
    assert_written(step, there, files, "the data", "the result.tsv")


@hint("What becomes of two files written one after the other, if the first ends without a newline?")
def test_the_last_line_may_lack_its_newline(yours, rng):
    """A file whose last line ends without a newline loses no row and joins none."""
    files = {"in/keys.tsv": "a\tfirst\nb\tsecond\n", **{f"in/{i}.csv": "\n".join(rows(rng, ["a", "b"], 2)) for i in range(3)}}
    (step, there, _), = piped(yours, (files, ["in", "out.tsv"], []))
    assert_written(step, there, files, "in", "out.tsv")


@hint("With no file at all, what do the commands after find read?")
def test_no_rows_give_an_empty_file(yours):
    """Without any *.csv, or with no name at all, out_file is empty and the status 0."""
    cases = ({"in/keys.tsv": "a\tfirst\n"}, {"in/keys.tsv": "", "in/x.csv": "a,1\n"})
    for files, (step, there, _) in zip(cases, piped(yours, *((files, ["in", "out.tsv"], []) for files in cases))):
        assert_written(step, there, files, "in", "out.tsv")


def assert_refused(step, there, files, out, why):
    step.fails(f"{why}: a status other than 0 is due")
    require(step.err.strip(), f"{why}: a sentence on standard error is due")
    require(there.get(out) == files.get(out), f"{why}: {out} " + ("is not as it was before" if out in files else "is written all the same"))
    left = sorted(p for p in set(there) - set(files))
    require(not left, f"{why}: {ascii(left[0]) if left else ''} is left behind")


@hint("What should happen before the first command runs?  On which stream does a complaint belong?")
def test_refuses_what_cannot_be(yours):
    """Without in_dir, without keys.tsv or with wrong words it fails, says so, and leaves out_file as it was."""
    good = {"in/keys.tsv": "a\tfirst\n", "in/x.csv": "a,1\n"}
    cases = [("no in_dir", {}, ["in", "out.tsv"]), ("no in_dir", {"out.tsv": "before\n"}, ["in", "out.tsv"]),
             ("no keys.tsv", {"in/x.csv": "a,1\n"}, ["in", "out.tsv"]),
             ("no keys.tsv", {"in/x.csv": "a,1\n", "out.tsv": "before\n"}, ["in", "out.tsv"]),
             ("one word", good, ["in"]), ("no words", good, [])]
    *refused, (fine, _, _) = piped(yours, *((files, words, []) for _, files, words in cases), (good, ["in", "out.tsv"], []))
    for (why, files, _), (step, there, _) in zip(cases, refused):
        assert_refused(step, there, files, "out.tsv", why)
    fine.succeeds("pipeline.sh refuses what can be, too")


@hint("Whose status does a pipeline have?  Which line of the script changes that?",
      "What does out_file hold when a command fails half-way?")
def test_a_failure_on_the_way_is_one(yours):
    """A command that fails on the way makes the script fail; out_file is as it was before and nothing is left behind."""
    files = {"in/keys.tsv": "a\tfirst\nb\tsecond\n", "in/x.csv": "a,1\nb,2\na,3\n", "out.tsv": "before\n"}
    tools = ["sort", "awk", "join"]
    *broken, (whole, _, _) = piped(yours, *((files, ["in", "out.tsv"], [tool]) for tool in tools), (files, ["in", "out.tsv"], []))
    whole.succeeds("with all commands in order pipeline.sh fails")
    for tool, (step, there, used) in zip(tools, broken):
        if tool in used:
            assert_refused(step, there, files, "out.tsv", f"{tool} fails")


@hint("bash -n reads a script without running it.")
def test_is_a_strict_script(yours):
    """bash can read it, it sets -euo pipefail before anything else, and other languages are left out."""
    ran = bench({"pipeline.sh": yours.pipeline_script}, stage("bash -n pipeline.sh", wanted=["pipeline.sh"]))
    ran[0].succeeds("bash cannot read pipeline.sh")
    said = [row.strip() for row in ran.text("pipeline.sh").splitlines() if row.strip() and not row.lstrip().startswith("#")]
    require(said and re.split("[#;&]", said[0])[0].strip() == "set -euo pipefail", "the first command is not set -euo pipefail")
    others = sorted({word for row in said for word in re.findall(r"(?<![\w.-])(python[\d.]*|perl|ruby|node)(?![\w.-])", row)})
    require(not others, f"pipeline.sh runs {', '.join(others)}")


# %% ignore: what git is not to see, and how it sees the rest
IGNORED = (".ipynb_checkpoints/a.ipynb", "notes/deep/.ipynb_checkpoints/b-checkpoint.ipynb", "data/raw.csv", "data/2024/more.csv",
           "data/2024/README.md",
           "checkpoints/last.pt", "checkpoints/run 1/best.ckpt")
KEPT = ("data/README.md", "src/data/load.py", "src/data/raw.csv", "notes/a.ipynb", "checkpoints/README.md", "checkpoints/run 1/log.txt",
        "model.pt", "src/checkpoints/save.pt", "database/x.csv", "README.md", "checkpoints.py")
UNSAID = dict.fromkeys(("text", "eol", "diff", "merge"), "unspecified")
ATTRIBUTES = {"a.ipynb": {"text": "set", "eol": "lf", "diff": "unset", "merge": "unspecified"},
              "deep/b.ipynb": {"text": "set", "eol": "lf", "diff": "unset", "merge": "unspecified"},
              "w.bin": {"text": "unset", "diff": "unset", "merge": "unset"},
              "deep/er/w.bin": {"text": "unset", "diff": "unset", "merge": "unset"},
              "a.py": UNSAID, "bin/a.csv": UNSAID, "notes.ipynb.md": UNSAID}
ASK = '''
import json, subprocess, sys
with open("paths.json") as file:
    paths = json.load(file)
def git(*words):
    return subprocess.run(["git", *words], input="\\0".join(paths) + "\\0", capture_output=True, text=True)
subprocess.run(["git", "init", "-q"], check=True)
if sys.argv[1] == "ignore":
    ran = git("check-ignore", "--no-index", "-z", "--stdin")
    print(json.dumps([p for p in ran.stdout.split("\\0") if p]))
else:
    words = git("check-attr", "-z", "--stdin", "text", "eol", "diff", "merge").stdout.split("\\0")[:-1]
    found = {}
    for path, name, value in zip(words[::3], words[1::3], words[2::3]):
        found.setdefault(path, {})[name] = value
    print(json.dumps(found))
'''


@hint("Does a pattern with a slash in it hold at the top alone, or everywhere?  And one without?",
      "In a folder that is ignored as a whole nothing can be taken back.")
def test_ignores_what_is_made_and_keeps_what_is_written(yours):
    """What is listed is ignored, and what only resembles it is not."""
    files = {"ask.py": ASK, "paths.json": json.dumps([*IGNORED, *KEPT])}
    ran = bench({".gitignore": yours.gitignore_text}, stage("python -S ask.py ignore", files=files))
    ignored = ran[0].succeeds("git cannot read .gitignore").data
    missing, lost = [p for p in IGNORED if p not in ignored], [p for p in KEPT if p in ignored]
    require(not missing, f"{missing[0] if missing else ''} is not ignored")
    require(not lost, f"{lost[0] if lost else ''} is ignored")


@hint("git check-attr -a file says what holds of a file.", "`text`, `-text` and no word at all are three different things.")
def test_says_how_files_are_treated(yours):
    """Notebooks are text that is not diffed, *.bin neither text nor diffed nor merged, and of the rest nothing is said."""
    files = {"ask.py": ASK, "paths.json": json.dumps(list(ATTRIBUTES))}
    ran = bench({".gitattributes": yours.gitattributes_text}, stage("python -S ask.py attributes", files=files))
    found = ran[0].succeeds("git cannot read .gitattributes").data
    for path, wanted in ATTRIBUTES.items():
        for name, value in wanted.items():
            got = found.get(path, {}).get(name)
            require(got == value, f"{path}: {name} is {got}; {value} is due")
