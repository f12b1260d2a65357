/// What a ``SetAssociativeTLB`` compares: page address, address space and page size in one word.
///
/// ```text
///  63 ............ 19   18 .... 7      6       5      4 ....... 0
///  page address << 7      ASID      always 0   G    log2(size) − 11
/// ```
///
/// Of a page of 8 TiB or more (Sv57's largest have 256) the size takes a sixth bit, which is kept in bit 19: such a page's
/// address leaves it free. A canonical address of up to 57 bits fits. Zero is no key, so it marks an empty way. Bit 6 is where a
/// ``MemoryAccess`` says that it crosses a page, so that such an access equals no key.
struct TLBKey: Equatable, BitwiseCopyable {
  let rawValue: UInt64

  @inline(__always)
  init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The key of the page of a size that holds an address.
  @inline(__always)
  init(_ gva: GVA, _ size: PageSize, _ asid: ASID, isGlobal: Bool) {
    rawValue = gva.aligned(to: size).rawValue &<< 7 | Self.context(size, asid, isGlobal: isGlobal)
  }

  /// The bits of a key that do not come from the address. A global page has no ASID.
  @inline(__always)
  static func context(_ size: PageSize, _ asid: ASID, isGlobal: Bool) -> UInt64 {
    let space = isGlobal ? globalBit : UInt64(asid.rawValue) &<< 7
    let code = UInt64(size.shift &- 11)
    return space | code & 31 | (code &>> 5) &<< 19
  }

  /// Marks a page of every address space.
  static var globalBit: UInt64 { 1 << 5 }

  /// No key.
  static var none: TLBKey { TLBKey(rawValue: 0) }

  var isGlobal: Bool { rawValue & Self.globalBit != 0 }

  /// The page alone, of whatever address space.
  @inline(__always)
  var withoutSpace: TLBKey { TLBKey(rawValue: rawValue & ~(0xFFF &<< 7 | Self.globalBit)) }

  /// The page size, where it is known to be below 8 TiB.
  @inline(__always)
  var shortSize: PageSize { PageSize(shift: UInt8(truncatingIfNeeded: rawValue & 31) &+ 11) }

  /// The machine whose tag the address has: its bits 48 to 56 are otherwise copies of bit 47.
  @inline(__always)
  var machine: MachineTag {
    let copies: UInt64 = rawValue &>> 54 & 1 == 0 ? 0 : 0x1FF
    return MachineTag(UInt16(truncatingIfNeeded: rawValue &>> 55 ^ copies))
  }

  var asid: ASID { ASID(UInt16(truncatingIfNeeded: rawValue &>> 7)) }
}
