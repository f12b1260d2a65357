import CLimits
import MMUCore
import Regression
import Workload

/// `walk-nested/<guest>-on-<second stage>/hot`: two-dimensional walks, each beside the same by hand in C where there is one,
/// else beside as many raw loads.
enum NestedBenchmarks {
  static var all: [Benchmark] {
    (x86 + riscv + arm).flatMap { $0 }.map { $0.resident() } + [8, 14, 15, 19, 23, 24, 29, 35].map(rawLoads)
  }

  /// A pair's benchmark, and its limit's if there is one in C.
  static func pair<Guest: EntryEncoding, Host: EntryEncoding>(
    _ guest: String, _ guestEncoding: Guest.Type, _ guestRules: Guest.Format.Rules, on host: String,
    _ hostEncoding: Host.Type, _ hostRules: Host.Format.Rules,
    limit: ((NestedFixture<Guest, Host>) -> (UInt64, Int64) -> UInt64)? = nil,
    walk: @escaping (NestedWalker<Guest.Format, Host.Format>, UInt64, HPA, GuestAccess, Int) -> HPA?
  ) -> [Benchmark] {
    let name = "walk-nested/\(guest)-on-\(host)/hot"
    let levels = Guest.Format.rootLevel(guestRules).rawValue + 1
    let loads = "limit/raw-loads-\(levels * (Host.Format.rootLevel(hostRules).rawValue + 1) - 1)"
    let benchmark = Benchmark(name, limit: limit == nil ? loads : "limit/\(name)", "one two-dimensional walk") {
      () throws(BenchmarkFailure) in
      let fixture = try NestedFixture<Guest, Host>(guestRules, hostRules)
      return PreparedBenchmark(counters: [fixture.countedReferences()]) { count in
        let last = walk(fixture.walker, fixture.mask, fixture.position, NestedFixture<Guest, Host>.access, count)
        guard let last else { preconditionFailure("a benchmark's walk faulted") }
        fixture.position = last
      }
    }
    guard let limit else { return [benchmark] }
    let twin = Benchmark("limit/\(name)", limit: loads, "the same walk and checks in C") {
      () throws(BenchmarkFailure) in
      let fixture = try NestedFixture<Guest, Host>(guestRules, hostRules)
      let run = limit(fixture)
      let expected = walk(fixture.walker, fixture.mask, HPA(0), NestedFixture<Guest, Host>.access, 1000)
      guard run(0, 1000) == expected?.rawValue else { throw .mismatch("the chain's end differs from the core's") }
      return PreparedBenchmark(counters: [fixture.countedReferences()]) { count in
        fixture.position = HPA(run(fixture.position.rawValue, Int64(count)))
      }
    }
    return [benchmark, twin]
  }

  /// As many loads as a walk makes, each address from the last, and nothing else: around a cycle of 64 lines.
  private static func rawLoads(_ count: Int) -> Benchmark {
    Benchmark("limit/raw-loads-\(count)", "\(count) dependent loads and nothing else, in C") {
      () throws(BenchmarkFailure) in
      guard let lines = MappedBuffer(byteCount: 64 * 64) else { throw .outOfMemory }
      for (line, next) in RandomCycle.successors(count: 64, seed: 0x10AD).enumerated() {
        lines.bytes.storeBytes(of: UInt64(next) * 64, toByteOffset: line * 64, as: UInt64.self)
      }
      var position: UInt64 = 0
      return PreparedBenchmark(counters: [.references(UInt64(count), in: 1)]) { steps in
        let memory = lines.bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
        position = limit_raw_loads(memory, Int32(count), position, Int64(steps))
      }
    }
  }
}
