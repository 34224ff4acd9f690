// Plain C++ with std::thread, watched: threads take turns on fibers of their own, and each access is compared with those it is not ordered with.
//
// SOURCE: vector clocks (Lamport 1978, Fidge and Mattern 1988); a thread's start, its end where it is joined, a mutex and an atomic order accesses.
// A thread runs as soon as it is made, until it ends or has to wait; so what is found does not depend on the schedule.
#include "runtime.cpp"
#include <cstdlib>
#include <mutex>
#include <new>
#include <sys/single_threaded.h>
#include <thread>

namespace gw {

static const u32 MOST = 64, READERS = 4, DEEP = 256;      // threads of one call; readers remembered of one place; calls remembered
static const u64 PLACES = 1ull << 21;           // of 8 bytes, that can be watched in one call
static const u32 TAIL = 64;                     // bytes after an allocation that nobody may touch

struct Visit { u32 clock; Place place; u8 thread, bytes, atomic; };
struct Spot {                                   // what is known of 8 bytes
    u64 key;
    u32 call;
    u8 readers, forbidden, freed;               // forbidden: bytes past an allocation, or of one that was given back
    Visit write, read[READERS];
};
struct Clock { u32 of[MOST]; };
struct Lock { void* address; int owner; Clock clock; };
struct Strand {                                 // a thread of the learner's
    Fiber fiber;
    Thread identity;
    Clock clock;
    std::thread::_State* work;
    void* waits_for;
    u32 depth;
    Place calls[DEEP];                          // from where each function was called that is running
    bool done, detached;
};
struct Allocation { char* address; u64 size; };

static struct Watch {
    Spot* spots;
    u32 call, strands, locks, me, allocated, begun;
    u64 used;
    Strand* strand[MOST];
    Lock lock[256];
    Allocation allocations[1 << 14];
    void* main_stack_pointer;
    const u32 *addresses, *lines;               // of the learner's own file
    u32 line_count;
    bool on;
} w;

VISIBLE void gw_lines(const u32* addresses, const u32* lines, u32 count) { w.addresses = addresses; w.lines = lines; w.line_count = count; }
static bool is_own(Place place) {
    u32 low = 0, high = w.line_count;
    while (low < high) { u32 middle = (low + high) / 2; if (w.addresses[middle] < place) low = middle + 1; else high = middle; }
    return low && w.lines[low - 1];
}
static Place own(Place place) {                 // what the standard library does is told at the learner's line that asked for it
    if (is_own(place)) return place;
    Strand& s = *w.strand[w.me];
    for (u32 d = s.depth < DEEP ? s.depth : DEEP; d--;) if (is_own(s.calls[d])) return s.calls[d];
    return place;
}
static void entered(Place caller) { if (!w.on) return; Strand& s = *w.strand[w.me]; if (s.depth < DEEP) s.calls[s.depth] = caller; ++s.depth; }
static void left() { if (w.on && w.strand[w.me]->depth) --w.strand[w.me]->depth; }

static void join_clocks(Clock& into, const Clock& other) { for (u32 i = 0; i < w.strands; ++i) if (other.of[i] > into.of[i]) into.of[i] = other.of[i]; }
static Clock& clock_of(u32 thread) { return w.strand[thread]->clock; }
static bool ordered(const Visit& v) { return v.thread == w.me || v.clock <= clock_of(w.me).of[v.thread]; }

static Spot* spot(Address a, bool make) {
    u64 key = a >> 3, at = key * 0x9E3779B97F4A7C15ull >> 43;
    for (u64 k = 0; k < PLACES; ++k, at = (at + 1) & (PLACES - 1)) {
        Spot& s = w.spots[at];
        if (s.call == w.call && s.key == key) return &s;
        if (s.call == w.call) continue;
        if (!make || w.used > PLACES / 2) return nullptr;
        ++w.used;
        memset((void*)&s, 0, sizeof s);
        s.key = key; s.call = w.call;
        return &s;
    }
    return nullptr;
}
static void host_report(u32 kind, Place place, u32 how, u32 size, const Visit* other, u32 other_how) {
    Report r = draft(kind, place, other ? other->place : 0);
    r.thread = w.me; r.how = how; r.size = size; r.other_how = other_how;
    r.other_thread = other ? other->thread : 0;
    tell(r);
}
static void host_touch(Spot& s, u8 bytes, u32 how, u32 size, Place place) {
    if (s.forbidden & bytes) { host_report(s.freed ? USE_AFTER_FREE : PAST_ALLOCATION, place, how, size, nullptr, 0); stop(); }
    bool atomic = how & ATOMIC;
    if (s.write.bytes & bytes && !(atomic && s.write.atomic) && !ordered(s.write)) host_report(RACE, place, how, size, &s.write, s.write.atomic ? (u32)WRITE | ATOMIC : (u32)WRITE);
    if (how & WRITE) {
        for (u32 i = 0; i < s.readers; ++i)
            if (s.read[i].bytes & bytes && !(atomic && s.read[i].atomic) && !ordered(s.read[i])) host_report(RACE, place, how, size, &s.read[i], READ);
        s.write = {clock_of(w.me).of[w.me], place, (u8)w.me, bytes, atomic};
        s.readers = 0;
        return;
    }
    for (u32 i = 0; i < s.readers; ++i) if (s.read[i].thread == w.me) { s.read[i] = {clock_of(w.me).of[w.me], place, (u8)w.me, (u8)(s.read[i].bytes | bytes), atomic}; return; }
    s.read[s.readers < READERS ? s.readers++ : READERS - 1] = {clock_of(w.me).of[w.me], place, (u8)w.me, bytes, atomic};
}
static void host_access(Address a, u32 size, u32 how, Place place) {
    if (!w.on) return;
    if (++e.accesses > e.budget) { host_report(ENDLESS, place, how, size, nullptr, 0); stop(); }
    if (a - (Address)arena < arena_bytes || a < 65536) elsewhere(a, size, how, place);
    if (w.strands == 1 && !w.allocated) return; // nobody to race with, nothing to run past
    if (a - (Address)&std::__once_callable < 8 || a - (Address)&std::__once_call < 8) return;      // each thread has its own
    place = own(place);
    for (u32 k = 0; k < size;) {
        u32 within = (u32)((a + k) & 7), part = size - k < 8 - within ? size - k : 8 - within;
        if (Spot* s = spot(a + k, true)) host_touch(*s, (u8)(((1u << part) - 1) << within), how, size, place);
        k += part;
    }
}

// ---- threads
static void go(u32 thread) {                    // run one until it ends or waits
    u32 from = w.me;
    w.me = e.host_thread = thread;
    void** here = from ? &w.strand[from]->fiber.stack_pointer : &w.main_stack_pointer;
    w.strand[thread]->fiber.next_idle = (Fiber*)(u64)from;      // who is returned to
    gw_switch(here, w.strand[thread]->fiber.stack_pointer);
    w.me = e.host_thread = from;
}
static void back() {
    Strand& s = *w.strand[w.me];
    u32 to = (u32)(u64)s.fiber.next_idle;
    gw_switch(&s.fiber.stack_pointer, to ? w.strand[to]->fiber.stack_pointer : w.main_stack_pointer);
}
static void strand_begins() {
    Strand& s = *w.strand[w.me];
    try { s.work->_M_run(); }
    catch (...) { host_report(ESCAPED, 0, 0, 0, nullptr, 0); stop(); }
    s.done = true;
    back();
    __builtin_unreachable();
}
static bool let_another_run() {                 // one that waits for a lock which is free by now
    for (u32 t = 1; t < w.strands; ++t) {
        Strand& s = *w.strand[t];
        if (t == w.me || s.done || !s.waits_for) continue;
        bool held = false;
        for (u32 l = 0; l < w.locks; ++l) held = held || (w.lock[l].address == s.waits_for && w.lock[l].owner >= 0);
        if (held) continue;
        s.waits_for = nullptr;
        go(t);
        return true;
    }
    return false;
}
static Lock& lock_at(void* address) {
    for (u32 l = 0; l < w.locks; ++l) if (w.lock[l].address == address) return w.lock[l];
    Lock& l = w.lock[w.locks < 255 ? w.locks++ : 255];
    memset((void*)&l, 0, sizeof l);
    l.address = address; l.owner = -1;
    return l;
}
static void acquire(void* address, Place place) {
    while (lock_at(address).owner >= 0) {
        if (lock_at(address).owner == (int)w.me || (!w.me && !let_another_run())) { host_report(DEADLOCK, place, 0, 0, nullptr, 0); stop(); }
        if (w.me) { w.strand[w.me]->waits_for = address; back(); }
    }
    Lock& l = lock_at(address);
    l.owner = (int)w.me;
    join_clocks(clock_of(w.me), l.clock);
}
static void release(void* address) {
    Lock& l = lock_at(address);
    l.owner = -1;
    join_clocks(l.clock, clock_of(w.me));
    ++clock_of(w.me).of[w.me];
}
static void synchronise(void* address) {        // an atomic is taken as both an acquire and a release
    Lock& l = lock_at(address);
    join_clocks(clock_of(w.me), l.clock);
    join_clocks(l.clock, clock_of(w.me));
    ++clock_of(w.me).of[w.me];
}

static Strand* new_strand() {
    Strand* s = w.strand[w.strands];
    if (!s) {
        s = w.strand[w.strands] = (Strand*)calloc(1, sizeof(Strand));
        s->fiber.stack = (char*)mmap(nullptr, GUARD + 8 * STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) + GUARD;
    }
    s->done = s->detached = false;
    s->depth = 0;
    s->waits_for = nullptr;
    memset((void*)&s->clock, 0, sizeof s->clock);
    s->clock.of[w.strands++] = 1;
    s->fiber.stack_pointer = new_stack(s->fiber.stack + 8 * STACK, strand_begins);
    return s;
}
static void begin_watch() {
    if (!w.spots) w.spots = (Spot*)zeroed(PLACES * sizeof(Spot));
    ++w.call;
    w.used = w.locks = w.strands = w.me = w.allocated = e.host_thread = 0;
    new_strand();                               // the one that calls
    e.in_host = host_access;
    e.entered = entered;
    e.left = left;
    __libc_single_threaded = 0;                 // reference counts are to be atomic, as they are beside real threads
    w.on = w.spots;
}
static void end_watch() {
    w.on = false;
    w.begun = w.strands - 1;
    for (u32 i = 0; i < w.allocated; ++i) if (!w.allocations[i].size) free(w.allocations[i].address);
    for (u32 t = 1; t < w.strands && !e.stopped; ++t)
        if (!w.strand[t]->done) { host_report(DEADLOCK, 0, 0, 0, nullptr, 0); break; }
}
static struct Hooks { Hooks() { e.begin_host = begin_watch; e.end_host = end_watch; } } hooks;

VISIBLE u32 gw_threads_begun() { return w.begun; }

// ---- memory
static void forbid(Address from, Address to, bool freed) {
    for (Address a = from; a < to;) {
        u32 within = (u32)(a & 7), part = to - a < 8 - within ? (u32)(to - a) : 8 - within;
        if (Spot* s = spot(a, true)) { s->forbidden |= (u8)(((1u << part) - 1) << within); s->freed = freed; }
        a += part;
    }
}
static void* allocate(u64 size) {
    char* p = (char*)malloc(size + (w.on ? TAIL : 0));
    if (!p || !w.on || w.allocated == sizeof w.allocations / sizeof *w.allocations) return p;
    w.allocations[w.allocated++] = {p, size ? size : 1};
    for (Address a = (Address)p & ~7ull; a < (Address)p + size; a += 8) if (Spot* s = spot(a, false)) { u64 key = s->key; u32 call = s->call; memset((void*)s, 0, sizeof *s); s->key = key; s->call = call; }
    forbid((Address)p + size, (Address)p + size + TAIL, false);
    return p;
}
static void give_back(void* p) {
    for (u32 i = w.allocated; w.on && i--;) {
        Allocation& a = w.allocations[i];
        if (a.address != p || !a.size) continue;
        forbid((Address)p, (Address)p + a.size, true);
        a.size = 0;                             // freed in earnest when the call is over, so that nothing else takes its place
        return;
    }
    free(p);
}

}  // namespace gw

