/// A shadow entry that is not present, and says why: the page is no memory. So a device's access needs no walk.
///
/// ```text
///  63..56     55..12   11..2        1   0
///  permitted  GFN      generation   1   0 (not present)
/// ```
///
/// It counts only while its generation is the pager's: a change of slots begins a new one.
///
/// Source of the idea: Linux, mmu.rst, section "Fast invalidation of MMIO sptes".
struct DeviceEntry: BitwiseCopyable {
  let rawValue: UInt64

  static var generations: UInt64 { 1024 }

  @inline(__always)
  init?(_ entry: UInt64) {
    guard entry & 3 == 2 else { return nil }
    rawValue = entry
  }

  init(_ gfn: GFN, _ permitted: AccessClassSet, generation: UInt64) {
    rawValue =
      2 | (generation & (Self.generations &- 1)) &<< 2 | (gfn.rawValue & 0xFFF_FFFF_FFFF) &<< 12
      | UInt64(permitted.rawValue) &<< 56
  }

  @inline(__always)
  var gfn: GFN { GFN(rawValue &>> 12 & 0xFFF_FFFF_FFFF) }

  @inline(__always)
  var permitted: AccessClassSet { AccessClassSet(rawValue: UInt8(truncatingIfNeeded: rawValue &>> 56)) }

  @inline(__always)
  var generation: UInt64 { rawValue &>> 2 & (Self.generations &- 1) }
}
