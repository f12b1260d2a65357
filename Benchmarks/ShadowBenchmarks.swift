import CLimits
import MMUCore
import Regression
import Workload

/// `shadow/<operation>/<policy>/<guest>`: what shadow paging does at each event, for every policy for which it makes a difference.
enum ShadowBenchmarks {
  static var all: [Benchmark] {
    faults + writes + unsyncs + resyncs + invalidations + rootLoads + lookups + aliases + bulk + storms
  }

  // MARK: Making benchmarks

  /// A benchmark of a loop on a guest.
  static func benchmark<Encoding, Host, Policy>(
    _ operation: String, _ guest: ShadowGuest<Encoding, Host, Policy>, limit: String, _ summary: String,
    _ loop: ShadowLoop, _ shape: ShadowShape = ShadowShape(), counted: Int = 512, trialCount: Int = 1000,
    isResident: Bool = true, prepare: ((ShadowFixture<Encoding, Host, Policy>) -> Bool)? = nil
  ) -> Benchmark {
    Benchmark("\(operation)/\(guest.path)", limit: limit, summary) { () throws(BenchmarkFailure) in
      let fixture = try ShadowFixture(guest, shape)
      if let prepare, !prepare(fixture) { throw .other("no room for its pages") }
      if let mismatch = fixture.firstMismatch() { throw .mismatch(mismatch) }
      var last = guest.run(loop, &fixture.mmu, counted)
      let counters = fixture.counters(of: counted) { last = guest.run(loop, &fixture.mmu, counted) }
      guard last != nil else { throw .mismatch("an operation came out otherwise than it should") }
      if let mismatch = fixture.firstMismatch() { throw .mismatch(mismatch) }
      _ = guest.run(loop, &fixture.mmu, counted)
      return PreparedBenchmark(counters: counters, trialCount: trialCount) { count in
        let last = guest.run(loop, &fixture.mmu, count)
        precondition(last != nil, "a benchmark's operation came out otherwise than it should")
      }
    }
    .resident(if: isResident)
  }

  /// The walk of the guest's tables alone, in a fixture of the same shape.
  static func walk<Encoding, Host, Policy>(
    _ subject: String, _ guest: ShadowGuest<Encoding, Host, Policy>
  ) -> Benchmark {
    Benchmark(
      "limit/shadow-walk/\(subject)/\(guest.name)", "one walk of the guest's tables alone, its address from the last"
    ) {
      () throws(BenchmarkFailure) in
      let fixture = try ShadowFixture(guest, ShadowShape())
      if let mismatch = fixture.firstMismatch() { throw .mismatch(mismatch) }
      let levels = Encoding.Format.rootLevel(guest.rules).rawValue
      return PreparedBenchmark(counters: [.references(levels, in: 1)]) { count in
        let last = guest.run(.walk(mask: ShadowShape.mask), &fixture.mmu, count)
        precondition(last != nil, "a limit's walk faulted")
      }
    }
  }

  private static func walkName(_ subject: String, _ guest: String = "x86-long4") -> String {
    "limit/shadow-walk/\(subject)/\(guest)"
  }

  // MARK: Guests

  private static var controls: X86Controls { WalkFixture.configuration.controls }
  private static var rules: X86Rules { X86Rules(controls: controls) }
  private static var mode: ShadowMode { .writeProtect | .noExecute | .hardwareAccessedDirty }

  private typealias Long4<Policy: SyncPolicy> = ShadowGuest<X86Long4Encoding, X86Shadow4, Policy>

  private static func long4<Policy>(
    _ run: @escaping (ShadowLoop, inout ShadowLong4<Policy>, Int) -> UInt64?
  ) -> Long4<Policy> {
    ShadowGuest(
      name: "x86-long4", rules: rules, hostRules: X86Shadow4.rules(under: controls), mode: mode, run: run)
  }

