/// Files of Google Benchmark in the shapes that its versions write.
///
/// Source: google/benchmark, docs/user_guide.md, "Output Formats", for the first; src/json_reporter.cc, in which
/// `ReportContext` and `PrintRunData` say which keys are there and how numbers are written, for the others.
enum GoogleBenchmarkSamples {
  /// The user guide's example of 2015: no unit, no type of run.
  static let userGuide = """
    {
      "context": {
        "date": "2015/03/17-18:40:25",
        "num_cpus": 40,
        "mhz_per_cpu": 2801,
        "cpu_scaling_enabled": false,
        "build_type": "debug"
      },
      "benchmarks": [
        {
          "name": "BM_SetInsert/1024/1",
          "iterations": 94877,
          "real_time": 29275,
          "cpu_time": 29836,
          "bytes_per_second": 134066,
          "items_per_second": 33516
        },
        {
          "name": "BM_SetInsert/1024/8",
          "iterations": 21609,
          "real_time": 32317,
          "cpu_time": 32429,
          "bytes_per_second": 986770,
          "items_per_second": 246693
        }
      ]
    }
    """

  /// Version 1.5: repetitions with aggregates, a fit of complexity, an error, and a counter that is no number.
  static let version15 = """
    {
      "context": {
        "date": "2020-05-28T13:24:59+03:00",
        "host_name": "buildbox",
        "executable": "./bench",
        "num_cpus": 8,
        "mhz_per_cpu": 3600,
        "cpu_scaling_enabled": true,
        "caches": [
          {
            "type": "Data",
            "level": 1,
            "size": 32000,
            "num_sharing": 2
          }
        ],
        "load_avg": [0.52,0.41,0.37],
        "library_build_type": "release"
      },
      "benchmarks": [
        {
          "name": "BM_copy/64",
          "run_name": "BM_copy/64",
          "run_type": "iteration",
          "repetitions": 2,
          "repetition_index": 0,
          "threads": 1,
          "iterations": 1000,
          "real_time": 1.2000000000000000e+01,
          "cpu_time": 1.1500000000000000e+01,
          "time_unit": "us",
          "branches": 3.3333333333333331e-01,
          "share": NaN,
          "bytes_per_second": 5.3333333333333328e+06
        },
        {
          "name": "BM_copy/64",
          "run_name": "BM_copy/64",
          "run_type": "iteration",
          "repetitions": 2,
          "repetition_index": 1,
          "threads": 1,
          "iterations": 1000,
          "real_time": 1.2000000000000000e+01,
          "cpu_time": 1.1250000000000000e+01,
          "time_unit": "us",
          "branches": 3.3333333333333331e-01,
          "share": -Infinity,
          "bytes_per_second": 5.3333333333333328e+06
        },
        {
          "name": "BM_copy/64_mean",
          "run_name": "BM_copy/64",
          "run_type": "aggregate",
          "repetitions": 2,
          "threads": 1,
          "aggregate_name": "mean",
          "iterations": 2,
          "real_time": 1.2000000000000000e+01,
          "cpu_time": 1.1375000000000000e+01,
          "time_unit": "us"
        },
        {
          "name": "BM_sort_BigO",
          "run_name": "BM_sort",
          "run_type": "aggregate",
          "repetitions": 1,
          "threads": 1,
          "aggregate_name": "BigO",
          "cpu_coefficient": 2.0000000000000000e+00,
          "real_coefficient": 2.0000000000000000e+00,
          "big_o": "NlgN",
          "time_unit": "ns"
        },
        {
          "name": "BM_sort_RMS",
          "run_name": "BM_sort",
          "run_type": "aggregate",
          "repetitions": 1,
          "threads": 1,
          "aggregate_name": "RMS",
          "rms": 3.0000000000000000e-02
        },
        {
          "name": "BM_broken",
          "run_name": "BM_broken",
          "run_type": "iteration",
          "repetitions": 1,
          "repetition_index": 0,
          "threads": 1,
          "error_occurred": true,
          "error_message": "no device",
          "iterations": 0,
          "real_time": 0.0000000000000000e+00,
          "cpu_time": 0.0000000000000000e+00,
          "time_unit": "ns"
        }
      ]
    }
    """

