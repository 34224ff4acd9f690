import json
import numpy as np
from autograder.checks import assert_close, assert_equal, bench, hint, require, stage, worth
from reference import series_tools
from reference.series_tools import MUTANTS, package

judged_loosely = {"package": "what comes back is printed by commands, as text", "tests": "exit statuses and counts",
                  "cli": "as for the package"}

EXACT = 1e-12       # relative: a plain sum of nine numbers is off by less, as none of them cancel
BUILD = '''
import contextlib, importlib, os, sys, tomllib
log = os.open("log.txt", os.O_RDWR | os.O_CREAT)
out = os.dup(2)
os.dup2(log, 1); os.dup2(log, 2)
os.mkdir("wheel")
os.chdir("tree")
try:
    with open("pyproject.toml", "rb") as file:
        system = tomllib.load(file).get("build-system", {})
    sys.path[:0] = system.get("backend-path", [])
    module, _, inside = system.get("build-backend", "setuptools.build_meta:__legacy__").partition(":")
    backend = importlib.import_module(module)
    for name in filter(None, inside.split(".")):
        backend = getattr(backend, name)
    name = backend.build_wheel("../wheel")
    os.rename(f"../wheel/{name}", "../wheel/built.whl")
    with open("../wheel/name.txt", "w") as file:
        file.write(os.path.basename(name))
except BaseException as error:
    os.write(out, f"{type(error).__name__}: {error}\\n".encode())
    os._exit(1)
os._exit(0)
'''
INSTALL = '''
import configparser, email, json, os, re, zipfile
names, entries, about = [], {}, {}
with zipfile.ZipFile("wheel/built.whl") as wheel:
    wheel.extractall("site")
    names = sorted(n for n in wheel.namelist() if ".dist-info/" not in n)
    for name in wheel.namelist():
        if re.fullmatch(r"[^/]+[.]dist-info/METADATA", name):
            said = email.message_from_bytes(wheel.read(name))
            about = {"name": said["Name"], "version": said["Version"]}
        if re.fullmatch(r"[^/]+[.]dist-info/entry_points[.]txt", name):
            parser = configparser.ConfigParser(delimiters=("=",))
            parser.optionxform = str
            parser.read_string(wheel.read(name).decode())
            entries = dict(parser["console_scripts"]) if parser.has_section("console_scripts") else {}
os.mkdir("bin")
for name, where in entries.items():
    module, _, inside = where.partition(":")
    with open("bin/" + os.path.basename(name), "w") as file:
        called = f"{module.strip()}.{inside.split('[')[0].strip()}"
        file.write(f"import sys\\nsys.path.insert(0, 'site')\\nimport {module.strip()}\\nsys.exit({called}())\\n")
print(json.dumps({"files": names, "about": about, "scripts": sorted(entries)}))
'''
CALL = '''
import contextlib, importlib, io, json, os, sys
sys.modules["statistics"] = None
sys.path.insert(0, "site")
with open("cases.json") as file:
    cases = json.load(file)
told = []
for path, arguments in cases:
    module, _, name = path.partition(":")
    out, err = io.StringIO(), io.StringIO()
    given = json.dumps(arguments)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            value = getattr(importlib.import_module(module), name)
            if callable(value):
                value = value(*arguments)
            json.dumps(value)
        row = {"value": value}
    except BaseException as error:
        row = {"raised": [c.__name__ for c in type(error).__mro__], "said": str(error)[:200]}
    row |= {"out": out.getvalue()[:2000], "err": err.getvalue()[:2000], "changed": json.dumps(arguments) != given}
    told.append(row)
print(json.dumps(told))
'''
RUN_TESTS = '''
import json, os, shutil, sys
place, measured = os.path.realpath("installed"), "measure" in sys.argv      # one name for all: where a package lies says nothing of it
shutil.rmtree(place, ignore_errors=True)
os.rename(sys.argv[1], place)
once = ["-x"] * ("once" in sys.argv)
del sys.argv[1:]
sys.path.insert(0, place)
os.environ["PYTHONPATH"] = place
import pytest
inside = place + "/seriestools/"
seen, told = set(), {"passed": 0, "failed": [], "lines": 0, "seen": 0, "unseen": []}

def trace(frame, event, argument):
    if not frame.f_code.co_filename.startswith(inside):
        return None
    if event == "line":
        seen.add((frame.f_code.co_filename, frame.f_lineno))
    return trace

def lines(code):
    yield from (line for _, _, line in code.co_lines() if line)
    for constant in code.co_consts:
        if hasattr(constant, "co_lines"):
            yield from (line for line in lines(constant) if line != constant.co_firstlineno)

class Listener:
    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            told["passed"] += 1
        elif report.failed:
            told["failed"].append(report.nodeid)
    def pytest_collectreport(self, report):
        if report.failed:
            told["failed"].append(f"{report.nodeid}: " + str(report.longrepr).strip().splitlines()[-1])

if measured:
    sys.settrace(trace)
without = ("cacheprovider", "junitxml", "pastebin", "doctest", "terminal")
status = pytest.main(once + ["--assert=plain", *(f"-pno:{name}" for name in without),
                      "-p", "no:terminal", "-c", os.devnull, "--rootdir", ".", "tests"], plugins=[Listener()])
sys.settrace(None)
if measured:
    for folder, _, names in os.walk(inside):
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                with open(path) as file:
                    there = set(lines(compile(file.read(), path, "exec")))
                told["lines"] += len(there)
                unseen = there - {line for file, line in seen if file == path}
                told["seen"] += len(there) - len(unseen)
                told["unseen"] += [f"{path.removeprefix(inside)}:{line}" for line in sorted(unseen)]
print()
print(json.dumps(told))
sys.stdout.flush()
os._exit(int(status))
'''


