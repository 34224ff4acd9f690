// f[4, 32](floats(100), out(100), 100)
// np.sqrt(floats(100))
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    y[i] = sqrtf(x[i]);
}
