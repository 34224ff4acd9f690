// Endless: a loop that does not end
// f[1, 2](inout(zeros(1, "i4")), 1)
extern "C" __global__ void f(int* lock, int n)
{
    while (atomicCAS(lock, 0, 1) != 0) {}
}
