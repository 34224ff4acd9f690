// OutOfBounds: `x[100]` (line 6), and `x` has 100 elements (0 to 99)
// f[4, 32](floats(100), out(100), 100)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    y[i] = x[i];
}
