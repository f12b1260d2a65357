/// The four page-directory-pointer-table entries that PAE paging caches in registers.
///
/// Source: Intel SDM vol. 3A, section "PDPTE Registers".
public struct X86PAEPointers: Equatable, Sendable, BitwiseCopyable {
  private var pointers: (UInt64, UInt64, UInt64, UInt64)

  /// Registers with these values, unchecked.
  public init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
    pointers = (first, second, third, fourth)
  }

  /// What MOV to CR3 does: reads all four from the 32-byte aligned table that CR3 points to.
  ///
  /// - Returns: `nil` for #GP(0), when a present one has a reserved bit set (bits 2:1, 8:5 and 63 to MAXPHYADDR); the old
  ///   registers then stay. Memory that is not there reads as not present.
  public static func load(
    from memory: GuestMemory, cr3: GPA, maxPhysicalAddressBits: UInt8 = 52
  ) -> X86PAEPointers? {
    let table = GPA(cr3.rawValue & 0xFFFF_FFE0)
    let reserved: UInt64 = 0x1E6 | ~((1 &<< UInt64(maxPhysicalAddressBits)) &- 1)
    var loaded = X86PAEPointers(0, 0, 0, 0)
    for index in 0..<4 as Range<UInt64> {
      let pointer = memory.load(at: table.advanced(by: index &* 8)) ?? 0
      if pointer & X86Bit.present != 0 && pointer & reserved != 0 { return nil }
      loaded[index] = pointer
    }
    return loaded
  }

  /// The pointer for bits 31:30 of an address; only the lowest two bits of `index` count.
  @inline(__always)
  public subscript(index: UInt64) -> UInt64 {
    get {
      switch index & 3 {
      case 0: pointers.0
      case 1: pointers.1
      case 2: pointers.2
      default: pointers.3
      }
    }
    set {
      switch index & 3 {
      case 0: pointers.0 = newValue
      case 1: pointers.1 = newValue
      case 2: pointers.2 = newValue
      default: pointers.3 = newValue
      }
    }
  }

  /// Whether all four are the same.
  public static func == (left: X86PAEPointers, right: X86PAEPointers) -> Bool { left.pointers == right.pointers }
}
