// Numerically stable row-softmax kernel
//
// 120 min · difficulty 4 · after block-reduction-kernel, log-sum-exp-softmax
//
//     yᵢⱼ = exp(xᵢⱼ − mᵢ) / Σₗ exp(xᵢₗ − mᵢ),   mᵢ = maxₗ xᵢₗ
//
// One block a row, whatever the length of the rows: its threads stride through the row three times, to find its maximum,
// to add up the exponentials, and to divide.  The first two are reductions in shared memory, and the second follows the
// first in the same place.  An x of −∞ is a masked entry, whose share is 0; each row has a finite entry.
//
// The maximum and the sum can also be kept in one pass, by a pair (m, s) that stands for all numbers seen so far:
//
//     m = max xⱼ,   s = Σ exp(xⱼ − m),   (−∞, 0) before the first
//
// When a larger number comes, the terms of s have to be taken relative to the new maximum.  Two pairs of different numbers
// make one pair of all of them, in either order: so the pass can be shared out among threads.


// %% kernel: three passes over a row
extern "C" __global__
void row_softmax(const float* X, float* Y, int rows, int cols)
{
    // X and Y are (rows, cols), row after row.  Launched with as many blocks as rows, of 1 to 1024 threads each, powers of
    // two or not, more or fewer than columns, and with blockDim.x floats of dynamic shared memory (extern __shared__ float s[];).
    // ...
    extern __shared__ float s[];
    const float* x = X + (size_t)blockIdx.x * cols;
    float* y = Y + (size_t)blockIdx.x * cols;
    const int t = threadIdx.x;

    float most = -INFINITY;
    for (int j = t; j < cols; j += blockDim.x) most = fmaxf(most, x[j]);
    s[t] = most;
    for (int live = blockDim.x, half; live > 1; live = half) {
        half = (live + 1) / 2;
        __syncthreads();
        if (t + half < live) s[t] = fmaxf(s[t], s[t + half]);
    }
    __syncthreads();
    most = s[0];
    __syncthreads();          // all have read s[0] before it is used again

    float sum = 0;
    for (int j = t; j < cols; j += blockDim.x) sum += expf(x[j] - most);
    s[t] = sum;
    for (int live = blockDim.x, half; live > 1; live = half) {
        half = (live + 1) / 2;
        __syncthreads();
        if (t + half < live) s[t] += s[t + half];
    }
    __syncthreads();
    sum = s[0];

    for (int j = t; j < cols; j += blockDim.x) y[j] = expf(x[j] - most) / sum;
}


// %% online: the maximum and the sum in one pass
struct Seen {
    double m, s;
};


extern "C"
Seen online_softmax_update(double m, double s, double x)
{
    // The pair of all numbers seen so far and of x.  An x of −∞ changes nothing, also as the first number.
    // ...
    if (x == -INFINITY) return {m, s};
    if (x <= m) return {m, s + exp(x - m)};
    return {x, s * exp(m - x) + 1};    // for m = −∞ this is s · 0 + 1
}


extern "C"
Seen online_softmax_merge(double m1, double s1, double m2, double s2)
{
    // The pair of the numbers behind two pairs.  (−∞, 0) is neutral on either side.
    // ...
    const double m = fmax(m1, m2);
    if (m == -INFINITY) return {m, 0};    // −∞ − (−∞) would be no number
    return {m, s1 * exp(m1 - m) + s2 * exp(m2 - m)};
}