void* operator new(size_t size) { if (void* p = gw::allocate(size)) return p; throw std::bad_alloc(); }
void* operator new[](size_t size) { return operator new(size); }
void operator delete(void* p) noexcept { if (p) gw::give_back(p); }
void operator delete[](void* p) noexcept { operator delete(p); }
void operator delete(void* p, size_t) noexcept { operator delete(p); }
void operator delete[](void* p, size_t) noexcept { operator delete(p); }

namespace std {
void thread::_M_start_thread(_State_ptr state, void (*)()) {
    using namespace gw;
    if (w.strands == MOST) { host_report(TOO_MANY_THREADS, 0, 0, 0, nullptr, 0); stop(); }
    u32 parent = w.me, made = w.strands;
    Strand* s = new_strand();
    join_clocks(s->clock, clock_of(parent));
    ++clock_of(parent).of[parent];
    s->work = state.release();
    _M_id = id((native_handle_type)(u64)made);
    go(made);
}
void thread::join() {
    using namespace gw;
    u32 t = (u32)(u64)_M_id._M_thread;
    while (!w.strand[t]->done) if (!let_another_run()) { host_report(DEADLOCK, 0, 0, 0, nullptr, 0); stop(); }
    join_clocks(clock_of(w.me), clock_of(t));
    delete w.strand[t]->work;
    _M_id = id();
}
void thread::detach() { _M_id = id(); }
unsigned thread::hardware_concurrency() noexcept { return 4; }
}

