/// A kind of page tables that random batches are made of.
public enum QEMUMode: String, CaseIterable, Sendable {
  /// RISC-V, three levels.
  case sv39
  /// RISC-V, four levels.
  case sv48
  /// RISC-V, five levels.
  case sv57
  /// AArch64 stage 1 with granules of 4 KiB, through TTBR0 and TTBR1, of many sizes.
  case stage1
  /// x86-64, four levels.
  case long4
  /// x86-64, five levels.
  case long5

  /// The machine that has it.
  public var guest: QEMUGuest {
    switch self {
    case .sv39, .sv48, .sv57: .riscv64
    case .stage1: .aarch64
    case .long4, .long5: .x86_64
    }
  }
}
