// Transpose: coalescing and bank conflicts
//
// 75 min · difficulty 3 · after block-reduction-kernel
//
//     Y = Xᵀ,   Yⱼᵢ = Xᵢⱼ,   X (rows, cols),  Y (cols, rows),  row after row in memory
//
// Nothing is computed: all that can be done well or badly is how memory is asked.  A warp that reads 32 neighbours along a
// row of X gets them in 4 sectors of 32 bytes; but they belong into a column of Y, 32 places far apart, and writing them
// takes 32 sectors.  If a tile of X goes through shared memory, it can be read along its rows and written along the rows
// of Y.
//
// Shared memory has another trap: word w lies in bank w mod 32, and a bank serves one word at a time.  A warp that goes
// down a column of a tile whose rows are 32 words long finds all of it in one bank.
//
// Both kernels are launched with blocks of (TILE, ROWS) threads, x along the columns of X, one block for each TILE × TILE
// tile of X, so that a thread moves TILE / ROWS elements.  rows and cols need not be multiples of TILE.
#define TILE 32
#define ROWS 8


// %% naive: rows in, columns out
extern "C" __global__
void transpose_naive(const float* X, float* Y, int rows, int cols)
{
    // A warp reads neighbours along a row of X, in 4 sectors, and writes them into Y at once, without shared memory.
    // ...
}


// %% tiled: rows in, rows out
extern "C" __global__
void transpose(const float* X, float* Y, int rows, int cols)
{
    // Through shared memory: X and Y are asked for in 4 sectors at a time, and no two lanes of a warp seek different words of one bank.
    // ...
}


// %% banks: how long a column keeps a warp waiting
extern "C"
int column_conflict(int stride)
{
    // The most different words of one bank that 32 lanes seek if lane l asks for word l * stride, 0 ≤ stride ≤ 10⁶: 1 is free of conflicts.
    // All lanes may ask for one and the same word without a conflict.
    // ...
}