extern "C" {
int __wrap_pthread_mutex_lock(void* m) { if (gw::w.on) gw::acquire(m, gw::own((gw::Place)((gw::Address)__builtin_return_address(0) - gw::e.library))); return 0; }
int __wrap_pthread_mutex_unlock(void* m) { if (gw::w.on) gw::release(m); return 0; }
int __wrap_pthread_mutex_trylock(void* m) { if (gw::w.on && gw::lock_at(m).owner >= 0) return 16; if (gw::w.on) gw::acquire(m, (gw::Place)((gw::Address)__builtin_return_address(0) - gw::e.library)); return 0; }
}

// ---- atomics, as the instrumentation spells them
#define GW_ATOMIC_OF(BITS, T)                                                                                                   \
    static void gw_at_##BITS(volatile void* a, Place place) { if (!w.on) return; synchronise((void*)a); host_access((Address)a, BITS / 8, WRITE | ATOMIC, place); } \
    HOOK T __tsan_atomic##BITS##_load(const volatile T* a, int) { gw_at_##BITS((volatile void*)a, HERE); return *a; }           \
    HOOK void __tsan_atomic##BITS##_store(volatile T* a, T v, int) { gw_at_##BITS(a, HERE); *a = v; }                           \
    HOOK T __tsan_atomic##BITS##_exchange(volatile T* a, T v, int) { gw_at_##BITS(a, HERE); T o = *a; *a = v; return o; }       \
    HOOK T __tsan_atomic##BITS##_fetch_add(volatile T* a, T v, int) { gw_at_##BITS(a, HERE); T o = *a; *a = (T)(o + v); return o; } \
    HOOK T __tsan_atomic##BITS##_fetch_sub(volatile T* a, T v, int) { gw_at_##BITS(a, HERE); T o = *a; *a = (T)(o - v); return o; } \
    HOOK T __tsan_atomic##BITS##_fetch_and(volatile T* a, T v, int) { gw_at_##BITS(a, HERE); T o = *a; *a = o & v; return o; }  \
    HOOK T __tsan_atomic##BITS##_fetch_or(volatile T* a, T v, int) { gw_at_##BITS(a, HERE); T o = *a; *a = o | v; return o; }   \
    HOOK T __tsan_atomic##BITS##_fetch_xor(volatile T* a, T v, int) { gw_at_##BITS(a, HERE); T o = *a; *a = o ^ v; return o; }  \
    HOOK int __tsan_atomic##BITS##_compare_exchange_strong(volatile T* a, T* c, T v, int, int) { gw_at_##BITS(a, HERE); T o = *a; if (o == *c) { *a = v; return 1; } *c = o; return 0; } \
    HOOK int __tsan_atomic##BITS##_compare_exchange_weak(volatile T* a, T* c, T v, int, int) { gw_at_##BITS(a, HERE); T o = *a; if (o == *c) { *a = v; return 1; } *c = o; return 0; } \
    HOOK T __tsan_atomic##BITS##_compare_exchange_val(volatile T* a, T c, T v, int, int) { gw_at_##BITS(a, HERE); T o = *a; if (o == c) *a = v; return o; }
namespace gw {
GW_ATOMIC_OF(8, u8) GW_ATOMIC_OF(16, u16) GW_ATOMIC_OF(32, u32) GW_ATOMIC_OF(64, u64)
HOOK void __tsan_atomic_thread_fence(int) {}
HOOK void __tsan_atomic_signal_fence(int) {}
HOOK void __tsan_vptr_update(void**, void*) {}
HOOK void __tsan_vptr_read(void**) {}
}
