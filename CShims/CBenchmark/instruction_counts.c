#include "CBenchmark.h"

#include <gnu/libc-version.h>
#include <inttypes.h>
#include <stdio.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>

bool benchmark_can_count_instructions(void) { return RUNNING_ON_VALGRIND != 0; }

bool benchmark_knows_valgrind(void) { return true; }

// What Callgrind has counted since the last dump.
static void dump(const char *name, int64_t iterations) {
  // Callgrind's own buffer has 512 bytes.
  char label[480];
  snprintf(label, sizeof label, "%s %" PRId64, name, iterations);
  CALLGRIND_DUMP_STATS_AT(label);
}

void benchmark_count_instructions(benchmark_body body, void *context, int64_t iterations, const char *name) {
  CALLGRIND_START_INSTRUMENTATION;
  for (int times = 1; times <= 2; times++) {
    CALLGRIND_ZERO_STATS;
    body(NULL, context, times * iterations);
    dump(name, times * iterations);
  }
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
