// f[1, 64](bytes_(64), out(64, "u1"), 64)
// bytes_(64)[::-1]
extern "C" __global__ void f(const unsigned char* x, unsigned char* y, int n)
{
    __shared__ unsigned char s[64];
    s[threadIdx.x] = x[threadIdx.x];
    __syncthreads();
    y[threadIdx.x] = s[63 - threadIdx.x];
}
