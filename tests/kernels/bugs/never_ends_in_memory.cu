// Endless: a loop that does not end
// f[1, 1](floats(32), out(32), 32)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    for (int k = 0; k < n; k += 0) y[k] = x[k];
}
