// f[3, 64](floats(1000), out(1000), 1000)
// 2 * floats(1000)
extern "C" __global__ void f(const float* __restrict__ x, float* __restrict__ y, int n)
{
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = 2 * x[i];
}
