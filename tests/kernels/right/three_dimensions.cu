// f[(2, 2, 2), (4, 2, 2)](floats(3, 4, 5), out((3, 4, 5)), by_value(np.array([5, 4, 3], "i4")))
// floats(3, 4, 5) + 1
__constant__ float one[1] = {1};
extern "C" __global__ void f(const float* x, float* y, int3 size)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x, j = blockIdx.y * blockDim.y + threadIdx.y, k = blockIdx.z * blockDim.z + threadIdx.z;
    if (i >= size.x || j >= size.y || k >= size.z) return;
    const size_t at = ((size_t)k * size.y + j) * size.x + i;
    y[at] = x[at] + one[0];
}
