/// A format of shadow tables: what the real hardware walks while the guest runs.
public protocol ShadowHostFormat: PagingFormat
where Input == GuestVirtual, Output == HostPhysical, Root == HPA, Rules: BitwiseCopyable {
  /// The level of its root.
  static var rootLevel: PageLevel { get }

  /// The set bit by which hardware tells a present entry.
  static var presentBit: UInt64 { get }

  /// The set bit by which an entry permits stores.
  static var writeBit: UInt64 { get }

  /// An entry that leads to a table and takes no right away.
  static func entry(toTable table: HPA) -> UInt64

  /// An entry that maps a page, accessed and dirty, with rights of write, user, execute and read.
  static func entry(toPage page: HPA, at level: PageLevel, _ rights: AccessRights) -> UInt64

  /// Whether a present entry maps a page.
  static func isLeaf(_ entry: UInt64, at level: PageLevel) -> Bool

  /// Where a present entry leads.
  static func address(in entry: UInt64) -> HPA

  /// The rights that a leaf grants.
  static func rights(of entry: UInt64) -> AccessRights

  /// The classes of access that rights permit.
  static func permitted(by rights: AccessRights, _ rules: Rules) -> AccessClassSet

  /// Whether a leaf can have these rights at all.
  static func canExpress(_ rights: AccessRights) -> Bool
}

extension ShadowHostFormat {
  /// The same for all rules.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { rootLevel }

  @inline(__always)
  static func isPresent(_ entry: UInt64) -> Bool { entry & presentBit != 0 }

  @inline(__always)
  static func isWritable(_ entry: UInt64) -> Bool { entry & (presentBit | writeBit) == presentBit | writeBit }

  /// The rights that permit as many of `permitted` as can be, and no other access, and the one that is `asked` for.
  ///
  /// Where the host can say exactly what the guest's entry says, that is the guest's own rights. Else one entry cannot serve
  /// all: with CR0.WP = 0 a read-only user page is written by the supervisor through an entry without U, and read by the user
  /// through one without W (Linux, mmu.rst, section "Emulating cr0.wp").
  ///
  /// - Parameter natural: the guest's rights.
  /// - Returns: `nil` where no entry will do.
  @inline(__always)
  static func rights(
    permitting permitted: AccessClassSet, asked: AccessClassSet, natural: AccessRights, _ rules: Rules
  ) -> AccessRights? {
    let mask = AccessRights(rawValue: permitted.intersects(.stores) ? 15 : 14)
    let wanted = AccessRights(rawValue: natural.rawValue & mask.rawValue)
    if canExpress(wanted) && Self.permitted(by: wanted, rules) == permitted { return wanted }
    return compromise(permitting: permitted, asked: asked, rules)
  }

  @inline(never)
  private static func compromise(
    permitting permitted: AccessClassSet, asked: AccessClassSet, _ rules: Rules
  ) -> AccessRights? {
    var best: AccessRights?
    var bestCount = 0
    for number in 0..<16 as Range<UInt8> {
      let rights = AccessRights(rawValue: number)
      let given = Self.permitted(by: rights, rules)
      guard canExpress(rights), permitted.contains(given), given.contains(asked) else { continue }
      if given.rawValue.nonzeroBitCount > bestCount {
        best = rights
        bestCount = given.rawValue.nonzeroBitCount
      }
    }
    return best
  }
}
