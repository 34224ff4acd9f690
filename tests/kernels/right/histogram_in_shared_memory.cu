// f[2, 64](bytes_(1000), inout(zeros(256, "u4")), 1000)
// np.bincount(bytes_(1000), minlength=256).astype("u4")
extern "C" __global__ void f(const unsigned char* x, unsigned* counts, int n)
{
    __shared__ unsigned bins[256];
    for (int k = threadIdx.x; k < 256; k += blockDim.x) bins[k] = 0;
    __syncthreads();
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) atomicAdd(&bins[x[i]], 1u);
    __syncthreads();
    for (int k = threadIdx.x; k < 256; k += blockDim.x) atomicAdd(&counts[k], bins[k]);
}
