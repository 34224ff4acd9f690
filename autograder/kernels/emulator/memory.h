// Every access is looked at before it happens: is something there, has it a value, who else touched it since the last barrier.
//
// SOURCE: the happens-before of CUDA's programming guide: __syncthreads orders a block's threads, __syncwarp the lanes that take part,
// the end of a launch everything; a fence followed by an atomic publishes a block's writes to who touches that atomic afterwards.
#pragma once
#include "fibers.h"

namespace gw {

struct Cell {                                   // what is known of an element, or of 4 bytes of shared memory
    u32 written, read;                          // the epochs of the last write and of the last read
    u32 write_block, first_reader;              // blocks; the first one that read in this launch
    u32 write_turn, read_turn, lanes;           // turns of warp synchronisation; lanes: who of the reader's warp has read since the barrier
    Place write_place, read_place;
    u16 writer, reader;
    u8 write_how, read_how, write_bytes, read_bytes, several_warps;
};
struct Target {                                 // what an access goes to
    int object;
    int64_t offset;
    u32 size, since;                            // since: what was written before this epoch is not there
    bool undefined, global;                     // undefined: nothing is there until it is written
};

static struct Pending {                         // a write over another thread's write: no harm if it leaves the value that was there
    bool is;
    Address address;
    u32 size;
    u8 before[16];
    Report told;
} pending;
static void settle_pending() {
    pending.is = false;
    if (memcmp((void*)pending.address, pending.before, pending.size)) tell(pending.told);
}
static inline void settle() { if (__builtin_expect(pending.is, 0)) settle_pending(); }

static inline bool met(u32 thread, u32 turn) {
    return thread >> 5 == e.current->number >> 5 && e.current->met[thread & 31] > turn;
}
static bool acquired(u32 block) {
    u32 atomic = e.published[block];
    for (u32 i = 0; atomic && i < e.block->acquired_count; ++i) if (e.block->acquired[i] == atomic) return true;
    return false;
}

static Report clash(const Target& t, u32 how, Place place, bool of_blocks, bool with_write, const Cell& c, u32 other) {
    Report r = draft(of_blocks ? RACE_OF_BLOCKS : RACE, place, with_write ? c.write_place : c.read_place);
    r.object = t.object; r.offset = t.offset; r.size = t.size; r.how = how;
    r.other_how = with_write ? c.write_how : c.read_how;
    r.other_block = of_blocks ? (with_write ? c.write_block : c.first_reader) : r.block;
    r.other_thread = other;
    return r;
}
__attribute__((noinline)) static void after_a_write(Cell& c, const Target& t, u32 how, Place place, Address address) {
    bool of_blocks = c.write_block != e.block->number;
    if ((how & c.write_how & ATOMIC) || (of_blocks && (how & c.write_how & VOLATILE))) return;
    if (of_blocks ? acquired(c.write_block) : c.written != e.block->epoch || met(c.writer, c.write_turn)) return;
    Report r = clash(t, how, place, of_blocks, true, c, c.writer);
    if (how & WRITE & ~(how & ATOMIC) && !(c.write_how & ATOMIC) && !(how & ATOMIC)) {
        pending.is = true;
        pending.address = address; pending.size = t.size < 16 ? t.size : 16; pending.told = r;
        memcpy(pending.before, (void*)address, pending.size);
    } else tell(r);
}
__attribute__((noinline)) static void after_reads(Cell& c, const Target& t, u32 how, Place place) {
    u32 me = e.current->number;
    if (t.global && c.first_reader != e.block->number) {
        if (!(how & c.read_how & VOLATILE) && !acquired(c.first_reader)) tell(clash(t, how, place, true, false, c, c.reader));
        return;
    }
    if (c.read != e.block->epoch) return;
    if (c.several_warps || c.reader >> 5 != me >> 5) { tell(clash(t, how, place, false, false, c, c.reader)); return; }
    for (u32 lane = 0; lane < 32; ++lane)
        if (c.lanes >> lane & 1 && lane != (me & 31) && e.current->met[lane] <= c.read_turn) { tell(clash(t, how, place, false, false, c, (me & ~31u) + lane)); return; }
}
static bool all_readers_met(const Cell& c) {
    if (c.several_warps || c.reader >> 5 != e.current->number >> 5) return false;
    for (u32 lane = 0; lane < 32; ++lane) if (c.lanes >> lane & 1 && lane != (e.current->number & 31) && e.current->met[lane] <= c.read_turn) return false;
    return true;
}
static inline void remember_read(Cell& c, u32 how, Place place, u8 bytes, u32 since) {
    u32 me = e.current->number, now = e.block->epoch;
    if (c.read < since) c.first_reader = e.block->number;
    bool alone = c.read != now;
    if (!alone && !(c.reader == me && c.lanes == 1u << (me & 31) && !c.several_warps)) alone = all_readers_met(c);
    if (alone) { c.lanes = 0; c.several_warps = 0; c.read_bytes = 0; }
    else if (c.reader >> 5 != me >> 5) c.several_warps = 1;
    c.read = now; c.reader = me; c.lanes |= 1u << (me & 31);
    c.read_turn = e.turns; c.read_place = place; c.read_how = how; c.read_bytes |= bytes;
}

static inline void touch(Cell& c, u8 bytes, const Target& t, u32 how, Place place, Address address) {
    u32 me = e.current->number, block = e.block->number;
    bool writes = how & WRITE, was_written = c.written >= t.since;
    if (t.undefined && !was_written && (!writes || how & ATOMIC)) {
        Report r = draft(t.global ? UNINITIALISED_GLOBAL : UNINITIALISED_SHARED, place);
        r.object = t.object; r.offset = t.offset; r.size = t.size; r.how = how;
        tell(r);
    }
    if (was_written && c.write_bytes & bytes && (c.writer != me || c.write_block != block)) after_a_write(c, t, how, place, address);
    if (!writes) { remember_read(c, how, place, bytes, t.since); return; }
    if (c.read >= t.since && c.read_bytes & bytes) after_reads(c, t, how, place);
    c.write_bytes = c.written == e.block->epoch && c.writer == me ? c.write_bytes | bytes : bytes;
    c.written = e.block->epoch; c.writer = me; c.write_block = block;
    c.write_turn = e.turns; c.write_place = place; c.write_how = how;
}

static void bad_access(u32 kind, Place place, u32 how, int object, int64_t offset, u32 size, u32 extra = 0) {
    Report r = draft(kind, place);
    r.how = how; r.object = object; r.offset = offset; r.size = size; r.extra = extra;
    tell(r);
    stop();
}
static inline void note(Place place, const Target& t, u32 how) {
    if (__builtin_expect(e.logged < e.log_limit, 0))
        e.log[e.logged++] = {place, t.object, t.offset, e.block->number, e.current->number, t.size, how, e.block->epoch - e.block->begun, 0};
}

static inline void shared_access(Address a, u32 size, u32 how, Place place, bool dynamic) {
    Target t{dynamic ? DYNAMIC_SHARED : STATIC_SHARED, (int64_t)(a - (dynamic ? (Address)gw_dynamic : e.shared)), size, e.block->begun, true, false};
    if (dynamic && (u64)t.offset + size > e.dynamic_bytes) bad_access(PAST_DYNAMIC, place, how, DYNAMIC_SHARED, t.offset, size, e.dynamic_bytes);
    note(place, t, how);
    Cell* c = e.shared_cells + (t.offset >> 2) + (dynamic ? (e.shared_end - e.shared) / 4 + 1 : 0);
    if (size < 4) touch(*c, (u8)(((1u << size) - 1) << (a & 3)), t, how, place, a);
    else for (u32 k = 0; k < size; k += 4) touch(*c++, 15, t, how, place, a);
}
static inline void buffer_access(Buffer& b, u32 number, Address a, u32 size, u32 how, Place place) {
    Target t{(int)number, (int64_t)(a - b.base), size, e.launched, (b.flags & IS_OUTPUT) != 0, true};
    if ((u64)t.offset + size > b.bytes) bad_access(OUT_OF_BOUNDS, place, how, (int)number, t.offset, size);
    if (how & WRITE && b.flags & IS_INPUT) bad_access(READ_ONLY, place, how, (int)number, t.offset, size);
    note(place, t, how);
    if (!b.cells) return;
    for (u64 k = (u64)t.offset / b.element, last = ((u64)t.offset + size - 1) / b.element; k <= last; ++k) touch(b.cells[k], 15, t, how, place, a);
}
static void variable_access(Address a, u32 size, u32 how, Place place) {
    Target t{DEVICE_VARIABLE, (int64_t)(a - e.library), size, e.launched, false, true};
    Cell* c = e.variable_cells + ((a - e.variables) >> 2);
    if (size < 4) touch(*c, (u8)(((1u << size) - 1) << (a & 3)), t, how, place, a);
    else for (u32 k = 0; k < size; k += 4) touch(*c++, 15, t, how, place, a);
}
__attribute__((noinline)) static void elsewhere(Address a, u32 size, u32 how, Place place) {
    for (u32 i = 0; i < e.buffer_count; ++i)
        if (a - e.buffers[i].base < e.buffers[i].bytes) {
            Buffer& b = e.buffers[e.last_buffer = i];
            if (e.current) buffer_access(b, i, a, size, how, place);
            else if (a - b.base + size > b.bytes) bad_access(OUT_OF_BOUNDS, place, how, (int)i, (int64_t)(a - b.base), size);
            else if (how & WRITE && b.flags & IS_INPUT) bad_access(READ_ONLY, place, how, (int)i, (int64_t)(a - b.base), size);
            return;
        }
    if (a - e.variables < e.variables_end - e.variables) { variable_access(a, size, how, place); return; }
    if (!(how & WRITE) && a - e.library < e.library_end - e.library) return;      // a constant of the program
    u32 nearest = 0;
    u64 least = ~0ull;
    for (u32 i = 0; i < e.buffer_count; ++i) {
        Buffer& b = e.buffers[i];
        u64 away = a < b.base ? b.base - a : a - b.base - b.bytes;
        if (away < least) { least = away; nearest = i; }
    }
    if (least < GAP) bad_access(OUT_OF_BOUNDS, place, how, (int)nearest, (int64_t)(a - e.buffers[nearest].base), size);
    if (a < 65536 || !e.buffer_count) bad_access(NO_BUFFER, place, how, NOTHING, (int64_t)a, size);
    bad_access(NO_BUFFER, place, how, (int)nearest, (int64_t)(a - e.buffers[nearest].base), size);
}

static void yield_sometimes();
static inline void access(Address a, u32 size, u32 how, Place place, bool aligned = true) {
    if (!e.current) { if (e.in_host) e.in_host(a, size, how, place); return; }
    settle();
    e.recent = place;
    if (how & (ATOMIC | VOLATILE)) yield_sometimes();
    if (__builtin_expect(++e.accesses > e.budget, 0)) bad_access(ENDLESS, place, how, NOTHING, 0, 0);
    if (a - (Address)e.current->fiber->stack < STACK) return;        // a local variable
    if (__builtin_expect(aligned && a & (size - 1), 0)) {
        Report r = draft(MISALIGNED, place);
        r.offset = (int64_t)a; r.size = size; r.how = how;
        tell(r);
        stop();
    }
    Buffer& b = e.buffers[e.last_buffer];
    if (a - b.base < b.bytes && e.buffer_count) buffer_access(b, e.last_buffer, a, size, how, place);
    else if (a - e.shared < e.shared_end - e.shared) shared_access(a, size, how, place, false);
    else if (a - (Address)gw_dynamic < DYNAMIC) shared_access(a, size, how, place, true);
    else elsewhere(a, size, how, place);
}
static void range(Address a, u64 size, u32 how, Place place) {
    for (u64 k = 0; k < size;) {
        u32 step = size - k < 4 ? 1 : 4;
        access(a + k, step, how, place, false);
        k += step;
    }
}

}  // namespace gw
