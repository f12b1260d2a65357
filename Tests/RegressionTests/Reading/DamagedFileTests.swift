import Foundation
import Regression
import Testing

/// Files that are no result files, or damaged: each is refused with its place.
@Suite struct DamagedFileTests {
  private static func ours(_ row: String) -> String {
    #"{"context": {"schema": "mmubench.bench", "schema_version": 1}, "benchmarks": [\#(row)]}"#
  }

  private static func counter(_ text: String) -> String {
    ours(#"{"name": "a", "cpu_time": 1, "counters": [\#(text)]}"#)
  }

  private static func row(_ text: String) -> String { #"{"benchmarks": [{"name": "a"\#(text)}]}"# }

  private static let damaged: [(String, String)] = [
    ("", "it is empty"),
    ("\u{7F}ELF\u{2}\u{1}", "line 1: it is no JSON: there is the byte 127 where a value should be"),
    ("BM_copy  11 ns", "line 1: it is no JSON: there is 'B' where a value should be"),
    ("{\n\"benchmarks\": [{\n\"name\": \"a", "line 3: it is no JSON: it ends in the middle; it was cut off"),
    ("[]", "it is no result file: it has neither 'benchmarks' nor 'schema'"),
    ("{}", "it is no result file: it has neither 'benchmarks' nor 'schema'"),
    (#"{"benchmarks": 1}"#, "benchmarks: is a number, not a list"),
    (#"{"benchmarks": [1]}"#, "benchmarks[0]: is a number, not an object"),
    (#"{"benchmarks": []}"#, "it has no benchmarks that ran: nothing, or nothing but aggregates of repetitions"),
    (
      row(#", "run_type": "aggregate""#),
      "it has no benchmarks that ran: nothing, or nothing but aggregates of repetitions"
    ),
    (#"{"benchmarks": [{}]}"#, "benchmarks[0]: 'name' is missing"),
    (#"{"benchmarks": [{"name": 7}]}"#, "benchmarks[0].name: is a number, not a text"),
    (row(""), "benchmarks[0]: 'cpu_time' is missing"),
    (row(#", "cpu_time": "1""#), "benchmarks[0].cpu_time: is a text, not a number"),
    (row(#", "cpu_time": NaN"#), "benchmarks[0].cpu_time: NaN is no finite number"),
    (row(#", "cpu_time": 1e999"#), "benchmarks[0].cpu_time: 1e999 is no finite number"),
    (row(#", "cpu_time": -1.5"#), "benchmarks[0].cpu_time: -1.5 is negative"),
    (row(#", "cpu_time": 1e308, "time_unit": "s""#), "benchmarks[0].cpu_time: is too long for a time"),
    (row(#", "cpu_time": 1, "time_unit": "min""#), "benchmarks[0].time_unit: 'min' is none of ns, us, ms and s"),
    (row(#", "cpu_time": 1, "threads": 0"#), "benchmarks[0].threads: no thread ran it"),
    (row(#", "cpu_time": 1, "threads": -4"#), "benchmarks[0].threads: -4 is negative"),
    (row(#", "cpu_time": 1, "threads": 1.5"#), "benchmarks[0].threads: 1.5 is no integer"),
    (row(#", "cpu_time": 1, "threads": 1e30"#), "benchmarks[0].threads: 1e30 is too large"),
    (row(#", "cpu_time": 1, "threads": null"#), "benchmarks[0].threads: is null, not a number"),
    (row(#", "error_occurred": 1"#), "benchmarks[0].error_occurred: is a number, not true or false"),
    (
      #"{"context": {"num_cpus": "two", "host_name": "a"}, "benchmarks": []}"#,
      "context.num_cpus: is a text, not a number"
    ),
    (
      #"{"benchmarks": [{"name": "a", "cpu_time": 1, "family_index": 0}, {"name": "a", "cpu_time": 2, "family_index": 1}]}"#,
      "benchmarks[1]: two benchmarks have the name 'a'; give each a name of its own"
    ),
    (
      #"{"benchmarks": [{"name": "a", "cpu_time": 1, "repetition_index": 0}, {"name": "a", "cpu_time": 2, "repetition_index": 0}]}"#,
      "benchmarks[1]: repetition 0 of 'a' is there twice; put the results of each process into a file of its own"
    ),
    (counter("3"), "benchmarks[0].counters[0]: is a number, not an object"),
    (counter("{}"), "benchmarks[0].counters[0]: 'polarity' is missing"),
    (
      counter(#"{"polarity": "up"}"#),
      "benchmarks[0].counters[0].polarity: 'up' is neither lower-is-better nor higher-is-better"
    ),
    (
      counter(#"{"polarity": "lower-is-better", "name": "x", "events": -1}"#),
      "benchmarks[0].counters[0].events: -1 is negative"
    ),
    (
      counter(#"{"polarity": "lower-is-better", "name": "x", "events": 18446744073709551616}"#),
      "benchmarks[0].counters[0].events: 18446744073709551616 is too large"
    ),
    (
      counter(
        [String](
          repeating: #"{"polarity": "lower-is-better", "name": "x", "events": 1, "operations": 1, "unit": "u"}"#,
          count: 2
        ).joined(separator: ",")), "benchmarks[0].counters[1]: the counter 'x' is there twice"
    ),
    (
      ours(
        [2, 3].map {
          """
          {"name": "a", "cpu_time": 1, "counters":
           [{"polarity": "lower-is-better", "name": "x", "events": \($0), "operations": 1, "unit": "u"}]}
          """
        }.joined(separator: ",")),
      "benchmarks[1]: the counter 'x' of 'a' is not what it is in r.json, benchmarks[0]; what is exact is the same in every run"
    ),
    (#"{"schema": "mmubench.profile", "version": 1}"#, "'isComplete' is missing"),
    (#"{"schema": "mmubench.profiles", "version": 1, "profiles": {}}"#, "profiles: is an object, not a list"),
    (
      #"{"schema": "mmubench.profiles", "version": 1, "profiles": []}"#,
      "it has no benchmarks that ran: nothing, or nothing but aggregates of repetitions"
    ),
  ]

  @Test(arguments: damaged)
  func isRefusedWithItsPlace(text: String, sentence: String) {
    #expect {
      try RunReader.read(Array(text.utf8), path: "r.json")
    } throws: { error in
      let failure = try #require(error as? RunFailure)
      #expect(failure.kind == .badData && "\(failure)" == "r.json: \(sentence)")
      return true
    }
  }

  private static let foreign: [(String, String)] = [
    (
      #"{"context": {"schema": "mmubench.bench", "schema_version": 2}, "benchmarks": []}"#,
      "context.schema_version: version 2 of mmubench.bench is not known here, version 1 is; use the mmubench that wrote it"
    ),
    (
      #"{"context": {"schema": "catbench"}, "benchmarks": []}"#,
      "context.schema: the schema 'catbench' is not known here; 'mmubench.bench' is"
    ),
    (
      #"{"context": {"json_schema_version": 2}, "benchmarks": []}"#,
      "context.json_schema_version: version 2 of Google Benchmark's JSON is not known here, version 1 is; use the mmubench "
        + "that wrote it"
    ),
    (
      #"{"schema": "mmubench.tlb", "version": 1}"#,
      "schema: the schema 'mmubench.tlb' is none that can be compared; mmubench.bench, mmubench.profile and "
        + "mmubench.profiles are"
    ),
    (
      #"{"schema": "mmubench.profile", "version": 9}"#,
      "version: version 9 of profiles is not known here, version 1 is; use the mmubench that wrote it"
    ),
    (
      #"{"schema": "mmubench.profile", "version": 1, "isComplete": false}"#,
      "isComplete: the profile ended before its source did, so that its counts say nothing"
    ),
  ]

  @Test(arguments: foreign)
  func anotherSchemaIsNamed(text: String, sentence: String) {
    #expect {
      try RunReader.read(Array(text.utf8), path: "r.json")
    } throws: { error in
      let failure = try #require(error as? RunFailure)
      #expect(failure.kind == .otherSchema && "\(failure)" == "r.json: \(sentence)")
      return true
    }
  }

  @Test func whatIsNotThereIsNoInput() {
    #expect(throws: RunFailure(.noInput, "/no/such.json", "cannot be opened: No such file or directory")) {
      try RunReader.read("/no/such.json")
    }
  }
}