  private static var writeProtect: Long4<WriteProtectSync> { long4 { ChainEntryPoints.run($0, on: &$1, count: $2) } }
  private static var unsync: Long4<UnsyncPolicy> { long4 { ChainEntryPoints.run($0, on: &$1, count: $2) } }
  private static var snapshot: Long4<SnapshotSync> { long4 { ChainEntryPoints.run($0, on: &$1, count: $2) } }
  private static var vtlb: Long4<VTLBPolicy> { long4 { ChainEntryPoints.run($0, on: &$1, count: $2) } }
  private static var long5: ShadowGuest<X86Long5Encoding, X86Shadow5, UnsyncPolicy> {
    ShadowGuest<X86Long5Encoding, X86Shadow5, UnsyncPolicy>(
      name: "x86-long5", rules: rules, hostRules: X86Shadow5.rules(under: controls), mode: mode
    ) { ChainEntryPoints.run($0, on: &$1, count: $2) }
  }
  private static var pae: ShadowGuest<X86PAEEncoding, X86Shadow4, UnsyncPolicy> {
    ShadowGuest<X86PAEEncoding, X86Shadow4, UnsyncPolicy>(
      name: "x86-pae", rules: X86PAE.rules(controls: controls), hostRules: X86Shadow4.rules(under: controls), mode: mode
    ) { ChainEntryPoints.run($0, on: &$1, count: $2) }
  }
  private static var legacy32: ShadowGuest<X86Legacy32Encoding, X86Shadow4, UnsyncPolicy> {
    ShadowGuest<X86Legacy32Encoding, X86Shadow4, UnsyncPolicy>(
      name: "x86-legacy32", rules: X86Legacy32.Rules(controls: controls), hostRules: X86Shadow4.rules(under: controls),
      mode: .writeProtect | .hardwareAccessedDirty
    ) { ChainEntryPoints.run($0, on: &$1, count: $2) }
  }
  private static var sv39: ShadowGuest<RISCVEncoding<RISCVSv39>, RISCVShadow39, UnsyncPolicy> {
    ShadowGuest<RISCVEncoding<RISCVSv39>, RISCVShadow39, UnsyncPolicy>(
      name: "riscv-sv39", rules: RISCVRules(controls: .hardwareAccessedDirty),
      hostRules: RISCVRules(controls: .hardwareAccessedDirty), mode: .hardwareAccessedDirty
    ) { ChainEntryPoints.run($0, on: &$1, count: $2) }
  }

  // MARK: Faults

  private static let fillsWarm = "a page fault that fills an empty entry of a shadow table that is there"
  private static let fillsCold = "a page fault whose leaf table has no shadow, and the shadow page given up again"

  private static var faults: [Benchmark] {
    [
      warm(writeProtect), warm(unsync), warm(snapshot), warm(vtlb), walk("fault", unsync),
      warm(long5), walk("fault", long5), warm(pae), walk("fault", pae), warm(legacy32), walk("fault", legacy32),
      warm(sv39), walk("fault", sv39),
      cold(writeProtect), cold(unsync), cold(snapshot), cold(vtlb),
      sweep(0), sweep(8), sweep(32), walk("prefetch", unsync),
    ]
  }

  private static func warm<Encoding, Host, Policy>(_ guest: ShadowGuest<Encoding, Host, Policy>) -> Benchmark {
    benchmark(
      "shadow/fault/warm", guest, limit: walkName("fault", guest.name), fillsWarm, .faultWarm(mask: ShadowShape.mask))
  }

  private static func cold<Policy>(_ guest: Long4<Policy>) -> Benchmark {
    benchmark(
      "shadow/fault/cold", guest, limit: walkName("fault"), fillsCold, .faultCold(GVA(1 << 21)), ShadowShape(tables: 2))
  }

  private static func sweep(_ prefetched: Int) -> Benchmark {
    benchmark(
      "shadow/sweep/prefetch-\(prefetched)", unsync, limit: walkName("prefetch"),
      "one of 512 neighbouring pages read, none of them mapped before",
      .sweep(GVA(0)), ShadowShape(options: ShadowOptions(prefetchCount: prefetched)))
  }

  // MARK: Writes and synchronization

  private static var writes: [Benchmark] {
    [write(writeProtect), write(unsync), write(snapshot), walk("write", unsync)]
  }

  private static func write<Policy>(_ guest: Long4<Policy>) -> Benchmark {
    benchmark(
      "shadow/write", guest, limit: walkName("write"), "a trapped write of a leaf entry, whose shadow entry goes",
      .write(GVA(0)), ShadowShape(options: ShadowOptions(leafFloodLimit: .max)))
  }

  private static var unsyncs: [Benchmark] {
    [
      transition(unsync, walkName("unsync")), walk("unsync", unsync), transition(snapshot, "limit/copy-page"),
      copyLimit,
    ]
  }

  private static func transition<Policy>(_ guest: Long4<Policy>, _ limit: String) -> Benchmark {
    benchmark(
      "shadow/unsync", guest, limit: limit, "a store to a leaf table that makes it go out of sync",
      .unsync(leaf: GVA(0), window: windowOfFirstTable), ShadowShape(hasWindow: true))
  }

  /// The first leaf table is the fourth that was made.
  private static var windowOfFirstTable: GVA { ShadowShape.window.advanced(by: 3 << 12) }

  private static var resyncs: [Benchmark] {
    [0, 1, 8, 64, 512].flatMap { [resync(unsync, $0), resync(snapshot, $0)] } + [compareLimit]
  }

