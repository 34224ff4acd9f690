"""The command `grade` as it is installed: Ctrl-C while its modules are still being read ends it with a sentence too."""
import sys

INTERRUPTED = 130       # as a shell has it


def main() -> None:
    """Run `grade`."""
    try:
        from .cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("grade: stopped; nothing was begun\n")
        sys.exit(INTERRUPTED)
    run()
