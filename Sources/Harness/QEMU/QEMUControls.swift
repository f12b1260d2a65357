/// The control registers of a case, by architecture.
public enum QEMUControls: Equatable, Sendable {
  /// Of a RISC-V case.
  case riscv(QEMURISCVControls)
  /// Of an AArch64 case.
  case aarch64(QEMUAArch64Controls)
  /// Of an x86-64 case.
  case x86(QEMUX86Controls)

  /// The physical address of the root.
  public var root: UInt64 {
    switch self {
    case .riscv(let controls): controls.root
    case .aarch64(let controls): controls.root
    case .x86(let controls): controls.root
    }
  }

  var registers: [UInt64] {
    switch self {
    case .riscv(let controls): controls.registers
    case .aarch64(let controls): controls.registers
    case .x86(let controls): controls.registers
    }
  }
}
