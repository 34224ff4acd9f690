// OutOfBounds: `x[
// f[(1, 1), (8, 8)](floats(3, 5), out((3, 5)), 3, 5)
extern "C" __global__ void f(const float* x, float* y, int rows, int columns)
{
    const int row = threadIdx.x, column = threadIdx.y;    // the wrong way round
    if (row < columns && column < rows) y[row * columns + column] = x[row * columns + column];
}
