"""CUDA kernels: graded for truth on a CPU, every access watched, and for speed on a GPU where there is one."""
