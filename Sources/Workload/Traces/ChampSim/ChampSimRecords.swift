import MMUCore

/// The instructions of a ChampSim trace: `struct input_instr` of its inc/trace_instruction.h, 64 little-endian bytes.
///
/// ```text
///  0  ip                        8 bytes
///  8  is_branch, branch_taken   2 × 1
/// 10  destination_registers     2 × 1
/// 12  source_registers          4 × 1
/// 16  destination_memory        2 × 8, 0 for none
/// 32  source_memory             4 × 8, 0 for none
/// ```
///
/// An instruction is a fetch, then its loads, then its stores. The format keeps no sizes: each access counts as one byte, so
/// that none crosses a page.
struct ChampSimRecords: TraceRecords {
  static var includesFetches: Bool { true }
  static var mostWords: Int { 7 }
  static var byteCount: Int { 64 }

  private let addresses: CanonicalAddresses

  init(addressBits: UInt8) { addresses = CanonicalAddresses(bits: addressBits) }

  private enum Offset {
    static var branch: Int { 8 }
    static var stores: Int { 16 }
    static var loads: Int { 32 }
  }

  @inline(__always)
  private static func word(_ record: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: record.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  @inline(__always)
  func read(_ record: UnsafeRawPointer, to place: UnsafeMutablePointer<MemoryAccess>) -> Int? {
    let ip = Self.word(record, 0)
    let branch = UInt16(littleEndian: record.loadUnaligned(fromByteOffset: Offset.branch, as: UInt16.self))
    place[0] = MemoryAccess(.fetch, GVA(ip))
    var count = 1
    var strayBits = addresses.strayBits(of: ip)
    for slot in 0..<4 { write(.load, Self.word(record, Offset.loads &+ slot &* 8), place, &count, &strayBits) }
    for slot in 0..<2 { write(.store, Self.word(record, Offset.stores &+ slot &* 8), place, &count, &strayBits) }
    return ip != 0 && branch & ~0x0101 == 0 && strayBits == 0 ? count : nil
  }

  /// Writes an access, and counts it unless its slot is empty: a branch for each of six slots would be foretold badly.
  @inline(__always)
  private func write(
    _ kind: AccessKind, _ address: UInt64, _ place: UnsafeMutablePointer<MemoryAccess>, _ count: inout Int,
    _ strayBits: inout UInt64
  ) {
    place[count] = MemoryAccess(kind, GVA(address))
    count &+= address == 0 ? 0 : 1
    strayBits |= addresses.strayBits(of: address)
  }

  func damage(of record: UnsafeRawPointer) -> String {
    for (offset, name) in [(8, "is_branch"), (9, "branch_taken")] {
      let value = record.load(fromByteOffset: offset, as: UInt8.self)
      if value > 1 {
        return "\(name) is \(value), not 0 or 1: this is no ChampSim trace (CloudSuite's and CVP's are others)"
      }
    }
    if Self.word(record, 0) == 0 { return "the instruction's address is 0: this is no ChampSim trace" }
    return LineDamage.notCanonical(bits: addresses.bits).reason
  }
}
