import MMUCore

/// The segments of a 32-bit MIPS address space.
///
/// Source: Kane and Heinrich, "MIPS RISC Architecture", section "Operating Modes"; "MIPS R4000 Microprocessor User's Manual",
/// section "Virtual Address Space", where kseg2 is ksseg and kseg3.
enum ReferenceMIPSSegment {
  /// 2 GiB for every mode, mapped.
  case kuseg
  /// 512 MiB, not mapped: the first 512 MiB of physical memory, cached.
  case kseg0
  /// 512 MiB, not mapped: the same memory, not cached.
  case kseg1
  /// 1 GiB, mapped.
  case kseg2

  /// The segment that holds an address, or `nil` where the mode may not go: user mode has kuseg alone, and no address
  /// has more than 32 bits.
  init?(_ address: UInt64, _ privilege: Privilege) {
    if address >= 0x1_0000_0000 { return nil }
    if address >= 0x8000_0000 && privilege == .user { return nil }
    switch address {
    case 0..<0x8000_0000: self = .kuseg
    case 0x8000_0000..<0xA000_0000: self = .kseg0
    case 0xA000_0000..<0xC000_0000: self = .kseg1
    default: self = .kseg2
    }
  }
}
