// SAXPY: a loop with the stride of the grid, and four floats at a time
//
// 45 min · difficulty 2 · after vector-add-kernel
//
//     yᵢ ← α xᵢ + yᵢ,  0 ≤ i < n
//
// A GPU runs only so many blocks at once, and starting one costs time.  So a kernel is often launched with as many as fit,
// however long the vectors are, and each thread goes on by gridDim.x * blockDim.x, the number of all threads, until the
// end.
//
// There is next to nothing to compute here: a processor that could multiply a hundred times as fast would not be done any
// sooner. What counts is how many bytes move, and in how large pieces they are asked for.


// %% kernel: any number of blocks
extern "C" __global__
void saxpy(float alpha, const float* x, float* y, int n)
{
    // y is changed in place.  Launched with any number of blocks of any size, with more or fewer threads than elements.
    // ...
    const int stride = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) y[i] = alpha * x[i] + y[i];
}


// %% wide: sixteen bytes at once
extern "C" __global__
void saxpy4(float alpha, const float* x, float* y, int n)
{
    // As saxpy, but four neighbours at a time are read and written as one float4 of 16 bytes, which begins at an index that 4 divides:
    // x and y themselves begin at a multiple of 16 bytes.  The n mod 4 elements at the end are done one by one.
    // ...
    const int stride = gridDim.x * blockDim.x, me = blockIdx.x * blockDim.x + threadIdx.x;
    const float4* x4 = (const float4*)x;
    float4* y4 = (float4*)y;
    for (int i = me; i < n / 4; i += stride) {
        const float4 u = x4[i], v = y4[i];
        y4[i] = make_float4(alpha * u.x + v.x, alpha * u.y + v.y, alpha * u.z + v.z, alpha * u.w + v.w);
    }
    for (int i = n / 4 * 4 + me; i < n; i += stride) y[i] = alpha * x[i] + y[i];
}


// %% bytes: what memory allows
extern "C"
long long bytes_moved(int n)
{
    // How many bytes saxpy must read and write for n floats, at least; it may be more than fits into an int.
    // ...
    return 12LL * n;    // x and y are read, y is written
}


extern "C"
double fraction_of_peak(double peak, double bandwidth)
{
    // The most of its `peak` GFLOP/s that a GPU can reach in saxpy if its memory moves `bandwidth` GB/s: a fraction between 0 and 1.
    // ...
    return fmin(1, 2 * bandwidth / 12 / peak);    // two operations for twelve bytes
}
