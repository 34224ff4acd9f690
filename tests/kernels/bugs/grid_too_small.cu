// NeverWritten: 36 of 100 elements of `y` are never written: `y[64]` to `y[99]`
// f[2, 32](floats(100), out(100), 100)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = x[i];
}
