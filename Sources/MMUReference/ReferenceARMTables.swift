import MMUCore

/// Following the tables of either stage from the root to a leaf.
///
/// Source: Arm ARM (DDI 0487), section D8.2 "Translation process"; pseudocode AArch64.S1Walk and AArch64.S2Walk, whose
/// order of checks this keeps.
struct ReferenceARMTables<Output: AddressSpace> {
  let memory: ReferenceMemory<Output>
  let granule: ReferenceARMGranule
  /// 64 − TxSZ.
  let inputBits: Int
  /// The size that PS or IPS encodes.
  let outputBits: Int
  let startLevel: Int
  /// TTBR's or VTTBR's base address.
  let root: UInt64

  /// MMUBench counts from the leaves: the manual's level 3 is 1.
  static func pageLevel(_ level: Int) -> UInt8 { UInt8(4 - level) }

  func leaf(for input: UInt64) throws(WalkFailure) -> ReferenceARMLeaf<Output> {
    var base = alignedRoot()
    // An Address size fault of TTBR itself is one of level 0, wherever the walk starts.
    if isTooLarge(base) { throw WalkFailure(.addressSize, at: Self.pageLevel(0)) }
    var tables: [ReferenceARMDescriptor] = []
    var level = startLevel
    while true {
      let location = Address<Output>(base &+ index(at: level, of: input) * 8)
      guard let word = memory.word(at: location) else {
        throw WalkFailure(.tableOutsideMemory, at: Self.pageLevel(level))
      }
      let descriptor = ReferenceARMDescriptor(value: word)
      // DecodeDescriptorType(): bit 0 clear is invalid; 11 is a table, at level 3 a page; 01 is a block where one is
      // supported, else invalid.
      guard descriptor.bit(0) else { throw WalkFailure(.notPresent, at: Self.pageLevel(level)) }
      let isTable = descriptor.bit(1) && level < 3
      if !isTable {
        guard descriptor.bit(1) || granule.allowsBlock(at: level) else {
          throw WalkFailure(.notPresent, at: Self.pageLevel(level))
        }
        return try leaf(descriptor, location, level, tables, input)
      }
      base = descriptor.address(from: granule.bits)
      if isTooLarge(base) { throw WalkFailure(.addressSize, at: Self.pageLevel(level)) }
      tables.append(descriptor)
      level += 1
    }
  }

  /// S1TTBaseAddress(): aligned to the size of the first table, or of all concatenated tables.
  private func alignedRoot() -> UInt64 {
    let size: UInt64 = 1 << UInt64(max(0, inputBits - granule.shift(at: startLevel)) + 3)
    return root / size * size
  }

  /// OAOutOfRange().
  private func isTooLarge(_ address: UInt64) -> Bool { address / (1 << UInt64(outputBits)) != 0 }

  /// The start level has the index bits that are left of the input address: few, or more than a table's with
  /// concatenated tables.
  private func index(at level: Int, of input: UInt64) -> UInt64 {
    let low = granule.shift(at: level)
    let count = level == startLevel ? max(0, inputBits - low) : granule.stride
    return input / (1 << UInt64(low)) % (1 << UInt64(count))
  }

  private func leaf(
    _ descriptor: ReferenceARMDescriptor, _ location: Address<Output>, _ level: Int, _ tables: [ReferenceARMDescriptor],
    _ input: UInt64
  ) throws(WalkFailure) -> ReferenceARMLeaf<Output> {
    // LeafBase() and StageOA(): the descriptor's bits above the page, block or contiguous range; the input's below.
    let joined = descriptor.contiguous ? granule.contiguousBits(at: level) : 0
    let size = PageSize(shift: UInt8(granule.shift(at: level) + joined))
    let address = descriptor.address(from: Int(size.shift)) + input % size.byteCount
    if isTooLarge(address) { throw WalkFailure(.addressSize, at: Self.pageLevel(level)) }
    return ReferenceARMLeaf(
      descriptor: descriptor, location: location, level: level, tables: tables, address: Address(address),
      pageSize: size)
  }
}
