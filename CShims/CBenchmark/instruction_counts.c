#include "CBenchmark.h"

#include <gnu/libc-version.h>
#include <inttypes.h>
#include <stdio.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>

bool benchmark_can_count_instructions(void) { return RUNNING_ON_VALGRIND != 0; }

bool benchmark_knows_valgrind(void) { return true; }

// The same instructions for every count of iterations, but for the body's own.
static __attribute__((noinline)) void count(
    benchmark_body body, void *context, int64_t iterations, const char *label) {
  CALLGRIND_ZERO_STATS;
  body(NULL, context, iterations);
  CALLGRIND_DUMP_STATS_AT(label);
}

void benchmark_count_instructions(benchmark_body body, void *context, int64_t iterations, const char *name) {
  // Callgrind's own buffer has 512 bytes.
  char once[480], twice[480];
  snprintf(once, sizeof once, "%s %" PRId64, name, iterations);
  snprintf(twice, sizeof twice, "%s %" PRId64, name, 2 * iterations);
  // What is on the stack begins at the same place of a page, however deep the callers are.
  void *padding = __builtin_alloca((uintptr_t)__builtin_frame_address(0) % 4096);
  __asm__ volatile("" : : "r"(padding) : "memory");
  CALLGRIND_START_INSTRUMENTATION;
  count(body, context, iterations, once);
  count(body, context, 2 * iterations, twice);
  CALLGRIND_STOP_INSTRUMENTATION;
}

#else

bool benchmark_can_count_instructions(void) { return false; }

bool benchmark_knows_valgrind(void) { return false; }

void benchmark_count_instructions(benchmark_body body, void *context, int64_t iterations, const char *name) {
  (void)body, (void)context, (void)iterations, (void)name;
}

#endif

const char *benchmark_compiler(void) { return __clang_version__; }

const char *benchmark_glibc_version(void) { return gnu_get_libc_version(); }
