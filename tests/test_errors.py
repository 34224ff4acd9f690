"""What goes wrong in another process comes home whole, as itself."""
import pickle

import pytest

from autograder import errors

EACH = [errors.CourseError("a/test_b.py", 3, "holds no check"), errors.UsageError("type this"), errors.SurroundingsError("no room"), errors.WallError("broken"),
        errors.Mismatch("not equal", 1, 2, "[0]"), errors.LearnerError("raised", "ZeroDivisionError", ["ZeroDivisionError"], [("a.py", 3, "f")])]


@pytest.mark.parametrize("error", EACH, ids=lambda error: type(error).__name__)
def test_an_error_comes_home_from_another_process(error) -> None:
    home = pickle.loads(pickle.dumps(error))
    assert type(home) is type(error) and str(home) == str(error) and vars(home) == vars(error)


def test_none_was_forgotten() -> None:
    named = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)}
    assert named == {type(each) for each in EACH}
