// What stands in front of plain C++ that is called from Python: nothing of CUDA, only the way back for what is not written yet.
#pragma once
#pragma GCC system_header
#include <cstddef>
extern "C" void gw_unwritten(const char* name) __attribute__((noreturn));
