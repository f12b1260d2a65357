#include "CBenchmark.h"

#include <benchmark/benchmark.h>

#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "CHost.h"
#include "CMallocProbe.h"

struct benchmark_run {
  benchmark::State &state;
};

namespace {

const char allocation_counter[] = "allocations";

// The library calls this once a run; KeepRunningBatch(max_iterations) makes its first call start the clock and its
// second stop it, so that the body's call is all there is between.
const char *prepare(const benchmark_description &description) {
  static std::mutex one_at_a_time;
  const std::lock_guard<std::mutex> lock(one_at_a_time);
  return description.prepare(description.context);
}

void run_once(benchmark::State &state, const benchmark_description &description) {
  if (host_was_interrupted()) {
    state.SkipWithError("interrupted");
    return;
  }
  if (const char *reason = prepare(description)) {
    state.SkipWithError(reason);
    return;
  }
  benchmark_run run{state};
  uint64_t allocations = 0;
  while (state.KeepRunningBatch(state.max_iterations)) {
    const uint64_t before = malloc_probe_count();
    description.body(&run, description.context, state.max_iterations);
    allocations += malloc_probe_count() - before;
  }
  state.counters[allocation_counter] = static_cast<double>(allocations);
}

void empty_range_for(benchmark::State &state) {
  for (auto _ : state) host_compiler_barrier();
  state.counters[allocation_counter] = 0;
}

// Hands rows to Swift and prints nothing. The library's own reporters would print, warn of Debian's build, and
// aggregate; all three are Swift's to do.
class RowReporter : public benchmark::BenchmarkReporter {
 public:
  RowReporter(benchmark_row_handler handler, void *context) : handler_(handler), context_(context) {}

  bool ReportContext(const Context &) override { return true; }

  void ReportRuns(const std::vector<Run> &runs) override {
    for (const Run &run : runs) {
      if (run.run_type == Run::RT_Iteration) report(run);
    }
  }

 private:
  void report(const Run &run) {
    const std::string name = run.benchmark_name();
    const std::string run_name = run.run_name.function_name;
    std::vector<benchmark_counter> counters;
    int64_t allocations = 0;
    for (const auto &[counter, value] : run.counters) {
      if (counter == allocation_counter) {
        allocations = static_cast<int64_t>(value.value);
      } else {
        counters.push_back({counter.c_str(), value.value});
      }
    }
    benchmark_row row = {};
    row.name = name.c_str();
    row.run_name = run_name.c_str();
    row.repetitions = run.repetitions;
    row.repetition_index = run.repetition_index;
    row.threads = run.threads;
    row.iterations = static_cast<int64_t>(run.iterations);
    row.real_time = run.GetAdjustedRealTime();
    row.cpu_time = run.GetAdjustedCPUTime();
    row.allocations = allocations;
    row.counters = counters.data();
    row.counter_count = static_cast<int>(counters.size());
    row.error = run.error_occurred ? run.error_message.c_str() : nullptr;
    handler_(context_, &row);
  }

  benchmark_row_handler handler_;
  void *context_;
};

// The library parses flags in place and remembers pointers into them, so they live as long as the process.
std::vector<std::string> &argument_storage() {
  static auto *storage = new std::vector<std::string>();
  return *storage;
}

}  // namespace

const char *benchmark_initialize(int argument_count, const char *const *arguments) {
  auto &storage = argument_storage();
  storage.assign(arguments, arguments + argument_count);
  static auto *pointers = new std::vector<char *>();
  pointers->clear();
  for (auto &argument : storage) pointers->push_back(argument.data());
  pointers->push_back(nullptr);
  int count = argument_count;
  benchmark::Initialize(&count, pointers->data());
  return count > 1 ? (*pointers)[1] : nullptr;
}

int64_t benchmark_argument(const benchmark_run *run, int position) { return run->state.range(position); }

int benchmark_thread_index(const benchmark_run *run) { return run->state.thread_index(); }

void benchmark_set_counter(benchmark_run *run, const char *name, double value) { run->state.counters[name] = value; }

void benchmark_fail(benchmark_run *run, const char *reason) { run->state.SkipWithError(reason); }

void benchmark_register(const benchmark_description *description) {
  const benchmark_description copy = *description;
  auto *added = benchmark::RegisterBenchmark(copy.name, [copy](benchmark::State &state) { run_once(state, copy); });
  if (copy.argument_count > 0) added->Args({copy.arguments, copy.arguments + copy.argument_count});
  if (copy.fixed_iterations > 0) added->Iterations(copy.fixed_iterations);
  if (copy.threads > 1) added->Threads(copy.threads);
}

void benchmark_register_empty_range_for(const char *name, int64_t fixed_iterations, int threads) {
  auto *added = benchmark::RegisterBenchmark(name, empty_range_for);
  if (fixed_iterations > 0) added->Iterations(fixed_iterations);
  if (threads > 1) added->Threads(threads);
}

void benchmark_clear(void) { benchmark::ClearRegisteredBenchmarks(); }

int64_t benchmark_run_all(benchmark_row_handler handler, void *context) {
  RowReporter reporter(handler, context);
  return static_cast<int64_t>(benchmark::RunSpecifiedBenchmarks(&reporter));
}

// Only the library's JSON knows how the library was built.
static const char *library_build_type() {
  std::ostringstream json;
  benchmark::JSONReporter reporter;
  reporter.SetOutputStream(&json);
  reporter.ReportContext(benchmark::BenchmarkReporter::Context());
  return json.str().find("\"library_build_type\": \"release\"") == std::string::npos ? "debug" : "release";
}

benchmark_machine benchmark_machine_info(void) {
  const benchmark::CPUInfo &cpu = benchmark::CPUInfo::Get();
  const benchmark::SystemInfo &system = benchmark::SystemInfo::Get();
  benchmark_machine machine = {};
  machine.host_name = system.name.c_str();
  machine.cpu_count = cpu.num_cpus;
  machine.mhz_per_cpu = cpu.cycles_per_second / 1e6;
  machine.cpu_scaling_is_enabled = cpu.scaling == benchmark::CPUInfo::ENABLED;
  machine.load_averages = cpu.load_avg.data();
  machine.load_average_count = static_cast<int>(cpu.load_avg.size());
  machine.library_build_type = library_build_type();
  return machine;
}
