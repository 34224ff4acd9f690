// f[4, 32](floats(100), out(100), 100)
// floats(100) + 4
#define T float
#define A 1
#define N 3
#define out y
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = (T)x[i] + A + N;
}
