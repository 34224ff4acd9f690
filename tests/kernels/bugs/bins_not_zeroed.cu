// UninitialisedShared: updates (atomically) `bins[
// f[1, 64](bytes_(256), inout(zeros(256, "u4")), 256)
extern "C" __global__ void f(const unsigned char* x, unsigned* counts, int n)
{
    __shared__ unsigned bins[256];
    for (int i = threadIdx.x; i < n; i += blockDim.x) atomicAdd(&bins[x[i]], 1u);
    __syncthreads();
    for (int k = threadIdx.x; k < 256; k += blockDim.x) atomicAdd(&counts[k], bins[k]);
}
