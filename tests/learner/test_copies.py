"""Of every exercise: what is blanked in a copy is to be written again, and nothing else; what is kept of a solution runs by itself."""
import pytest

from autograder.course.exercises import every_exercise
from autograder.course.stub import untouched
from autograder.learner.copies import blanked, emptied, is_blank
from autograder.learner.mine import needed

EXERCISES = every_exercise()


def parts(exercise):
    for part in exercise.parts:
        yield part.name, [name for name in exercise.blanks if exercise.homes.get(name.partition(".")[0]) == part.name]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_a_copy_lacks_what_was_taken_out_and_nothing_else(exercise):
    for part, functions in parts(exercise):
        text = emptied(exercise, exercise.text, [part])
        assert untouched(text, exercise.blanks, exercise.suffix) == set(functions) and is_blank(exercise, text, functions)
        for function in functions:
            text = blanked(exercise, exercise.text, function)
            assert untouched(text, exercise.blanks, exercise.suffix) == {function}
            assert not is_blank(exercise, exercise.text, [function])


@pytest.mark.parametrize("exercise", [e for e in EXERCISES if not e.is_compiled], ids=lambda e: e.id)
def test_what_is_kept_of_a_part_compiles_and_defines_its_functions(exercise):
    for part, functions in parts(exercise):
        source = needed(exercise.text, [name for name, home in exercise.homes.items() if home == part])
        compile(source, exercise.id, "exec")
        assert all(f"def {name}" in source or f"class {name}" in source for name in (f.partition(".")[0] for f in functions))


def test_a_file_in_pieces_gives_the_stub():
    exercise = next(e for e in EXERCISES if not e.is_compiled and len(e.parts) > 1)
    assert blanked(exercise, "def (", next(iter(exercise.blanks))) is None
    assert emptied(exercise, "def (", [exercise.parts[0].name]) == exercise.stub
    assert emptied(exercise, None, [exercise.parts[0].name]) == exercise.stub
