// OutOfBounds: `x[100]`
// f[4, 32](floats(100), out(100), 100)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) { const char* bytes = (const char*)x; y[i] = x[i] + bytes[4 * n]; }
}