MADE = stage("python build.py", "python -S install.py", wanted=["site", "bin", "wheel/name.txt"],
             files={"build.py": BUILD, "install.py": INSTALL, "tree/tests/__init__.py": "",
                    "tree/tests/test_bait.py": "def test_nothing():\n    pass\n"})


def built(yours, *commands, files):
    """Build the package with tests beside it, install it, and run commands where its source is not."""
    ran = bench({"tree/": yours.build_tree}, MADE, *([stage(*commands, files=files)] if commands else []))
    ran[0].succeeds("your package is not built")
    ran[1].succeeds("what was built is no wheel")
    return ran


def called(yours, cases, **files):
    """Return what calls in the installed package do, each a dict."""
    ran = built(yours, "python -S call.py", files={"call.py": CALL, "cases.json": json.dumps(cases), **files})
    return ran[2].succeeds("your package cannot be called").data


def value(row, call):
    require("value" in row, f"{call}: {' '.join(row.get('raised', ['?'])[:1])}: {row.get('said', '')}", got=row)
    return row["value"]


def series(rng, n):
    return [round(float(x), 3) for x in rng.uniform(1, 100, n)]


# %% package: what can be built, installed and imported
@hint("What does pyproject.toml name as build-backend?  Only setuptools is there, and nothing can be downloaded.",
      "Build it yourself in a copy of the folder: pip wheel --no-build-isolation --no-deps .")
def test_builds_without_a_network(yours):
    """Your package is built into a wheel, with nothing but setuptools and no network."""
    ran = built(yours, files={})
    require(ran.text("wheel/name.txt", "no wheel was built").startswith("seriestools-"),
            "the wheel is not that of a project called seriestools")


@hint("Which files does the wheel hold?  A wheel is a zip file: python -m zipfile -l …whl.",
      "What does your module need beside itself when it is imported?")
def test_is_imported_where_its_source_is_not(yours):
    """Once installed, your package is imported with its source gone, and its version is the project's."""
    cases = [["seriestools:__version__", []], ["seriestools.cli:__name__", []]]
    ran = built(yours, "python -S call.py", files={"call.py": CALL, "cases.json": json.dumps(cases)})
    rows = ran[2].succeeds("your package cannot be imported").data
    version = value(rows[0], "import seriestools")
    value(rows[1], "import seriestools.cli")
    about = ran[1].data["about"]
    require(str(about.get("name")).lower() == "seriestools", "the project is not called seriestools")
    require(version == about.get("version"), f"seriestools.__version__ is {version!r}, the project's version {about.get('version')!r}")


@hint("Where does your build look for packages?")
def test_ships_no_tests(yours):
    """The wheel holds the package alone: the tests beside it stay at home."""
    files = built(yours, files={})[1].data["files"]
    require("seriestools/__init__.py" in files, f"the wheel holds no seriestools/__init__.py; it holds {', '.join(files) or 'nothing'}")
    others = [name for name in files if not name.startswith("seriestools/") or "test" in name.removeprefix("seriestools/")]
    require(not others, f"the wheel holds {', '.join(others[:5])}")