  private static func resync<Policy>(_ guest: Long4<Policy>, _ changed: Int) -> Benchmark {
    benchmark(
      "shadow/resync/\(changed)-changed", guest, limit: "limit/compare-page",
      "one resync of a table of 512 entries, \(changed) of them changed",
      .resync(GVA(0), changed: changed), ShadowShape(hasWindow: true), counted: 64)
  }

  private static var compareLimit: Benchmark {
    Benchmark("limit/compare-page", "memcmp of two pages") { () throws(BenchmarkFailure) in
      let (left, right) = try twoPages()
      return PreparedBenchmark { count in
        let different = limit_compare_pages(left.bytes.baseAddress, right.bytes.baseAddress, Int64(count))
        precondition(different == 0, "two equal pages differ")
      }
    }
  }

  private static var copyLimit: Benchmark {
    Benchmark("limit/copy-page", "memcpy of a page") { () throws(BenchmarkFailure) in
      let (left, right) = try twoPages()
      return PreparedBenchmark { count in
        limit_copy_page(left.bytes.baseAddress, right.bytes.baseAddress, Int64(count))
      }
    }
  }

  private static func twoPages() throws(BenchmarkFailure) -> (MappedBuffer, MappedBuffer) {
    guard let left = MappedBuffer(byteCount: 4096), let right = MappedBuffer(byteCount: 4096) else {
      throw .outOfMemory
    }
    for page in [left, right] { for byte in page.bytes.indices { page.bytes[byte] = UInt8(truncatingIfNeeded: byte) } }
    return (left, right)
  }

  private static var invalidations: [Benchmark] {
    [
      invalidate(writeProtect, false), invalidate(unsync, false), invalidate(unsync, true), invalidate(snapshot, true),
      walk("invlpg", unsync),
    ]
  }

  private static func invalidate<Policy>(_ guest: Long4<Policy>, _ isUnsync: Bool) -> Benchmark {
    benchmark(
      "shadow/invlpg/\(isUnsync ? "out-of-sync" : "in-sync")", guest, limit: walkName("invlpg"),
      isUnsync ? "one INVLPG that drops an entry of an unsync table" : "one INVLPG of a table in sync",
      .invalidate(GVA(0), isUnsync: isUnsync))
  }

  // MARK: Roots

  private static var rootLoads: [Benchmark] {
    [0, 1, 10, 100, 1000].flatMap { [loadUnsync(unsync, $0), loadUnsync(snapshot, $0)] }
      + [
        loadRoots(writeProtect, 2, "cached"), loadRoots(unsync, 2, "cached"), loadRoots(unsync, 6, "replaced"),
        loadRoots(vtlb, 6, "replaced"), walk("cr3", unsync),
      ]
  }

  private static func loadUnsync<Policy>(_ guest: Long4<Policy>, _ tables: Int) -> Benchmark {
    benchmark(
      "shadow/cr3/\(tables)-unsync", guest, limit: walkName("cr3"),
      "one load of the root, \(tables) leaf tables under it being out of sync", .loadUnsync(GVA(0), tables: tables),
      ShadowShape(tables: max(1, tables), pages: 2048, listBlocks: 2048), counted: 4, trialCount: 10,
      isResident: tables <= 10)
  }

  private static func loadRoots<Policy>(_ guest: Long4<Policy>, _ roots: Int, _ name: String) -> Benchmark {
    benchmark(
      "shadow/cr3/\(name)", guest, limit: walkName("cr3"), "one load of a root, \(roots) in turn",
      .loadRoots(first: ShadowShape.firstChild.address, count: roots)
    ) { $0.copyRoot(to: roots) }
  }

  // MARK: Many pages, many aliases

  private static var lookups: [Benchmark] {
    [100, 1000, 10_000, 100_000, 1_000_000].flatMap { [lookup($0), lookupLimit($0)] }
  }

  private static func lookup(_ pages: Int) -> Benchmark {
    benchmark(
      "shadow/lookup/\(pages)-pages", unsync, limit: "limit/random-loads/\(pages)",
      "one search of a shadow page by frame and role among \(pages)", .find(pages: UInt64(pages)),
      ShadowShape(pages: pages + 64), isResident: pages <= 1000
    ) { ChainEntryPoints.fillPages(&$0.mmu, count: pages) }
  }

