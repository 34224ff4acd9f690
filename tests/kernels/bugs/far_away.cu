// NoBuffer: as an index of `
// f[1, 32](floats(32), out(32), 32)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = x[(size_t)i << 28];
}
