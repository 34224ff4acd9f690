"""Where things are.  No other module spells the name of a folder."""
import os
from functools import cache
from pathlib import Path

STATE = ".grade"        # marks a folder as a learner's workspace
OVERLAY = "overlay.yaml"        # what an instructor says of worth, dates and the secret seed


@cache
def root() -> Path:
    """Return the course: what GROUNDWORK_COURSE names, else the checkout the engine lies in."""
    named = os.environ.get("GROUNDWORK_COURSE")
    return Path(named).resolve() if named else Path(__file__).resolve().parents[2]


def overlay() -> Path | None:
    """Return the private overlay that is in force, if any: what GROUNDWORK_OVERLAY names."""
    named = os.environ.get("GROUNDWORK_OVERLAY")
    return Path(named).resolve() if named else None


def roots(of: Path) -> tuple[Path, ...]:
    """Return the folders that make up a course; what the last one has stands in place of what the others have."""
    over = overlay()
    return (root(), over) if over and of in (root(), over) else (of,)


def curriculum(root: Path) -> Path:
    return root / "curriculum"


def solutions(root: Path) -> Path:
    return root / "solutions"


def exercises(root: Path) -> Path:
    return root / "exercises"


def reference(root: Path) -> Path:
    return root / "reference"


def kept(root: Path) -> Path:
    """Return the answers of oracles that a learner's copy has in their place."""
    return reference(root) / "kept"


def probes(root: Path, area: str, name: str) -> Path:
    """Return what the known misconceptions of an exercise answer, in a learner's copy, which has no wrong answers."""
    return root / "misconceptions" / area / f"{name}.probes"


def planned(root: Path) -> Path:
    """Return the list of what is not built yet."""
    return curriculum(root) / "planned.yaml"


def calibration(root: Path, exercise: str) -> Path:
    """Return the table of what the reference reached in an exercise that trains."""
    return reference(root) / "calibration" / f"{exercise}.yaml"


def derivations(root: Path) -> Path:
    """Return what says how a derivation is written."""
    return root / "docs" / "derivations.md"


def verified(root: Path) -> Path:
    """Return the record of exercises whose laws were seen to hold."""
    return root / "verified.lock"


def workspace() -> Path:
    """Return the learner's folder: what GROUNDWORK_WORK names, else the nearest one around here, else `work` in the course."""
    if named := os.environ.get("GROUNDWORK_WORK"):
        return Path(named).resolve()
    here = Path.cwd()
    return next((p for p in (here, *here.parents) if (p / STATE).is_dir()), root() / "work")


def is_of_the_course(folder: Path) -> bool:
    """Return whether a folder is the course, or one in which the course keeps files of its own."""
    return folder == root() or any(folder.is_relative_to(own(root())) for own in (curriculum, exercises, solutions, reference))


def state(workspace: Path) -> Path:
    """Return where a workspace keeps what the grader writes."""
    return workspace / STATE


def ledger(workspace: Path) -> Path:
    return state(workspace) / "attempts.jsonl"


def exams(workspace: Path) -> Path:
    """Return where the files of exams lie."""
    return workspace / "exams"


def reviews(workspace: Path) -> Path:
    """Return where the copies lie that are filled in again."""
    return workspace / "reviews"


def posed(workspace: Path, id: str) -> Path:
    """Return where the problems of a sitting or a review are kept as they were set."""
    return state(workspace) / "problems" / f"{id}.json"


def mine(workspace: Path) -> Path:
    """Return the package of the learner's own functions."""
    return workspace / "mine"


def pinned(workspace: Path) -> Path:
    """Return where their sources are kept as they passed."""
    return state(workspace) / "mine"


def manifest(workspace: Path, id: str, function: str = "") -> Path:
    """Return where the manifest of an exercise's experiment lies, or of one function of the learner's."""
    return workspace / "manifests" / f"{id}{'.' + function if function else ''}.json"
