/// What a shadow page was made for, besides its guest frame: two pages of one frame are the same only if their roles are.
///
/// ```text
///  31      30..26   25      24..16        15        14        13     12..10    9..7       6..3     2..0
///  unused  access   direct  mode bits   synthetic  private   clean   unused    quadrant   format   level
/// ```
///
/// The mode bits are the guest's controls on which its entries' meaning depends.
///
/// Source: Linux, Documentation/virt/kvm/x86/mmu.rst, section "Shadow pages", `role.*`.
public struct ShadowPageRole: Equatable, Sendable, BitwiseCopyable {
  /// The fields, packed.
  public private(set) var rawValue: UInt32

  @inline(__always)
  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The part that a processor's mode decides: format and mode bits.
  init(_ format: ShadowedFormatCode, _ mode: ShadowMode) {
    rawValue = UInt32(format.rawValue) &<< 3 | UInt32(mode.rawValue) &<< 16
  }

  /// The level of the shadow table.
  @inline(__always)
  var level: PageLevel { PageLevel(UInt64(rawValue & 7)) }

  /// The guest's format.
  @inline(__always)
  var format: UInt8 { UInt8(truncatingIfNeeded: rawValue &>> 3) & 15 }

  /// Which part of the guest's table it shadows, where that covers more than a table of 512 entries of 8 bytes does.
  @inline(__always)
  var quadrant: UInt64 { UInt64(rawValue &>> 7 & 7) }

  /// What the entries above grant; of a direct page, the whole path. Only its format knows what the five bits mean.
  @inline(__always)
  var access: AccessRights { AccessRights(rawValue: UInt8(truncatingIfNeeded: rawValue &>> 26) & 31) }

  /// Whether it belongs to one parent or root alone, and is never found again.
  @inline(__always)
  var isPrivate: Bool { rawValue & 1 << 14 != 0 }

  /// Whether it stands above the guest's own root, where the guest has fewer levels than the host.
  @inline(__always)
  var isSynthetic: Bool { rawValue & 1 << 15 != 0 }

  /// Whether it shadows no table: it maps a run of frames, a guest's large page in smaller ones.
  @inline(__always)
  var isDirect: Bool { rawValue & 1 << 25 != 0 }

  /// Whether it shadows a guest's table, which must be protected.
  @inline(__always)
  var isIndirect: Bool { rawValue & (1 << 25 | 1 << 15) == 0 }

  /// Format and mode bits alone.
  @inline(__always)
  var mode: ShadowPageRole { ShadowPageRole(rawValue: rawValue & (0x1FF << 16 | 15 << 3)) }

  /// The role of a page in the same mode.
  @inline(__always)
  func at(_ level: PageLevel, _ access: AccessRights, quadrant: UInt64 = 0) -> ShadowPageRole {
    let place = UInt32(truncatingIfNeeded: level.rawValue) | UInt32(truncatingIfNeeded: quadrant) &<< 7
    return ShadowPageRole(rawValue: mode.rawValue | place | UInt32(access.rawValue & 31) &<< 26)
  }

  @inline(__always)
  var asPrivate: ShadowPageRole { ShadowPageRole(rawValue: rawValue | 1 << 14) }

  @inline(__always)
  var asSynthetic: ShadowPageRole { ShadowPageRole(rawValue: rawValue | 3 << 14) }

  @inline(__always)
  var asDirect: ShadowPageRole { ShadowPageRole(rawValue: rawValue | 1 << 25) }

  /// The role of a direct page that maps part of a large page whose dirty bit is clear. That it has no W does not say so: with
  /// CR0.WP = 0 a supervisor's stores do without.
  @inline(__always)
  var asClean: ShadowPageRole { ShadowPageRole(rawValue: rawValue | 1 << 13) }

  // Where the fields lie, for whoever compares roles but for some of them.

  static var accessField: UInt32 { 31 << 26 | 1 << 13 }
  static var directField: UInt32 { 1 << 25 }
  static var modeField: UInt32 { 0x1FF << 16 }
  static var quadrantField: UInt32 { 7 << 7 }
}
