// f[1, 40](floats(40), out(1, "u4"), 40)
// np.array([19], "u4")
extern "C" __global__ void f(const float* x, unsigned* y, int n)
{
    __shared__ unsigned counts[2];
    const unsigned odd = __ballot_sync(__activemask(), (int)x[threadIdx.x] % 2 != 0);
    if (threadIdx.x % 32 == 0) counts[threadIdx.x / 32] = __popc(odd);
    __syncthreads();
    if (threadIdx.x == 0) y[0] = counts[0] + counts[1];
}
