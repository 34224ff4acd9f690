"""What is no file, or far too large for one, is refused at once: nothing waits for a pipe, nothing fills the memory."""
import os

import pytest

from autograder.course import regular

posix = pytest.mark.skipif(os.name != "posix", reason="has no pipes and devices among its files")


def test_a_file_is_read_whole(tmp_path):
    (tmp_path / "x.py").write_bytes(b"a\r\nb\n")
    assert regular.content(tmp_path / "x.py") == b"a\r\nb\n" and regular.text(tmp_path / "x.py") == "a\nb\n"


@posix
def test_a_pipe_that_nobody_writes_to_is_refused(tmp_path):
    os.mkfifo(tmp_path / "x.py")
    with pytest.raises(OSError, match="a pipe or a device, not a file"):
        regular.content(tmp_path / "x.py")


@posix
def test_a_device_without_end_is_refused(tmp_path):
    (tmp_path / "x.py").symlink_to("/dev/zero")
    with pytest.raises(OSError, match="a pipe or a device, not a file"):
        regular.content(tmp_path / "x.py")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(OSError):
        regular.content(tmp_path)


def test_what_no_learner_writes_is_refused_unread(tmp_path):
    with open(tmp_path / "x.py", "wb") as file:
        file.truncate(regular.MOST + 1)     # a hole: it takes no room on the disk
    with pytest.raises(OSError, match="256 MiB"):
        regular.content(tmp_path / "x.py")
