// Race: a race on `s[
// f[1, 64](floats(64), out(1), 64)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    __shared__ float s[64];
    const int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
    s[t] = i < n ? x[i] : 0;
    __syncthreads();
    if (t < 32) {
        volatile float* v = s;
        for (int half = 32; half; half /= 2) v[t] += v[t + half];
    }
    if (t == 0) y[0] = s[0];
}
