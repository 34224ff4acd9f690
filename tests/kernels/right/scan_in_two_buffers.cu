// f[1, 64, 512](floats(50), out(50), 50)
// np.cumsum(floats(50))
extern "C" __global__ void f(const float* x, float* y, int n)
{
    extern __shared__ float buffer[];
    const int t = threadIdx.x;
    int now = 0;
    buffer[t] = t < n ? x[t] : 0;
    for (int d = 1; d < blockDim.x; d *= 2) {
        __syncthreads();
        buffer[(1 - now) * blockDim.x + t] = buffer[now * blockDim.x + t] + (t >= d ? buffer[now * blockDim.x + t - d] : 0);
        now = 1 - now;
    }
    if (t < n) y[t] = buffer[now * blockDim.x + t];
}
