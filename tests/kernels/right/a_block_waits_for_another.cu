// f[2, 64](out(1), 1)
// np.array([1], "f4")
__device__ volatile int ready;
extern "C" __global__ void f(float* y, int n)
{
    if (blockIdx.x == 0) {
        while (!ready) {}
        if (threadIdx.x == 0) y[0] = 1;
    } else if (threadIdx.x == 0) {
        __threadfence();
        ready = 1;
    }
}