  private static func lookupLimit(_ pages: Int) -> Benchmark {
    Benchmark("limit/random-loads/\(pages)", "a random word of a table, and a line that it names") {
      () throws(BenchmarkFailure) in
      var bucketCount = 1
      while bucketCount < pages { bucketCount *= 2 }
      guard let buckets = MappedBuffer(byteCount: bucketCount * 4), let lines = MappedBuffer(byteCount: pages * 64)
      else {
        throw .outOfMemory
      }
      let names = buckets.bound(to: UInt32.self)
      let successors = RandomCycle.successors(count: pages, seed: 0x100)
      for bucket in names.indices { names[bucket] = successors[bucket % pages] }
      for line in 0..<pages { lines.bytes.storeBytes(of: UInt32(line), toByteOffset: line * 64, as: UInt32.self) }
      let shift = Int32(64 - bucketCount.trailingZeroBitCount)
      return PreparedBenchmark { count in
        _ = limit_random_loads(
          buckets.bound(to: UInt32.self).baseAddress, shift,
          lines.bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self),
          UInt64(pages), Int64(count))
      }
    }
  }

  private static var aliases: [Benchmark] {
    [1, 100, 10_000, 1_000_000].flatMap {
      [
        alias("unmap", $0, "every mapping of a frame with \($0) dropped, and all put back", .unmap(aliased)),
        alias(
          "write-protect", $0, "the right to write taken from \($0) mappings of a frame, and given back",
          .writeProtect(aliased)), visits($0),
      ]
    }
  }

  /// A frame that nothing else maps.
  private static var aliased: GFN { ShadowShape.firstCopy }

  private static func alias(_ operation: String, _ count: Int, _ summary: String, _ loop: ShadowLoop) -> Benchmark {
    benchmark(
      "shadow/\(operation)/\(count)-aliases", unsync, limit: "limit/random-visits/\(count)", summary, loop,
      ShadowShape(pages: count / 512 + 64, listBlocks: count / 14 + 64), counted: 2, trialCount: 2,
      isResident: count <= 100
    ) { ChainEntryPoints.fillAliases(&$0.mmu, of: aliased, count: count) }
  }

  private static func visits(_ count: Int) -> Benchmark {
    Benchmark("limit/random-visits/\(count)", "\(count) random words cleared, and set again") {
      () throws(BenchmarkFailure) in
      guard let words = MappedBuffer(byteCount: count * 8) else { throw .outOfMemory }
      let order = RandomCycle.successors(count: count, seed: 0xA11A5)
      return PreparedBenchmark(trialCount: 2) { turns in
        order.withUnsafeBufferPointer {
          limit_visit_words(words.bound(to: UInt64.self).baseAddress, $0.baseAddress, Int64(count), Int64(turns))
        }
      }
    }
  }

  // MARK: Everything at once

  private static var bulk: [Benchmark] {
    [
      zapAll(writeProtect), zapAll(unsync), zapAll(vtlb), reclaim(unsync), walk("pages", unsync),
    ]
  }

  private static func zapAll<Policy>(_ guest: Long4<Policy>) -> Benchmark {
    benchmark(
      "shadow/zap-all/64-tables", guest, limit: walkName("pages"),
      "64 leaf tables shadowed by a fault each, and all zapped",
      .zapAll(GVA(0), tables: 64), ShadowShape(tables: 64), counted: 4, trialCount: 10)
  }

  private static func reclaim<Policy>(_ guest: Long4<Policy>) -> Benchmark {
    benchmark(
      "shadow/reclaim/32-pages", guest, limit: walkName("pages"),
      "a page fault in one of 128 leaf tables in turn, where there is room for 32 pages",
      .touch(GVA(0), tables: 128), ShadowShape(tables: 128, pages: 32))
  }

  private static var storms: [Benchmark] {
    [protect(writeProtect), protect(unsync), protect(snapshot), protect(vtlb), walk("mprotect", unsync)]
      + [fork(writeProtect), fork(unsync), fork(snapshot), fork(vtlb), walk("fork", unsync)]
  }

  private static func protect<Policy>(_ guest: Long4<Policy>) -> Benchmark {
    benchmark(
      "shadow/mprotect/512-pages", guest, limit: walkName("mprotect"),
      "512 entries written and invalidated, and every page read", .protect(GVA(0), window: windowOfFirstTable),
      ShadowShape(hasWindow: true), counted: 2, trialCount: 4)
  }

  private static func fork<Policy>(_ guest: Long4<Policy>) -> Benchmark {
    benchmark(
      "shadow/fork/500-children", guest, limit: walkName("fork"),
      "500 children forked, each of which reads 64 pages, writes 8 and exits", .fork(forkStorm),
      ShadowShape(hasWindow: true, pages: 4096, listBlocks: 8192), counted: 1, trialCount: 1,
      isResident: false)
  }

  private static var forkStorm: ForkStorm {
    ForkStorm(
      parent: GPA(0), leafTable: GPA(3 << 12), window: ShadowShape.window, firstTable: ShadowShape.firstChild.address,
      firstCopy: ShadowShape.firstCopy.address, children: 500, pages: 64, written: 8)
  }
}
