#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
template <class F> static void team(int threads, F work)
{
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) all.emplace_back(work, t);
    for (auto& one : all) one.join();
}
extern "C" int unguarded(int n) { int count = 0; team(2, [&](int) { for (int i = 0; i < n; ++i) ++count; }); return count; }
extern "C" int guarded(int n) { int count = 0; std::mutex m; team(3, [&](int) { for (int i = 0; i < n; ++i) { std::lock_guard<std::mutex> hold(m); ++count; } }); return count; }
extern "C" int atomic(int n) { std::atomic<int> count{0}; team(3, [&](int) { for (int i = 0; i < n; ++i) ++count; }); return count; }
extern "C" int apart(int n) { std::vector<int> count(4); team(4, [&](int t) { for (int i = 0; i < n; ++i) ++count[t]; }); return count[0] + count[3]; }
extern "C" int published(int n) { int value = 0; std::atomic<bool> ready{false}; int got = 0; team(2, [&](int t) { if (!t) { value = n; ready = true; } else { while (!ready) std::this_thread::yield(); got = value; } }); return got; }
extern "C" int promised(int n) { auto f = std::async(std::launch::async, [n] { return n + 1; }); return f.get(); }
extern "C" int held_at_the_start(int n) { std::mutex m; int v = 0; m.lock(); std::thread t([&] { m.lock(); v += n; m.unlock(); }); v = 1; m.unlock(); t.join(); return v; }
extern "C" int words(int n) { std::map<std::string, int> seen; for (int i = 0; i < n; ++i) seen["a longer word than fits into the string itself " + std::to_string(i % 3)] += i; return (int)seen.size(); }
extern "C" int past(int n) { std::unique_ptr<int[]> v(new int[n]()); return v[n]; }
extern "C" int back(int n) { std::vector<int> v(n); int& first = v[0]; v.push_back(1); return first; }
extern "C" int twice(int n) { std::mutex m; m.lock(); m.lock(); return n; }
extern "C" int crossed(int n) { std::mutex a, b; std::thread t([&] { a.lock(); a.unlock(); }); a.lock(); b.lock(); b.unlock(); a.unlock(); t.join(); return n; }
extern "C" int thrown(int n) { std::thread t([n] { if (n) throw std::runtime_error("no"); }); t.join(); return n; }
extern "C" int many(int n) { team(n, [](int) {}); return n; }
extern "C" int over(const double* x, size_t n, double* y) { team(2, [&](int t) { y[t] = x[n * (t + 1) / 2]; }); return 0; }
extern "C" int forever(int n) { std::atomic<int> on{n}; while (on) {} return 0; }
