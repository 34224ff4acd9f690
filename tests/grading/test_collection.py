"""Checks are collected by pytest; what keeps it from that is told as what it is."""
import os

import pytest

from autograder.errors import CourseError
from autograder.grading.collection import collect_anew

from ..course_of_one import write_course


def test_a_pytest_that_does_not_begin_is_no_fault_of_the_check_file(tmp_path, monkeypatch) -> None:
    exercise = write_course(tmp_path)
    monkeypatch.setattr(os, "devnull", str(tmp_path / "gone"))
    with pytest.raises(CourseError, match="pytest refuses to begin"):
        collect_anew(exercise)


def test_a_file_without_checks_says_so(tmp_path) -> None:
    exercise = write_course(tmp_path)
    exercise.checks.write_text("x = 1\n")
    with pytest.raises(CourseError, match="holds no check"):
        collect_anew(exercise)
