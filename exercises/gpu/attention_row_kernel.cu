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

// %% row: a query and all keys
extern "C" __global__
void attention(const float* Q, const float* K, const float* V, float* O, int queries, int keys, int d)
{
    // Q and O are (queries, d), K and V (keys, d), row after row; keys ≥ 1.  Block i computes row i of O.
    // ...
}


// %% causal: a query and the keys before it
extern "C" __global__
void attention_causal(const float* Q, const float* K, const float* V, float* O, int n, int d)
{
    // All are (n, d).  Query i sees the keys 0 to i, itself included, and nothing of V is loaded that it does not see.
    // ...
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
}
