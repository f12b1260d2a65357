/// What RISC-V's second stages have in common: a root with two more index bits, and no privilege. A supervisor's access
/// stands for the processor's own to the tables of the first stage.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Guest Physical Address Translation".
public protocol RISCVSecondStageFormat: RISCVFormat, SecondStageFormat
where Input == GuestPhysical, Output == HostPhysical {
  /// The width of a guest physical address.
  static var inputBits: UInt8 { get }
}

extension RISCVSecondStageFormat {
  /// Whether the address has no more bits than the format translates; one with more is a guest-page fault.
  @inline(__always)
  public static func isCanonical(_ gpa: GPA, _ rules: Rules) -> Bool { gpa.rawValue &>> UInt64(inputBits) == 0 }

  /// As in every format, but with two more bits in the root.
  @inline(__always)
  public static func entryOffset(of gpa: GPA, at level: PageLevel, _ rules: Rules) -> UInt64 {
    let isRoot = level == rootLevel(rules)
    let mask: UInt64 = (isRoot ? 4 &<< UInt64(indexBits) : 1 &<< UInt64(indexBits)) &- 1
    let index = (gpa.rawValue &>> UInt64(indexShift(at: level))) & mask
    return index &* UInt64(entrySize.rawValue)
  }

  /// A user access of the same kind, whoever makes it.
  @inline(__always)
  public static func access(_ access: GuestAccess, guestRights: AccessRights) -> GuestAccess {
    GuestAccess(access.kind, .user)
  }

  /// The processor's own load, which MXR does not help. Only where hardware sets A or D in a guest's entry does it store as
  /// well.
  @inline(__always)
  public static func tableRead(_ rules: Rules) -> GuestAccess { .implicit(.load) }
}
