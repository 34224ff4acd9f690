"""The reference kernels on this machine's GPU, against the targets of docs/gpu.md: `python benchmarks/gpu.py`."""
import sys
from pathlib import Path

from autograder.course.exercises import every_exercise
from autograder.grading.collection import collect
from autograder.kernels.gpu import Device, card, obstacle

ROOT = Path(__file__).resolve().parents[1]
SIZE = 1 << 25          # elements: 128 MiB of floats, more than any cache


def main() -> int:
    if why := obstacle():
        print(f"no GPU here: {why}")
        return 3
    print(card())
    failed = False
    for exercise in every_exercise(ROOT):
        cases = collect(exercise).on_gpu if exercise.is_compiled else None
        if cases is None:
            continue
        fast = ROOT / "reference" / "cuda" / exercise.file_name
        path = fast if fast.exists() else exercise.solution
        device = Device(path.name, path.read_text("utf-8"))
        wrong = list(device.check(cases))
        failed = failed or bool(wrong)
        print(f"{path.relative_to(ROOT)}: {'; '.join(wrong) or device.speed(cases, SIZE)}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