def test_mean_is_the_sum_over_the_number(yours, rng):
    """mean(xs) is the sum of the numbers over their number."""
    cases = [["seriestools:mean", [xs]] for xs in ([2], [1, 2], series(rng, 3), series(rng, 9))]
    for (_, (xs,)), row in zip(cases, called(yours, cases)):
        assert_close(value(row, f"mean({xs})"), series_tools.mean(xs), rtol=EXACT, said=f"mean({xs})")


@hint("Try [1, 2], then [3, 1, 2].")
def test_median_is_in_the_middle(yours, rng):
    """median(xs) has as many numbers below as above, and is the average of two in the middle."""
    cases = [["seriestools:median", [xs]] for xs in ([2], [1, 2], [3, 1, 2], series(rng, 5), series(rng, 8))]
    for (_, (xs,)), row in zip(cases, called(yours, cases)):
        assert_close(value(row, f"median({xs})"), series_tools.median(xs), rtol=EXACT, said=f"median({xs})")


@hint("Try k = 0, and a list that is not sorted.")
def test_trimmed_loses_both_ends(yours, rng):
    """trimmed(xs, k) is sorted, lacks the k smallest and the k largest, and leaves xs as it was."""
    given = (([2], 0), ([2, 1], 0), ([3, 1, 2], 1), (series(rng, 7), 2), (series(rng, 6), 1))
    cases = [["seriestools:trimmed", [xs, k]] for xs, k in given]
    for (_, (xs, k)), row in zip(cases, called(yours, cases)):
        assert_equal(value(row, f"trimmed({xs}, {k})"), series_tools.trimmed(xs, k), said=f"trimmed({xs}, {k})")
        require(not row["changed"], f"trimmed({xs}, {k}) changes the list it is given")


@hint("Which of these raises nothing, or another exception?")
def test_refuses_what_has_no_answer(yours, rng):
    """No numbers, nothing left, or k < 0 raise ValueError."""
    few = series(rng, 4)
    cases = [["mean", [[]]], ["median", [[]]], ["trimmed", [[], 0]], ["trimmed", [few, 2]], ["trimmed", [few, 3]], ["trimmed", [few, -1]]]
    for (name, arguments), row in zip(cases, called(yours, [[f"seriestools:{name}", a] for name, a in cases])):
        call = f"{name}({', '.join(map(str, arguments))})"
        require("value" not in row, f"{call} returned {row.get('value')}; ValueError is due")
        require("ValueError" in row["raised"], f"{call} raised {row['raised'][0]}: {row['said']}; ValueError is due")


# %% tests: what would notice a mistake
def trials(yours):
    """Run the learner's tests on the right package and on each wrong one, with process and place shared by none."""
    files = {f"right/{path}": text for path, text in package().items()}
    for number in range(len(MUTANTS)):
        files |= {f"wrong{number}/{path}": text for path, text in package(number).items()}
    places = ["right", *(f"wrong{number}" for number in range(len(MUTANTS)))]
    commands = [f"python run_tests.py {place}" + " once" * (place != "right") for place in places]
    return bench({"tests/": yours.build_tests}, stage(*commands, files={"run_tests.py": RUN_TESTS, **files}))


def passes(step, whose):
    """The tests pass, and there are some."""
    told = step.data if step.out.strip() else {}
    failed = told.get("failed", []) if isinstance(told, dict) else []
    require(step.status != 5, "pytest finds no test: files are called test_….py, functions test_…")
    step.succeeds(f"your tests fail on {whose}" + (f": {', '.join(failed[:4])}" if failed else ""))
    require(told.get("passed", 0) >= 1, f"no test of yours passes on {whose}")
    return told


@hint("What do your tests ask for that the statement does not promise?")
def test_pass_on_another_right_package(yours):
    """Your tests pass on another right package: they ask for what the statement says and no more."""
    passes(trials(yours)[0], "another right package")


@hint("Which mistake could one make in each function, and which test of yours would fail then?",
      "Change a line of your own package: does a test fail?")
@worth(2)
def test_notice_wrong_packages(yours):
    """Your tests fail on at least five of six packages with one mistake each."""
    ran = trials(yours)
    passes(ran[0], "another right package")
    missed = [what for (what, *_), step in zip(MUTANTS, ran.steps[1:]) if step.status not in (1, 2)]
    one = missed[0] if missed else ""
    require(len(missed) <= 1, f"your tests pass on {len(missed)} of {len(MUTANTS)} wrong packages, among them one in which {one}")


