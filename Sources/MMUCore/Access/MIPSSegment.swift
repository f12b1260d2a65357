/// What a MIPS processor does with an address before it asks its TLB.
public enum MIPSSegment: Equatable, Sendable, BitwiseCopyable {
  /// The TLB translates it. `isUser`: user mode may use it as well.
  case mapped(isUser: Bool)
  /// It stands for a physical address.
  case unmapped(GPA)
  /// The mode may not use it: an address error.
  case forbidden

  /// The segment of a 32-bit address in kernel mode: kuseg below 2 GiB; kseg0 and kseg1, two windows on the first 512 MiB;
  /// and above them what the TLB maps, kseg2 on an R3000, ksseg and kseg3 on an R4000.
  ///
  /// Source: Kane and Heinrich, "MIPS RISC Architecture", chapter 4, "Memory Management"; MIPS R4000 Microprocessor User's
  /// Manual, chapter 4, section "Kernel Mode Operations".
  init(kernel address: UInt32) {
    if address < 0x8000_0000 {
      self = .mapped(isUser: true)
    } else if address < 0xC000_0000 {
      self = .unmapped(GPA(UInt64(address & 0x1FFF_FFFF)))
    } else {
      self = .mapped(isUser: false)
    }
  }
}
