// FailedAssertion: assert(i < 16)
// f[1, 32](floats(32), out(32), 32)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) { assert(i < 16); y[i] = x[i]; }
}
