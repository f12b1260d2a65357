import MMUCore

/// What a walk of two ``ToyFormat`` entries must do, told naively and without the walker's parts.
struct ToyWalk: Equatable {
  var outcome: WalkOutcomeSummary
  /// The entries after the walk.
  var upper: UInt64
  var lower: UInt64

  /// An outcome without what only the core can make.
  enum WalkOutcomeSummary: Equatable {
    case fault(PageFault.Reason, level: UInt64)
    case page(gpa: UInt64, shift: UInt8, isDirty: Bool)
  }

  private static let noExecute: UInt64 = 1 << 63

  /// Predicts the walk of an address with the given offset in its 4 KiB and 16 KiB pages.
  static func predict(
    upper: UInt64, lower: UInt64, gva: UInt64, _ access: GuestAccess, _ controls: X86Controls
  ) -> ToyWalk {
    if upper % 2 == 0 { return ToyWalk(outcome: .fault(.notPresent, level: 2), upper: upper, lower: lower) }
    if upper & 1 << 62 != 0 { return ToyWalk(outcome: .fault(.reservedBit, level: 2), upper: upper, lower: lower) }
    if upper & 128 != 0 {
      guard permits(upper, access, controls) else {
        return ToyWalk(outcome: .fault(.protection, level: 2), upper: upper, lower: lower)
      }
      let marked = upper | (access.kind == .store ? 96 : 32)
      let gpa = (upper & 0xF_FFFF_FFFF_C000) + gva % 16384
      return ToyWalk(outcome: .page(gpa: gpa, shift: 14, isDirty: marked & 64 != 0), upper: marked, lower: lower)
    }
    return predictLower(upper: upper, lower: lower, gva: gva, access, controls)
  }

  private static func predictLower(
    upper: UInt64, lower: UInt64, gva: UInt64, _ access: GuestAccess, _ controls: X86Controls
  ) -> ToyWalk {
    let used = upper | 32
    if lower % 2 == 0 { return ToyWalk(outcome: .fault(.notPresent, level: 1), upper: used, lower: lower) }
    if lower & 1 << 62 != 0 { return ToyWalk(outcome: .fault(.reservedBit, level: 1), upper: used, lower: lower) }
    let rights = (upper & lower & 6) | ((upper | lower) & noExecute)
    guard permits(rights, access, controls) else {
      return ToyWalk(outcome: .fault(.protection, level: 1), upper: used, lower: lower)
    }
    let marked = lower | (access.kind == .store ? 96 : 32)
    let gpa = (lower & 0xF_FFFF_FFFF_F000) + gva % 4096
    return ToyWalk(outcome: .page(gpa: gpa, shift: 12, isDirty: marked & 64 != 0), upper: used, lower: marked)
  }

  /// W in bit 1, U in bit 2, NX in bit 63.
  private static func permits(_ bits: UInt64, _ access: GuestAccess, _ controls: X86Controls) -> Bool {
    let isUserPage = bits & 4 != 0
    if access.privilege == .user && !isUserPage { return false }
    if access.kind == .fetch {
      if bits & noExecute != 0 && controls.contains(.noExecute) { return false }
      return !(access.privilege == .supervisor && isUserPage && controls.contains(.smep))
    }
    if access.privilege == .supervisor && isUserPage && controls.contains(.smap) && !access.overridesSMAP {
      return false
    }
    if access.kind == .load || bits & 2 != 0 { return true }
    return access.privilege == .supervisor && !controls.contains(.writeProtect)
  }
}
