// Race: a race on `y[
// f[1, 32](inout(floats(32)), 32)
extern "C" __global__ void f(float* y, int n)
{
    const int i = threadIdx.x;
    if (i + 1 < n) y[i] = y[i + 1];
}
