import MMUCore

/// The lines of `perf script` after `perf mem record`.
///
/// ```text
/// app  4711/4713  [002]  7.316:  1  cpu/mem-loads,ldlat=30/P:  7ffd5a3c1e48  10268100142 |OP LOAD|LVL L1 hit|SNP None|…
/// comm  pid/tid   cpu    time  period        event             address       data_src                    and other fields
/// ```
///
/// A line must have an event and, behind it, an address. Its data_src says what it did, or else the event's name. Samples of
/// neither load nor store, and those without an address, which perf writes as 0, are left out. The address space is that of
/// the process: of pid/tid the pid, of one number before the time that one. perf gives no sizes: accesses count as one byte.
///
/// Source: Linux, tools/perf/builtin-script.c (`process_event`) and tools/perf/util/mem-events.c.
struct PerfScriptLines: TraceLines {
  static var includesFetches: Bool { false }
  static var mostWords: Int { 1 + ProcessSpaces.mostWords }
  static var lastLineMayLackNewline: Bool { true }

  private var spaces = ProcessSpaces()
  private let addresses: CanonicalAddresses

  init(addressBits: UInt8) { addresses = CanonicalAddresses(bits: addressBits) }

  mutating func read(
    _ line: UnsafeRawBufferPointer, to place: UnsafeMutablePointer<MemoryAccess>
  ) throws(LineDamage) -> Int {
    // Callers of the sample above stand in lines that begin with a tab.
    if isComment(line) || line.first == UInt8(ascii: "\t") { return 0 }
    guard let sample = PerfSample(line) else {
      throw LineDamage("not a line of perf script with an event and an address; add -F +addr,+data_src")
    }
    guard let kind = try kind(of: sample), sample.address != 0 else { return 0 }
    guard addresses.contains(sample.address) else { throw .notCanonical(bits: addresses.bits) }
    let count = sample.process.map { spaces.words(for: $0, to: place) } ?? 0
    place[count] = MemoryAccess(kind, GVA(sample.address))
    return count + 1
  }

  /// What a sample did, or `nil` if it neither loaded nor stored.
  private func kind(of sample: PerfSample) throws(LineDamage) -> AccessKind? {
    if let operation = sample.operation {
      if operation.holds("LOAD") { return .load }
      if operation.holds("STORE") { return .store }
      if !operation.holds("N") { return nil }
    }
    let loads = sample.event.position(of: "load") != nil || sample.event.position(of: "LOAD") != nil
    let stores = sample.event.position(of: "store") != nil || sample.event.position(of: "STORE") != nil
    if loads != stores { return loads ? .load : .store }
    if sample.operation != nil { return nil }
    throw LineDamage("neither its event nor a data_src says whether it loads or stores; add -F +data_src")
  }
}
