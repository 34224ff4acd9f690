// Endless: a loop that does not end
// f[1, 1](floats(32), out(32), 32)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    { volatile int on = 1; while (on) {} }
}
