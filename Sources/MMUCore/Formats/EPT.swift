/// Intel's extended page tables, GPA to HPA, 4 levels.
///
/// ```text
///  63..52   51..M   M-1..12   11     10     9   8    7     6     5..3   2   1   0
/// ignored   resvd   address  ign.  user X   D   A  large  IPAT  memtype  X   W   R
/// ```
///
/// An entry is present if it grants any right. A present one that makes no sense is a misconfiguration
/// (``PageFault/Reason/reservedBit``), an absent one or one without the right a violation.
///
/// Source: Intel SDM vol. 3C, section "The Extended Page Table Mechanism (EPT)": "EPT Translation Mechanism",
/// "EPT-Induced VM Exits", "Accessed and Dirty Flags for EPT".
public enum EPT: SecondStageFormat {
  /// A guest's physical addresses.
  public typealias Input = GuestPhysical
  /// The machine's addresses.
  public typealias Output = HostPhysical

  /// The bits of an entry by name.
  enum Bit {
    static var read: UInt64 { 1 << 0 }
    static var write: UInt64 { 1 << 1 }
    static var execute: UInt64 { 1 << 2 }
    static var memoryType: UInt64 { 7 << 3 }
    /// The memory type of ordinary memory.
    static var writeBack: UInt64 { 6 << 3 }
    static var large: UInt64 { 1 << 7 }
    /// Those that have a meaning in an entry that maps a page alone: memory type, IPAT, large.
    static var ofLargePages: UInt64 { 0xF8 }
    static var accessed: UInt64 { 1 << 8 }
    static var dirty: UInt64 { 1 << 9 }
    static var userExecute: UInt64 { 1 << 10 }
    static var address: UInt64 { 0x000F_FFFF_FFFF_F000 }
  }

  /// What controls and processor make of an entry.
  public struct Rules: Sendable, BitwiseCopyable {
    let controls: EPTControls
    /// The bits of which any makes an entry present.
    let presence: UInt64
    /// Reserved in every present entry: bits 51 to MAXPHYADDR.
    let reserved: UInt64
    /// A and D for a store, A alone, or nothing.
    let accessedBit: UInt64
    let dirtyBit: UInt64
    let permissionTable: PermissionTable

    /// - Parameters:
    ///   - controls: what is in force and offered.
    ///   - maxPhysicalAddressBits: MAXPHYADDR, 32 to 52.
    public init(controls: EPTControls, maxPhysicalAddressBits: UInt8 = 52) {
      precondition((32...52).contains(maxPhysicalAddressBits), "MAXPHYADDR is 32 to 52")
      self.controls = controls
      let isByMode = controls.contains(.modeBasedExecute)
      presence = Bit.read | Bit.write | Bit.execute | (isByMode ? Bit.userExecute : 0)
      reserved = Bit.address & ~((1 << UInt64(maxPhysicalAddressBits)) - 1)
      accessedBit = controls.contains(.accessedDirty) ? Bit.accessed : 0
      dirtyBit = controls.contains(.accessedDirty) ? Bit.dirty : 0
      permissionTable = PermissionTable(eptByMode: isByMode)
    }
  }

  /// 512 entries a table.
  public static var indexBits: UInt8 { 9 }

  /// PML4.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(4) }

  /// Guest physical addresses have 48 bits; one above is a violation.
  @inline(__always)
  public static func isCanonical(_ gpa: GPA, _ rules: Rules) -> Bool { gpa.rawValue &>> 48 == 0 }

  /// What an entry is: one comparison decides for an entry that may be read and is usual.
  @inline(__always)
  public static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<Output> {
    if level == .leaf {
      if entry & (rules.reserved | Bit.read | Bit.memoryType) == Bit.read | Bit.writeBack {
        return .leaf(HPA(entry & Bit.address), .kib4)
      }
    } else if entry & (rules.reserved | Bit.read | Bit.ofLargePages) == Bit.read {
      return .table(HPA(entry & Bit.address))
    }
    return classifyUnusual(entry, at: level, rules)
  }