  /// Version 1.7, as Debian has it: families, threads, seconds, a manual time, a label, counts of memory.
  static let version17 = """
    {
      "context": {
        "date": "2023-02-01T00:00:00+00:00",
        "host_name": "vm",
        "executable": "./bench",
        "num_cpus": 2,
        "mhz_per_cpu": 2596,
        "cpu_scaling_enabled": false,
        "caches": [
        ],
        "load_avg": [],
        "library_build_type": "debug"
      },
      "benchmarks": [
        {
          "name": "BM_map/threads:4",
          "family_index": 0,
          "per_family_instance_index": 0,
          "run_name": "BM_map/threads:4",
          "run_type": "iteration",
          "repetitions": 1,
          "repetition_index": 0,
          "threads": 4,
          "iterations": 400,
          "real_time": 2.5000000000000000e-01,
          "cpu_time": 1.0000000000000000e+00,
          "time_unit": "ms",
          "faults": 1.2000000000000000e+01,
          "label": "huge pages",
          "allocs_per_iter": 2.0000000000000000e+00,
          "max_bytes_used": 4096
        },
        {
          "name": "BM_gpu/manual_time",
          "family_index": 1,
          "per_family_instance_index": 0,
          "run_name": "BM_gpu/manual_time",
          "run_type": "iteration",
          "repetitions": 1,
          "repetition_index": 0,
          "threads": 1,
          "iterations": 1,
          "real_time": 2.0000000000000000e+00,
          "cpu_time": 1.0000000000000000e-03,
          "time_unit": "s"
        },
        {
          "name": "BM_map/threads:4_cv",
          "family_index": 0,
          "per_family_instance_index": 0,
          "run_name": "BM_map/threads:4",
          "run_type": "aggregate",
          "repetitions": 1,
          "threads": 4,
          "aggregate_name": "cv",
          "aggregate_unit": "percentage",
          "iterations": 1,
          "real_time": NaN,
          "cpu_time": NaN,
          "time_unit": "ms"
        }
      ]
    }
    """

  /// Version 1.9: versions in the context, and one that chose not to run.
  static let version19 = """
    {
      "context": {
        "date": "2025-01-15T09:00:00+00:00",
        "host_name": "vm",
        "executable": "./bench",
        "num_cpus": 2,
        "mhz_per_cpu": 2596,
        "cpu_scaling_enabled": false,
        "aslr_enabled": true,
        "caches": [],
        "load_avg": [1.0,0.9,0.8],
        "library_version": "v1.9.1",
        "library_build_type": "release",
        "json_schema_version": 1
      },
      "benchmarks": [
        {
          "name": "BM_map/threads:4",
          "family_index": 0,
          "per_family_instance_index": 0,
          "run_name": "BM_map/threads:4",
          "run_type": "iteration",
          "repetitions": 1,
          "repetition_index": 0,
          "threads": 4,
          "iterations": 400,
          "real_time": 2.5000000000000000e-01,
          "cpu_time": 9.0000000000000002e-01,
          "time_unit": "ms",
          "faults": 1.3000000000000000e+01
        },
        {
          "name": "BM_gpu/manual_time",
          "family_index": 1,
          "per_family_instance_index": 0,
          "run_name": "BM_gpu/manual_time",
          "run_type": "iteration",
          "repetitions": 1,
          "repetition_index": 0,
          "threads": 1,
          "skipped": true,
          "skip_message": "no GPU here",
          "iterations": 0,
          "real_time": 0.0000000000000000e+00,
          "cpu_time": 0.0000000000000000e+00,
          "time_unit": "s"
        }
      ]
    }
    """
}
