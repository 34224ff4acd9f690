// NoBuffer: through a null pointer
// f[1, 32](floats(32), out(32), 32)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) { float* p = nullptr; if (i == 7) p[0] = 1; y[i] = x[i]; }
}
