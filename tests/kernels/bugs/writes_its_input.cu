// ReadOnly: writes `x[0]`
// f[1, 1](floats(1), out(1), 1)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) { ((float*)x)[i] = 0; y[i] = 1; }
}
