/// A RISC-V page-table entry, field by field.
///
/// Source: RISC-V Privileged Architecture 1.13, figures "Sv32 page table entry" and "Sv39 page table entry". A 32-bit
/// entry is the same in bits 31:0, and has none of the fields above them.
struct ReferenceRISCVEntry {
  let value: UInt64

  var v: Bool { bit(0) }
  var r: Bool { bit(1) }
  var w: Bool { bit(2) }
  var x: Bool { bit(3) }
  var u: Bool { bit(4) }
  var g: Bool { bit(5) }
  var a: Bool { bit(6) }
  var d: Bool { bit(7) }
  /// Bits 53:10; of a 32-bit entry 31:10.
  var ppn: UInt64 { value / 1024 % (1 << 44) }
  /// Bits 60:54: "reserved for future standard use".
  var reserved: UInt64 { value / (1 << 54) % 128 }
  /// Bits 62:61, of Svpbmt.
  var pbmt: UInt64 { value / (1 << 61) % 4 }
  /// Bit 63, of Svnapot.
  var n: Bool { bit(63) }

  /// "When all three are zero, the PTE is a pointer to the next level of the page table".
  var isPointer: Bool { !r && !w && !x }

  private func bit(_ number: UInt64) -> Bool { value / (1 << number) % 2 == 1 }
}
