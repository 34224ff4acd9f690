// What the emulator knows while a kernel runs: one launch at a time, its blocks one by one, a block's threads as fibers on one thread of the system.
#pragma once
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>

namespace gw {

typedef uintptr_t Address;
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
struct uint3 { u32 x, y, z; };

#define VISIBLE extern "C" __attribute__((visibility("default")))
typedef u32 Place;                              // code, as its distance from the start of this library, or with this bit a line
static const Place LINE = 1u << 31;
#define HERE ((Place)((Address)__builtin_return_address(0) - e.library))

enum Kind : u32 {
    OUT_OF_BOUNDS = 1, READ_ONLY, PAST_DYNAMIC, UNINITIALISED_SHARED, UNINITIALISED_GLOBAL, RACE, RACE_OF_BLOCKS, BARRIERS_DIFFER, BARRIER_MISSED,
    WARP_STUCK, NOT_IN_MASK, SILENT_LANE, NO_BUFFER, MISALIGNED, OVERFLOW, BAD_SHIFT, PAST_ARRAY, DIVISION, ENDLESS, FAULT, ASSERTION, UNWRITTEN, STACK_OVERFLOW,
    MISSING_RETURN, PAST_ALLOCATION, USE_AFTER_FREE, DEADLOCK, TOO_MANY_THREADS, ESCAPED,
};
enum How : u32 { READ = 0, WRITE = 1, ATOMIC = 2, VOLATILE = 4 };
enum Object : int { STATIC_SHARED = -1, DYNAMIC_SHARED = -2, DEVICE_VARIABLE = -3, NOTHING = -4 };

struct Report {
    u32 kind;
    int object;                                 // the number of a buffer, or an Object
    u32 size, how, other_how;
    u32 block, thread, other_block, other_thread, count, extra, other_extra;
    Place place, other_place;
    int64_t offset;
    char text[160];
};

struct Buffer {
    Address base;
    u64 bytes;
    u32 element, flags;                         // of an element, in bytes
    struct Cell* cells;                         // an element each; none where nothing can be written
};
enum BufferFlag : u32 { IS_INPUT = 1, IS_OUTPUT = 2, IS_SPARSE = 4 };      // sparse: memory only where it is touched, and watched for its bounds alone

struct Fiber {
    void* stack_pointer;
    char* stack;
    struct Thread* thread;
    Fiber* next_idle;
};
enum State : u8 { NEW, READY, SPINNING, AT_BARRIER, IN_WARP, DONE };
struct Thread {
    uint3 index;
    u32 number;
    State state;
    Fiber* fiber;
    int line, what, predicate, source, width;   // of the barrier or warp operation it waits at
    u32 mask, spins;
    u64 value;
    u32 met[32];                                // when each lane of its warp last synchronised with it, in turns
};
struct Block {
    u32 number, launched, epoch, begun, next;             // epoch: between two barriers, no two blocks share one; next: of its threads, to begin
    uint3 index;
    bool fenced;
    Thread* threads;
    u32 *order, *acquired, acquired_count;      // acquired: the atomics through which others' writes were published to it
    char* parked;                               // its shared memory and what is known of it, while another block runs
};

struct Entry {                                  // one access, kept for counting and drawing
    Place place;
    int object;
    int64_t offset;
    u32 block, thread, size, how, epoch, unused;
};

static const u64 STACK = 128 << 10, GUARD = 4096, DYNAMIC = 48 << 10, GAP = 64 << 20;
static const u32 MOST_THREADS = 1024, MOST_BUFFERS = 24, MOST_REPORTS = 32, MOST_PARKED = 16;

static struct Emulator {
    // the launch
    uint3 block_size, grid_size;
    u32 threads, dynamic_bytes, launched, epochs, turns, order;
    u64 random, accesses, budget;
    double seconds;
    Buffer buffers[MOST_BUFFERS];
    u32 buffer_count, last_buffer;
    const u64* chosen;                          // only these blocks, where given
    u64 chosen_count;
    void (*body)(void*);
    void* data;
    // this library in memory
    Address library, library_end, shared, shared_end, variables, variables_end;
    struct Cell *shared_cells, *variable_cells;
    void (*in_host)(Address a, u32 size, u32 how, Place place);      // plain C++, where it is watched (host.cpp)
    void (*entered)(Place caller);
    void (*left)();
    void (*begin_host)();
    void (*end_host)();
    // now
    Thread* current;
    Block* block;
    void* scheduler;
    bool stopped;
    u32 host_thread;                            // of plain C++, the one that runs
    Place recent;                               // of the last access, for when the time is up inside the emulator
    Fiber* idle;
    u32* published;                             // for each block, the atomic through which its writes were published
    Report reports[MOST_REPORTS];
    u32 report_count;
    Entry* log;
    u64 logged, log_limit;
    sigjmp_buf escape;
} e;

extern "C" char gw_dynamic[DYNAMIC] __attribute__((aligned(4096), visibility("hidden")));
char gw_dynamic[DYNAMIC];

static Report draft(u32 kind, Place place, Place other_place = 0) {
    Report r;
    memset(&r, 0, sizeof r);
    r.kind = kind; r.place = place; r.other_place = other_place; r.count = 1; r.object = NOTHING;
    r.block = e.block ? e.block->number : 0;
    r.thread = e.current ? e.current->number : e.host_thread;
    return r;
}
static void tell(const Report& told) {          // of what happens often at one place, the first time is told and the rest counted
    for (u32 i = 0; i < e.report_count; ++i) {
        Report& r = e.reports[i];
        if (r.kind == told.kind && r.place == told.place && r.other_place == told.other_place) { ++r.count; return; }
    }
    if (e.report_count < MOST_REPORTS) e.reports[e.report_count++] = told;
}

static void switch_to_scheduler();
__attribute__((noreturn)) static void stop() {  // this fiber is never resumed
    e.stopped = true;
    if (!e.current) siglongjmp(e.escape, 1);
    switch_to_scheduler();
    __builtin_unreachable();
}

}  // namespace gw
