// f[4, 32](floats(100), out(100), 100)
// floats(100)
#include <cuda_runtime.h>
#include <math.h>
#include <stdint.h>
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = fmaxf((float)(uint32_t)x[i], -INFINITY);
}
