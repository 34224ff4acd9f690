"""Two steps of `nbgrader autograde` in the place of its own: a notebook is judged behind the wall, and no cell of it runs in a kernel."""
import json
import secrets
from typing import Any

from nbformat import from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from ..course.exercises import every_exercise
from ..errors import CourseError, LearnerError
from ..grading import course_version
from ..notebook.reading import program
from .jobs import Job
from .nbgrader import score, with_feedback
from .running import Grader, How
from .standing import Cell, Word

FOUND = "groundwork"        # where the first step leaves for the second what it found
ALONE = (". `nbgrader autograde` judges each notebook by itself: `grade class collect` of submitted/, `grade class run` and `grade class export --to nbgrader` "
         "judge it with the learner's other notebooks and folders")


class Judge(NbGraderPreprocessor):
    """Grades what the notebook defines, confined; its grade cells show the feedback."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        where = resources["nbgrader"]
        found = judged(json.dumps(nb).encode(), where["notebook"], where["student"])
        if found.word != "graded":
            self.log.warning("%s, %s: %s", found.learner, found.exercise, ": ".join(filter(None, (found.word.replace("_", " "), found.why))))
        resources[FOUND] = found
        return from_dict(with_feedback(nb, found)), resources


class Save(NbGraderPreprocessor):
    """Puts what was found into the gradebook: by part, whatever became of the cells; what was not judged waits for a person."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as book:
            score(book.find_submission_notebook(where["notebook"], where["assignment"], where["student"]), resources[FOUND])
            book.db.commit()
        return nb, resources


def judged(data: bytes, name: str, learner: str) -> Cell:
    """Return what a learner's notebook is worth; what cannot be graded is told apart from zero."""
    exercise = next((e for e in every_exercise() if e.name == name), None)
    if exercise is None:
        return Cell(learner, name, "not_graded", why=f"no exercise is called {name}: the notebook keeps the name it was released under")
    grader = Grader(How(confine=True))
    try:
        text = program(data, exercise).text.encode()
        found = grader.judge(Job("", learner, exercise.id, course_version(exercise), secrets.randbelow(1 << 31), "", text=text))
    except LearnerError as error:
        return Cell(learner, exercise.id, "not_graded", why=error.message)
    except CourseError as error:
        return Cell(learner, exercise.id, "not_graded", why=f"{error}: a fault of the course, not of the learner")
    finally:
        grader.close()
    why = next((str(f["message"]) for f in found.findings if f.get("message")), "") + (ALONE if found.asks else "")
    word: Word = found.status if found.status != "graded" or found.possible else "not_graded"
    return Cell(learner, exercise.id, word, earned=found.earned, possible=found.possible, outcome=found, why=why)
