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
}


// %% wide: sixteen bytes at once
extern "C" __global__
void saxpy4(float alpha, const float* x, float* y, int n)
{
    // As saxpy, but four neighbours at a time are read and written as one float4 of 16 bytes, which begins at an index that 4 divides:
    // x and y themselves begin at a multiple of 16 bytes.  The n mod 4 elements at the end are done one by one.
    // ...
}


// %% bytes: what memory allows
extern "C"
long long bytes_moved(int n)
{
    // How many bytes saxpy must read and write for n floats, at least; it may be more than fits into an int.
    // ...
}


extern "C"
double fraction_of_peak(double peak, double bandwidth)
{
    // The most of its `peak` GFLOP/s that a GPU can reach in saxpy if its memory moves `bandwidth` GB/s: a fraction between 0 and 1.
    // ...
}
