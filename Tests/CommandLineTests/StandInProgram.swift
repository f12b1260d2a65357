import Foundation

/// A script that speaks as a program with Google Benchmark does, and measures nothing: its times are what a test says.
struct StandInProgram {
  /// Where it is.
  let path: String

  /// A program.
  ///
  /// - Parameters:
  ///   - times: CPU nanoseconds by benchmark.
  ///   - before: what it does first, as a line of the shell's language; `$list` is set if it is only to list.
  init(
    _ name: String, _ times: KeyValuePairs<String, Double> = ["BM_copy/64": 100, "BM_fill": 20], before: String = ":",
    in folder: TemporaryFolder
  ) throws {
    let rows = times.map { "row '\($0.key)' \($0.value)" }.joined(separator: "\n")
    path = try folder.write(
      """
      #!/bin/sh
      for argument; do
        case $argument in
        --benchmark_list_tests=true) list=1 ;;
        --benchmark_filter=*) filter=${argument#*=} ;;
        --benchmark_out=*) out=${argument#*=} ;;
        bench) exit 64 ;;
        esac
      done
      \(before)
      row() {
        if [ "$list" ]; then echo "$1"; return; fi
        echo "$1" | grep -Eq "$filter" || return 0
        printf '%s{"name":"%s","run_name":"%s","run_type":"iteration","repetitions":1,"repetition_index":0,"threads":1,' \\
          "$comma" "$1" "$1"
        printf '"iterations":10,"real_time":%s,"cpu_time":%s,"time_unit":"ns"}\\n' "$2" "$2"
        comma=,
      }
      rows() {
      \(rows)
      }
      if [ "$list" ]; then rows; exit; fi
      {
        printf '{"context":{"date":"2026-11-24T09:00:00+00:00","host_name":"h","executable":"x","num_cpus":2,'
        printf '"mhz_per_cpu":2000,"cpu_scaling_enabled":false,"caches":[],"load_avg":[],"library_build_type":"release"},'
        printf '"benchmarks":['
        rows
        echo ']}'
      } > "$out"

      """, to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }
}
