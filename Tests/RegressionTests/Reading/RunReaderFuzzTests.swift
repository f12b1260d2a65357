import Foundation
import Regression
import Testing

/// Damaged files are refused or read, and never end the program.
@Suite struct RunReaderFuzzTests {
  /// SplitMix64. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return value ^ value >> 31
    }
  }

  private static let pieces = [
    "NaN", "-", "1e999", "null", "{}", "[", "]", "}", "\"", "\\u", ",", ":", "18446744073709551616", "0.1", "\u{0}",
    "\"name\": 1,", "\"schema\": 7,", "true",
  ].map { Array($0.utf8) }

  private static var samples: [[UInt8]] {
    let own = """
      {"context": {"schema": "mmubench.bench", "schema_version": 1, "host_name": "vm", "num_cpus": 2, "interrupted": false},
       "benchmarks": [{"name": "a", "run_type": "iteration", "process": 1, "repetition_index": 0, "threads": 2,
       "cpu_time": 1.5, "time_unit": "ns", "allocations": 0, "limit": "l", "summary": "s", "counters":
       [{"name": "x", "events": 3, "operations": 2, "unit": "u", "polarity": "lower-is-better", "isExact": true,
       "validFor": "v"}]}]}
      """
    let profile = """
      {"schema": "mmubench.profile", "version": 1, "isComplete": true, "digest": "00", "source": {"kind": "workload",
       "name": ["zipf"], "parameters": {"seed": 1}}, "tlb": {"name": "t", "pageSize": "4K"}, "counts":
       {"all": {"accesses": 9, "misses": 1}, "fetches": {"accesses": 3, "misses": 0}, "loads": {"accesses": 3, "misses": 1},
       "stores": {"accesses": 3, "misses": 0}, "walks": 1, "references": 4, "pageTableFrames": 4}}
      """
    return [own, profile, GoogleBenchmarkSamples.version15, GoogleBenchmarkSamples.version19].map { Array($0.utf8) }
  }

  private static func mutate(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0...Int.random(in: 0..<4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1..<20, using: &generator)))
      case 3: bytes.removeSubrange(place...)
      case 4: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
      default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: place)
      }
    }
    return bytes
  }

  @Test(arguments: 0..<4)
  func twentyThousandDamagedFilesAreRefusedOrRead(sample: Int) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("fuzzing sample \(sample) of result files with the seed \(seed)")
    var generator = Generator(state: seed)
    let original = Self.samples[sample]
    let counters = [CounterChoice("branches", .lowerIsBetter), CounterChoice("faults", .higherIsBetter)]
    _ = try RunReader.read(original, path: "r.json", counters: counters)
    var refused = 0
    for _ in 0..<5000 {
      do {
        let run = try RunReader.read(Self.mutate(original, &generator), path: "r.json", counters: counters)
        #expect(!run.benchmarks.isEmpty, "seed \(seed)")
        // What was read can be compared with itself, and is the same.
        let findings = ExactComparison.findings(base: run, head: run)
        #expect(!findings.contains { $0.verdict == .regressed && $0.evidence != .allocations }, "seed \(seed)")
      } catch {
        refused += 1
        #expect("\(error)".hasPrefix("r.json: ") && !error.reason.isEmpty, "seed \(seed)")
      }
    }
    #expect(refused > 1000, "seed \(seed)")
  }
}
