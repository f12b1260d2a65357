// A pure C face of Google Benchmark, so that Swift registers and runs benchmarks without C++ interoperability.
//
// One callback a run: the library decides on a count of iterations, calls the body once with it, and times the call.
#ifndef C_BENCHMARK_H
#define C_BENCHMARK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The run that a body belongs to: valid only inside the body's call.
typedef struct benchmark_run benchmark_run;

/// Runs the operation `iterations` times. This call is what is timed.
typedef void (*benchmark_body)(benchmark_run *run, void *context, int64_t iterations);

/// Makes ready what the body needs, before the clock starts. Returns NULL, or why the run must not be timed.
/// Called before every run, by one thread at a time; what it returns must live until the next call.
typedef const char *(*benchmark_preparation)(void *context);

/// What a benchmark is, at registration. Everything but the context is copied.
typedef struct {
  const char *name;
  benchmark_preparation prepare;
  benchmark_body body;
  void *context;
  /// Arguments, which Google Benchmark adds to the name (name/8/512) and benchmark_argument answers.
  const int64_t *arguments;
  int argument_count;
  /// 0: as many as the library wants for its minimum time.
  int64_t fixed_iterations;
  /// How many threads call the body at once, each with all the iterations. 1 for a single thread.
  int threads;
} benchmark_description;

/// An amount that a run reports beside its times.
typedef struct {
  const char *name;
  double value;
} benchmark_counter;

/// One row of results, as the library reports it. Strings are valid only inside the call.
typedef struct {
  const char *name;
  /// The name as it was registered, without arguments, "repeats:" and "threads:".
  const char *run_name;
  int64_t repetitions;
  int64_t repetition_index;
  int64_t threads;
  /// Of all threads together.
  int64_t iterations;
  /// Nanoseconds of one iteration.
  double real_time;
  double cpu_time;
  /// Allocations seen during the timed calls of this row.
  int64_t allocations;
  const benchmark_counter *counters;
  int counter_count;
  /// NULL, or why the run has no times.
  const char *error;
} benchmark_row;

typedef void (*benchmark_row_handler)(void *context, const benchmark_row *row);

/// What the library knows of the machine, for a result's context. Strings live as long as the process.
typedef struct {
  const char *host_name;
  int cpu_count;
  double mhz_per_cpu;
  bool cpu_scaling_is_enabled;
  const double *load_averages;
  int load_average_count;
  /// "debug" or "release": how the library itself was built, in its own words.
  const char *library_build_type;
} benchmark_machine;

/// Takes the library's own flags (--benchmark_…) out of the arguments.
/// Returns the first argument that it did not understand, or NULL.
const char *benchmark_initialize(int argument_count, const char *const *arguments);

/// The argument at a position, 0 for the first.
int64_t benchmark_argument(const benchmark_run *run, int position);

/// Which of the run's threads this is, from 0.
int benchmark_thread_index(const benchmark_run *run);

/// Adds a counter to the run's row; threads' values are added up.
void benchmark_set_counter(benchmark_run *run, const char *name, double value);

/// Ends the run with an error instead of times.
void benchmark_fail(benchmark_run *run, const char *reason);

/// Adds a benchmark.
void benchmark_register(const benchmark_description *description);

/// Adds Google Benchmark's own loop in C++, `for (auto _ : state)`, over a compiler barrier: what a
/// body of ours is held against.
void benchmark_register_empty_range_for(const char *name, int64_t fixed_iterations, int threads);

/// Forgets all benchmarks.
void benchmark_clear(void);

/// Runs every registered benchmark and hands each row to the handler. Returns the number of benchmarks run.
int64_t benchmark_run_all(benchmark_row_handler handler, void *context);

/// What the library knows of the machine.
benchmark_machine benchmark_machine_info(void);

/// Whether this was built where Valgrind's headers are: only then are there instructions to count.
bool benchmark_knows_valgrind(void);

/// Whether this process runs under Valgrind, and was built to tell it what to count.
bool benchmark_can_count_instructions(void);

/// Calls a body with a count of iterations, and once more with twice as many, and lets Callgrind (run with
/// --instr-atstart=no) write what it counted in each call to a dump of its own, of which the trigger ends in the name and
/// the count. The body gets no run. What only a first call does must have been done before.
void benchmark_count_instructions(benchmark_body body, void *context, int64_t iterations, const char *name);

/// The version of the compiler that built this, as it calls itself.
const char *benchmark_compiler(void);

/// The version of the C library that runs: "2.36".
const char *benchmark_glibc_version(void);

#ifdef __cplusplus
}
#endif

#endif
