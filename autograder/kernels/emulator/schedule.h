// Who runs next: a block's threads until each waits or has ended, then its barrier; a block that only spins makes room for another.
#pragma once
#include "memory.h"

namespace gw {

enum Outcome { FINISHED, WAITS_FOR_OTHERS, STOPPED };
static const u32 ROUNDS = 64;                   // of nothing but spinning, before another block is given a turn

static u32 draw(u32 below) {
    e.random ^= e.random << 13; e.random ^= e.random >> 7; e.random ^= e.random << 17;
    return (u32)((e.random >> 32) % below);
}
static void arrange(u32* order, u32 count) {    // 0: as numbered; 1: backwards; else shuffled
    for (u32 i = 0; i < count; ++i) order[i] = e.order == 1 ? count - 1 - i : i;
    if (e.order > 1) for (u32 i = count; i > 1; --i) { u32 j = draw(i), kept = order[i - 1]; order[i - 1] = order[j]; order[j] = kept; }
}

static void run_threads() {
    for (;;) {
        Fiber* fiber = e.current->fiber;
        for (Thread* thread = e.current; thread;) {
            thread->fiber = fiber;
            fiber->thread = thread;
            e.current = thread;
            e.body(e.data);
            settle();
            thread->state = DONE;
            thread = nullptr;
            while (!thread && e.block->next < e.threads) {
                Thread& candidate = e.block->threads[e.block->order[e.block->next++]];
                if (candidate.state == NEW) { candidate.state = READY; thread = &candidate; }
            }
        }
        switch_to_scheduler();
    }
}
static void wait_as(State state) {
    settle();
    e.current->state = state;
    switch_to_scheduler();
}
static void yield_sometimes() {
    if (++e.current->spins % 256 == 0) wait_as(SPINNING);
}

static void run_one(Thread& t) {
    t.state = READY;
    resume(&t);
    Fiber* fiber = t.fiber;
    if (!e.stopped && fiber->thread->state == DONE) put_back(fiber);
}
static bool start_new(Block& b) {
    bool any = false;
    while (b.next < e.threads && !e.stopped) {
        Thread& t = b.threads[b.order[b.next++]];
        t.fiber = new_fiber();
        t.fiber->thread = &t;
        run_one(t);
        any = true;
    }
    return any;
}

static bool stuck(Block& b) {                   // lanes that wait for others which never come
    for (u32 i = 0; i < e.threads; ++i) {
        Thread& t = b.threads[i];
        if (t.state != IN_WARP) continue;
        u32 first = i & ~31u;
        for (u32 lane = 0; lane < 32 && first + lane < e.threads; ++lane) {
            Thread& other = b.threads[first + lane];
            if (!(t.mask >> lane & 1) || (other.state == IN_WARP && other.line == t.line && other.what == t.what && other.mask == t.mask)) continue;
            Report r = draft(WARP_STUCK, LINE | (u32)t.line, other.state == DONE ? 0 : LINE | (u32)other.line);
            r.thread = i; r.block = r.other_block = b.number; r.other_thread = first + lane;
            r.extra = t.mask; r.other_extra = other.state;
            tell(r);
            return true;
        }
    }
    return false;
}
static bool pass_barrier(Block& b) {
    Thread *first = nullptr, *elsewhere = nullptr, *gone = nullptr;
    u32 waiting = 0, count = 0, done = 0;
    for (u32 i = 0; i < e.threads; ++i) {
        Thread& t = b.threads[i];
        if (t.state == DONE) { gone = gone ? gone : &t; ++done; continue; }
        if (t.state != AT_BARRIER) return false;
        ++waiting;
        count += t.predicate != 0;
        if (!first) first = &t;
        else if (!elsewhere && (t.line != first->line || t.what != first->what)) elsewhere = &t;
    }
    if (!first) return false;
    if (elsewhere || gone) {
        Report r = draft(elsewhere ? BARRIERS_DIFFER : BARRIER_MISSED, LINE | (u32)first->line, elsewhere ? LINE | (u32)elsewhere->line : 0);
        r.thread = first->number; r.other_thread = (elsewhere ? elsewhere : gone)->number;
        r.block = r.other_block = b.number; r.extra = waiting; r.other_extra = done;
        tell(r);
    }
    if (elsewhere) { e.stopped = true; return true; }
    b.epoch = ++e.epochs;
    for (u32 i = 0; i < e.threads; ++i) {
        Thread& t = b.threads[i];
        if (t.state != AT_BARRIER) continue;
        t.predicate = t.what == 1 ? (int)count : t.what == 2 ? count == waiting : count > 0;
        t.state = READY;
    }
    return true;
}

static bool all_are(const Block& b, State state) {
    for (u32 i = 0; i < e.threads; ++i) if (b.threads[i].state != state) return false;
    return true;
}
static Outcome run(Block& b, bool others_wait) {
    e.block = &b;
    for (u32 spun = 0;;) {
        bool moved = start_new(b), spinning = false;
        if (e.stopped) return STOPPED;
        for (u32 k = 0; k < e.threads; ++k) {
            Thread& t = b.threads[b.order[k]];
            if (t.state == READY) {
                run_one(t);
                if (e.stopped) return STOPPED;
                moved = moved || t.state != SPINNING;
            }
            spinning = spinning || t.state == SPINNING;
        }
        if (!moved && !spinning) {
            if (all_are(b, DONE)) return FINISHED;
            if (!pass_barrier(b) && stuck(b)) e.stopped = true;
            if (e.stopped) return STOPPED;
        }
        spun = moved ? 0 : spun + 1;
        if (spinning && spun > ROUNDS && others_wait) return WAITS_FOR_OTHERS;
        for (u32 i = 0; i < e.threads; ++i) if (b.threads[i].state == SPINNING) b.threads[i].state = READY;
    }
}

// ---- the words of cuda.h that wait
extern "C" int gw_barrier(int line, int kind, int predicate) {
    Thread* t = e.current;
    if (!t) return 0;
    t->line = line; t->what = kind; t->predicate = predicate;
    wait_as(AT_BARRIER);
    return t->predicate;
}
static int source_lane(const Thread& t, int what, int lane) {
    int first = lane & ~(t.width - 1), end = first + t.width;
    int from = what == 3 ? first + (t.source & (t.width - 1)) : what == 4 ? lane - t.source : what == 5 ? lane + t.source : lane ^ t.source;
    return (what == 4 && from < first) || (what > 4 && from >= end) ? lane : from;
}
static void exchange(Thread* warp, u32 lanes, u32 mask, int what, Place place) {
    u64 values[32], ballot = 0;
    ++e.turns;
    for (u32 l = 0; l < lanes; ++l) if (mask >> l & 1) { values[l] = warp[l].value; ballot |= (u64)(values[l] != 0) << l; }
    u32 joined[32] = {};                        // what any of them had met, all have met now
    if (what == 0) for (u32 l = 0; l < lanes; ++l) if (mask >> l & 1) for (u32 k = 0; k < 32; ++k) if (warp[l].met[k] > joined[k]) joined[k] = warp[l].met[k];
    for (u32 l = 0; l < lanes; ++l) {
        if (!(mask >> l & 1)) continue;
        Thread& t = warp[l];
        if (what == 0) for (u32 k = 0; k < 32; ++k) t.met[k] = mask >> k & 1 ? e.turns : joined[k];
        if (what == 1) t.value = ballot;
        if (what >= 3) {
            u32 from = (u32)source_lane(t, what, (int)l);
            if (from < lanes && mask >> from & 1) t.value = values[from];
            else {
                Report r = draft(SILENT_LANE, place);
                r.thread = t.number; r.other_thread = (t.number & ~31u) + from; r.other_block = r.block; r.extra = mask; r.other_extra = from;
                tell(r);
                t.value = ~0ull;
            }
        }
        t.state = READY;
    }
}
extern "C" u64 gw_warp(int line, int what, u32 mask, u64 value, int source, int width) {
    Thread* t = e.current;
    if (!t) return 0;
    settle();
    Thread* warp = e.block->threads + (t->number & ~31u);
    u32 lane = t->number & 31, lanes = e.threads - (t->number & ~31u) < 32 ? e.threads - (t->number & ~31u) : 32;
    if (what == 2) { u32 alive = 0; for (u32 l = 0; l < lanes; ++l) alive |= (u32)(warp[l].state != DONE) << l; return alive; }
    if (lanes < 32) mask &= (1u << lanes) - 1;
    if (!(mask >> lane & 1)) {
        Report r = draft(NOT_IN_MASK, LINE | (u32)line);
        r.extra = mask;
        tell(r);
        stop();
    }
    if (width < 1 || width > 32 || width & (width - 1)) width = 32;
    t->what = what; t->value = value; t->mask = mask; t->source = source; t->width = width; t->line = line;
    t->state = IN_WARP;
    for (u32 l = 0; l < lanes; ++l) {
        Thread& o = warp[l];
        if (mask >> l & 1 && (o.state != IN_WARP || o.line != line || o.what != what || o.mask != mask)) { switch_to_scheduler(); return t->value; }
    }
    exchange(warp, lanes, mask, what, LINE | (u32)line);      // the last to arrive
    return t->value;
}
extern "C" void gw_fence() { if (e.current) e.block->fenced = true; }
extern "C" void gw_atomic(void* address, u32 size, int line) {
    if (!e.current) return;
    access((Address)address, size, WRITE | ATOMIC, LINE | (u32)line);
    u32 name = (u32)((Address)address >> 2) | 1;
    Block& b = *e.block;
    if (b.fenced) e.published[b.number] = name;
    for (u32 i = 0; i < b.acquired_count; ++i) if (b.acquired[i] == name) return;
    if (b.acquired_count < 8) b.acquired[b.acquired_count++] = name;
}

}  // namespace gw