@hint("Which lines does no test reach?  The command has lines too.")
def test_reach_the_lines_of_your_package(yours):
    """Your tests pass on your installed package and run nine tenths of its lines."""
    ran = bench({"tree/": yours.build_tree}, MADE, stage("python run_tests.py site measure", files={"run_tests.py": RUN_TESTS}),
                later={"tests/": yours.build_tests})
    for step in ran.steps[:2]:
        step.succeeds("your package is not built")
    told = passes(ran[2], "your own package")
    require(told["lines"] > 0 and told["seen"] >= 0.9 * told["lines"],
            f"your tests run {told['seen']} of the {told['lines']} lines of your package; nine tenths are due, and no test reaches "
            + ", ".join(told["unseen"][:6]))


# %% cli: the command line
def file_of(xs):
    return "".join(f"{x!r}\n" for x in xs)


@hint("Call main([name]) in a Python session and look at what it prints and what it returns.")
def test_prints_number_mean_and_median(yours, rng):
    """main([FILE]) prints number, mean and median, each by its repr, and returns 0."""
    lists = [[2], [1.5, 2.5], series(rng, 5), series(rng, 8)]
    cases = [["seriestools.cli:main", [[f"numbers{i}.txt"]]] for i in range(len(lists))]
    for xs, row in zip(lists, called(yours, cases, **{f"numbers{i}.txt": file_of(xs) for i, xs in enumerate(lists)})):
        assert_equal(value(row, f"main([FILE]), which holds {xs}"), 0, said=f"main([FILE]), which holds {xs}, returns")
        words = row["out"].split(" ")
        require(row["out"].endswith("\n") and len(words) == 3 and row["out"].count("\n") == 1,
                f"a line `n mean median` is due, printed was {row['out'][:80]!r}")
        n, *numbers = words
        require(n == str(len(xs)), f"of {len(xs)} numbers the first word is {n!r}")
        for word, exact, what in zip(numbers, (series_tools.mean(xs), series_tools.median(xs)), ("mean", "median")):
            try:
                got = float(word)
            except ValueError:
                require(False, f"the {what} is printed as {word!r}, which is no number")
            assert_close(got, exact, rtol=EXACT, said=f"the {what} of {xs}")
            require(repr(got) == word.strip(), f"the {what} is printed as {word.strip()!r}, its repr is {got!r}")


@hint("What does open raise, and float?  Where do complaints go?")
def test_complains_in_one_line(yours, rng):
    """A missing file, a bad line, no number or wrong words give 2 and one line on standard error, no traceback."""
    files = {"empty.txt": "", "bad.txt": file_of(series(rng, 2)) + "two\n", "good.txt": file_of(series(rng, 3))}
    cases = [[], ["missing.txt"], ["bad.txt"], ["empty.txt"], ["good.txt", "good.txt"]]
    for words, row in zip(cases, called(yours, [["seriestools.cli:main", [words]] for words in cases], **files)):
        assert_equal(value(row, f"main({words})"), 2, said=f"main({words}) returns")
        require(row["out"] == "", f"main({words}) prints {row['out'][:80]!r} on standard output; only standard error is due")
        require(row["err"].count("\n") == 1 and row["err"].strip(),
                f"main({words}) prints {row['err'].count(chr(10))} lines on standard error; one is due")


@hint("With which arguments is a console script's function called?  What becomes of the value it returns?")
def test_is_installed_as_a_command(yours, rng):
    """The console script `seriestools` does what main does and ends with the status that main returns."""
    xs = series(rng, 4)
    ran = built(yours, "python -S bin/seriestools numbers.txt", "python -S bin/seriestools missing.txt", files={"numbers.txt": file_of(xs)})
    scripts = ran[1].data["scripts"]
    require("seriestools" in scripts, f"the project has no console script seriestools; it has {', '.join(scripts) or 'none'}")
    ran[2].succeeds("`seriestools FILE` fails")
    require(ran[2].out.startswith(f"{len(xs)} "), f"`seriestools FILE` prints {ran[2].out[:80]!r}")
    require(ran[3].status == 2 and "Traceback" not in ran[3].err,
            f"`seriestools missing.txt` ends with status {ran[3].status}; 2 and no traceback are due")
