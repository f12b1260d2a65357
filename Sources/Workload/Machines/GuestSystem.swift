import MMUCore

/// The operating systems that a virtual machine can have.
public enum GuestSystem: Equatable, Sendable {
  /// Linux on 4-level x86.
  case linux(LinuxOptions)
  /// xv6 on RISC-V's Sv39.
  case xv6RISCV
  /// xv6 on 2-level x86.
  case xv6X86

  /// The name, with what of Linux is on.
  public var name: String {
    switch self {
    case .linux(let options):
      "linux" + (options.usesPCID ? " pcid" : "") + (options.isolatesTables ? " kpti" : "")
        + (options.usesHugePages ? " thp" : "")
    case .xv6RISCV: "xv6 (Sv39)"
    case .xv6X86: "xv6 (2-level x86)"
    }
  }

  /// The sizes of a machine for it.
  public var shape: MachineShape {
    switch self {
    case .linux: X86Long4Kernel.shape
    case .xv6RISCV: RISCVSv39Kernel.shape
    case .xv6X86: X86Legacy32Kernel.shape
    }
  }

  /// Builds a machine at its seat, and boots; `nil` when the host has no memory.
  public func boot(
    _ technique: MachineTechnique, _ shape: MachineShape, on seat: MachineSeat = MachineSeat()
  ) throws(KernelFailure) -> (any GuestKernel)? {
    let data = (shape.firstData, shape.dataFrames)
    switch self {
    case .linux(let options):
      guard let made = technique.machine(shape, X86Long4Kernel.self, on: seat) else { return nil }
      return try LinuxKernel(made.machine, memory: made.memory, data: data, options: options)
    case .xv6RISCV:
      guard let made = technique.machine(shape, RISCVSv39Kernel.self, on: seat) else { return nil }
      return try XV6Kernel<RISCVSv39Kernel>(made.machine, memory: made.memory, data: data)
    case .xv6X86:
      guard let made = technique.machine(shape, X86Legacy32Kernel.self, on: seat) else { return nil }
      return try XV6Kernel<X86Legacy32Kernel>(made.machine, memory: made.memory, data: data)
    }
  }
}
