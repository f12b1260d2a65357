import MMUCore
import Workload

/// Streams of accesses of every shape that a `.mmut` file has to keep.
enum TestStream: String, CaseIterable {
  case empty, one, program, strided, random, extremes, events, fetchesAlone, everything

  /// The stream of a seed.
  func accesses(seed: UInt64, count: Int = 5000) -> [MemoryAccess] {
    var random = RandomGenerator(seed: seed)
    switch self {
    case .empty: return []
    case .one: return [MemoryAccess(.store, GVA(random.next(below: 1 << 47)), byteCount: 8)]
    case .program: return Self.program(&random, count)
    case .strided:
      return (0..<count).map { MemoryAccess($0 % 3 == 0 ? .store : .load, GVA(UInt64($0) * 24), byteCount: 8) }
    case .random: return (0..<count).map { _ in Self.anything(&random, addressBits: 47) }
    case .extremes: return (0..<count).map { _ in Self.extreme(&random) }
    case .events:
      return (0..<count).map { _ in random.next(below: 2) == 0 ? Self.event(&random) : Self.extreme(&random) }
    case .fetchesAlone:
      return (0..<count).map { MemoryAccess(.fetch, GVA(0x400000 + UInt64($0 % 700) * 4), byteCount: 4) }
    case .everything:
      let parts: [TestStream] = [.program, .strided, .random, .extremes, .events, .fetchesAlone]
      return parts.flatMap { $0.accesses(seed: random.next(), count: count / parts.count) }
    }
  }

  private static func anything(_ random: inout RandomGenerator, addressBits: UInt64) -> MemoryAccess {
    let kind = AccessKind(rawValue: UInt8(random.next(below: 3)))!
    return MemoryAccess(kind, GVA(random.next(below: 1 << addressBits)), byteCount: 1 + random.next(below: 64))
  }

  private static func extreme(_ random: inout RandomGenerator) -> MemoryAccess {
    let ends: [UInt64] = [0, 0xFFF, 0x00FF_FFFF_FFFF_FFFF, 0xFF00_0000_0000_0000, .max - 63, 0x7FFF_FFFF_FFFF, 1 << 48]
    let kind = AccessKind(rawValue: UInt8(random.next(below: 3)))!
    return MemoryAccess(kind, GVA(ends[Int(random.next(below: 7))]), byteCount: 1 + random.next(below: 2))
  }

  private static func event(_ random: inout RandomGenerator) -> MemoryAccess {
    let events: [MemoryAccess.Event] = [
      .switchSpace(ASID(UInt16(random.next(below: 1 << 16)))), .switchMachine(UInt16(random.next(below: 1 << 16))),
      .invalidate(GVA(random.next(below: 1 << 56))), .flushSpace(ASID(3)), .flushNonGlobal, .flushAll,
    ]
    return MemoryAccess(events[Int(random.next(below: 6))])
  }

  /// Loops over a few functions whose data lies on a stack and in arrays, which now and then moves.
  private static func program(_ random: inout RandomGenerator, _ count: Int) -> [MemoryAccess] {
    var accesses: [MemoryAccess] = []
    var stack: UInt64 = 0x1F_FF00_0000
    while accesses.count < count {
      let function = random.next(below: 20)
      if random.next(below: 4) == 0 { stack = 0x1F_FF00_0000 - random.next(below: 100) * 16 }
      for step in 0..<(1 + random.next(below: 12)) {
        let code = 0x401000 + function * 0x200
        for instruction in 0..<(3 + function) {
          accesses.append(MemoryAccess(.fetch, GVA(code + instruction * 5), byteCount: 5))
          if instruction % 3 == 1 { accesses.append(MemoryAccess(.store, GVA(stack - instruction * 8), byteCount: 8)) }
          if instruction % 4 == 2 {
            accesses.append(MemoryAccess(.load, GVA(0x60_0000 + step * 12 + function), byteCount: 8))
          }
        }
      }
    }
    return Array(accesses.prefix(count))
  }
}

extension TestStream {
  /// A stream as a file.
  static func file(
    _ accesses: [MemoryAccess], blockSize: Int = MMUTLimits.wordsPerBlock, addressBits: UInt8 = 57,
    ending: TraceEnding = .complete(status: nil), mappings: TraceMappings? = nil
  ) throws -> [UInt8] {
    let sink = MemoryWriter()
    let description = TraceDescription(addressBits: addressBits, creator: "test", command: ["a", "b c"])
    let writer = try MMUTWriter(sink, description, blockSize: blockSize)
    try accesses.withUnsafeBufferPointer { try writer.append($0) }
    if let mappings { writer.setMappings(mappings) }
    try writer.finish(ending)
    return sink.bytes
  }

  /// The accesses of a file, and the source that they came from.
  static func read(_ file: [UInt8], salvages: Bool = false) throws -> ([MemoryAccess], MMUTSource) {
    try file.withUnsafeBytes { bytes in
      let source = try MMUTSource(bytes: bytes, name: "trace", salvages: salvages)
      return (try source.collect(), source)
    }
  }
}
