// Attention, a row at a time: online softmax
//
// 120 min · difficulty 4 · after row-softmax-kernel, tiled-matmul-kernel
//
//     oᵢ = Σⱼ pᵢⱼ vⱼ,   pᵢ = softmax over j of  qᵢ · kⱼ / √d
//
// for queries Q (queries, d), keys K and values V (keys, d).  Written down, the scores are a matrix of queries × keys: it
// may be larger than all the rest together, and moving it is what takes the time.  It need not be written down.  While the
// keys come by, tile after tile, a query keeps three things of what it has seen:
//
//     m   the largest score        s = Σⱼ exp(scoreⱼ − m)        a = Σⱼ exp(scoreⱼ − m) vⱼ
//
// and when a larger score comes, s and a are taken relative to the new maximum.  In the end o = a / s.
//
// One block a query.  Its threads compute the scores of one tile, a key each, and put them into shared memory, where all
// can see them; then each thread goes on with a coordinate of its own of a.  Launched with at least d threads a block, at
// most 1024, and blockDim.x floats of dynamic shared memory (extern __shared__ float s[];), however many keys there are.

// ...
__device__ void attend(const float* q, const float* K, const float* V, float* o, int keys, int d)
{
    extern __shared__ float score[];
    const int t = threadIdx.x;
    float m = -INFINITY, s = 0, a = 0;
    for (int first = 0; first < keys; first += blockDim.x) {
        const int here = min((int)blockDim.x, keys - first);
        if (t < here) {
            float product = 0;
            for (int c = 0; c < d; ++c) product += q[c] * K[(first + t) * d + c];
            score[t] = product / sqrtf(d);
        }
        __syncthreads();      // the scores of the tile are there
        float larger = m;
        for (int j = 0; j < here; ++j) larger = fmaxf(larger, score[j]);
        s *= expf(m - larger);
        a *= expf(m - larger);
        for (int j = 0; j < here; ++j) {
            const float p = expf(score[j] - larger);
            s += p;
            if (t < d) a += p * V[(first + j) * d + t];
        }
        m = larger;
        __syncthreads();      // and used, before the next ones replace them
    }
    if (t < d) o[t] = a / s;
}


// %% row: a query and all keys
extern "C" __global__
void attention(const float* Q, const float* K, const float* V, float* O, int queries, int keys, int d)
{
    // Q and O are (queries, d), K and V (keys, d), row after row; keys ≥ 1.  Block i computes row i of O.
    // ...
    const int i = blockIdx.x;
    attend(Q + i * d, K, V, O + i * d, keys, d);
}


// %% causal: a query and the keys before it
extern "C" __global__
void attention_causal(const float* Q, const float* K, const float* V, float* O, int n, int d)
{
    // All are (n, d).  Query i sees the keys 0 to i, itself included, and nothing of V is loaded that it does not see.
    // ...
    const int i = blockIdx.x;
    attend(Q + i * d, K, V, O + i * d, i + 1, d);
}


// %% merge: keys in two parts
struct Part {
    double m, s, o;
};


extern "C"
Part merge_parts(double m1, double s1, double o1, double m2, double s2, double o2)
{
    // Two blocks can share one query, each with a part of the keys: m and s as above, and o = a / s, a coordinate of the attention to
    // its part alone.  Returns m, s and o of both parts together.  (−∞, 0, 0) stands for no keys, also on both sides.
    // ...
    const double m = fmax(m1, m2);
    if (m == -INFINITY) return {m, 0, 0};
    const double w1 = s1 * exp(m1 - m), w2 = s2 * exp(m2 - m);
    return {m, w1 + w2, (w1 * o1 + w2 * o2) / (w1 + w2)};
}