  @inline(__always)
  private static func classifyUnusual(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<Output> {
    if entry & rules.presence == 0 { return .absent }
    if entry & rules.reserved != 0 || !grantsSensibly(entry, rules) { return .malformed }
    let isLarge = level > .leaf && entry & Bit.large != 0
    guard level == .leaf || isLarge else {
      // Bits 6:3 of every entry that leads to a table, and bit 7 above.
      return entry & 0x78 != 0 ? .malformed : .table(HPA(entry & Bit.address))
    }
    let size = pageSize(at: level)
    let reservedBelowPage = size.offsetMask & ~0xFFF
    guard hasPages(of: level, rules), entry & reservedBelowPage == 0, hasMemoryType(entry) else { return .malformed }
    return .leaf(HPA(entry & Bit.address & ~size.offsetMask), size)
  }

  /// Whether the rights of an entry make sense together: no write without read, and no execution without read unless
  /// the processor can do that.
  @inline(__always)
  private static func grantsSensibly(_ entry: UInt64, _ rules: Rules) -> Bool {
    if entry & Bit.read != 0 { return true }
    return entry & Bit.write == 0 && rules.controls.contains(.executeOnly)
  }

  @inline(__always)
  private static func hasPages(of level: PageLevel, _ rules: Rules) -> Bool {
    switch level.rawValue {
    case 1: true
    case 2: rules.controls.contains(.mib2Pages)
    case 3: rules.controls.contains(.gib1Pages)
    default: false
    }
  }

  /// Memory types 2, 3 and 7 are reserved.
  @inline(__always)
  private static func hasMemoryType(_ entry: UInt64) -> Bool {
    (0b0111_0011 &>> ((entry &>> 3) & 7)) & 1 != 0
  }

  /// Every right.
  public static var inheritedAtRoot: UInt64 {
    @inline(__always) get { ~0 }
  }

  /// Keeps the rights that every entry grants.
  @inline(__always)
  public static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64 { inherited & entry }

  /// Read, write, execute, user execute in the lowest four bits.
  @inline(__always)
  static func combination(_ inherited: UInt64, _ leaf: UInt64) -> UInt8 {
    let gathered = inherited & leaf
    return UInt8(truncatingIfNeeded: gathered & 7 | (gathered &>> 7) & 8)
  }

  /// The gathered bits as rights; user mode is never told apart, but for execution.
  @inline(__always)
  public static func rights(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessRights {
    let combination = combination(inherited, leaf)
    let userExecute = rules.controls.contains(.modeBasedExecute) ? (combination & 8) &<< 1 : (combination & 4) &<< 2
    return AccessRights(
      rawValue: (combination & 1) &<< 3 | (combination & 2) &>> 1 | combination & 4 | userExecute) | .user
  }

  /// What the rights permit.
  @inline(__always)
  public static func permitted(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessClassSet {
    rules.permissionTable.permitted(at: combination(inherited, leaf))
  }

  /// A set, where EPTP enables it.
  @inline(__always)
  public static func markedTable(_ entry: UInt64, _ rules: Rules) -> UInt64 { entry | rules.accessedBit }

  /// A set, and D if `dirty`, where EPTP enables them.
  @inline(__always)
  public static func markedLeaf(_ entry: UInt64, dirty: Bool, _ rules: Rules) -> UInt64 {
    entry | rules.accessedBit | (dirty ? rules.dirtyBit : 0)
  }

  /// D, or no dirty flags at all.
  @inline(__always)
  public static func isDirty(_ leaf: UInt64, _ rules: Rules) -> Bool {
    rules.dirtyBit == 0 || leaf & Bit.dirty != 0
  }

  /// The same access, as one of the mode whose page it is: mode-based execute control asks what the linear address
  /// belongs to, and not who fetches.
  @inline(__always)
  public static func access(_ access: GuestAccess, guestRights: AccessRights) -> GuestAccess {
    GuestAccess(access.kind, guestRights.contains(.user) ? .user : .supervisor)
  }

  /// A load; a store where A and D are kept ("processor accesses to guest paging-structure entries are treated as
  /// writes").
  @inline(__always)
  public static func tableRead(_ rules: Rules) -> GuestAccess {
    GuestAccess(rules.controls.contains(.accessedDirty) ? .store : .load, .supervisor)
  }
}

extension PermissionTable {
  /// The rule for EPT. Combinations are numbered by read (1), write (2), execute (4), user execute (8).
  ///
  /// Source: Intel SDM vol. 3C, section "EPT Violations".
  init(eptByMode: Bool) {
    self.init { index, access in
      switch access.kind {
      case .load: index & 1 != 0
      case .store: index & 2 != 0
      case .fetch: index & (eptByMode && access.privilege == .user ? 8 : 4) != 0
      }
    }
  }
}
