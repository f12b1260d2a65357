/// A machine that QEMU emulates and that runs our guest program.
public enum QEMUGuest: String, CaseIterable, Sendable {
  /// The `virt` machine of qemu-system-riscv64.
  case riscv64
  /// The `virt` machine of qemu-system-aarch64.
  case aarch64
  /// The `q35` machine of qemu-system-x86_64.
  case x86_64

  /// The emulator's command.
  public var emulator: String { "qemu-system-\(rawValue)" }

  /// The Debian package that the emulator comes in.
  public var package: String {
    switch self {
    case .riscv64: "qemu-system-misc"
    case .aarch64: "qemu-system-arm"
    case .x86_64: "qemu-system-x86"
    }
  }

  /// Where the machine's RAM starts.
  public var ramBase: UInt64 {
    switch self {
    case .riscv64: 0x8000_0000
    case .aarch64: 0x4000_0000
    case .x86_64: 0
    }
  }

  /// From here up there is neither memory nor a device, as far as physical addresses reach.
  public var firstAddressOfNothing: UInt64 { self == .x86_64 ? 1 << 36 : 1 << 44 }

  /// The physical address of the arena, where tables and the frames that they map lie.
  public var arenaBase: UInt64 { ramBase + UInt64(QEMULayout.arena) }

  /// How many bits of a physical address there are: what `-cpu max` has on x86, and the formats' own limits elsewhere.
  public var physicalAddressBits: UInt64 {
    switch self {
    case .riscv64: 56
    case .aarch64: 48
    case .x86_64: 40
    }
  }

  /// What no random case comes to, each with what it would take: see `docs/SPEC_MAP.md`.
  public var notCovered: [String] {
    switch self {
    case .riscv64:
      [
        "Svade (this QEMU always sets A and D)", "Sv32 (a 32-bit machine)", "tables outside memory",
        "Svnapot and Svpbmt at random (by hand in the tests)", "the second stage",
      ]
    case .aarch64:
      [
        "granules of 16 and 64 KiB at random (by hand in the tests)", "fetches under TCR.HD", "blocks at level 0",
        "tables outside memory", "contiguous entries out of their place", "the second stage",
      ]
    case .x86_64:
      ["PAE and 32-bit paging", "protection keys of supervisor pages", "tables outside memory", "nested paging"]
    }
  }
}
