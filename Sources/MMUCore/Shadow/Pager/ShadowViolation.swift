/// What an audit of shadow tables found wrong first.
///
/// The rules unite those of KVM's former `mmu_audit`, of Xen's `sh_audit_*` and of VirtualBox's `AssertCR3`.
public struct ShadowViolation: Equatable, Sendable, BitwiseCopyable {
  /// The rule that is broken.
  public enum Rule: UInt8, CodedEnum {
    // Books.
    /// The list by age holds each page in use once, and no other.
    case ageList
    /// A page in use is found under its frame and role, and is the only one; a private one belongs to one parent or root.
    case pageIdentity
    /// A page that waits for its roots is empty.
    case invalidPage
    /// A page's present entries are as many as it says.
    case presentCount
    /// Processors hold as many roots as pages say.
    case rootCount
    /// Every link is among its page's parents, once, and nothing else is.
    case parents
    /// Every mapping is in the reverse map under its frame, once, and nothing else is.
    case reverseMap
    /// Blocks of lists, or copies of tables, were lost or are used twice.
    case pools
    /// A frame counts the shadow pages that protect it, and those that are unsync; runs of frames count their tables.
    case frameCounts

    // Entries.
    /// A link leads to the table of a page in use, one level down, of the same mode.
    case link
    /// A mapping leads to the host frame that a slot gives its guest frame, whole and aligned.
    case mapping
    /// An entry that is not present is empty, or names a device where no slot is.
    case deviceEntry
    /// Nothing maps a protected table writable, a read-only slot writable, or a logged frame writable before it is noted.
    case writable
    /// No large page covers a table, or a slot that logs.
    case largePage

    // Synchronization.
    /// Only leaf tables of a policy that lets them are unsync, with a copy where the policy keeps one.
    case unsync
    /// Every way down to an unsync page is marked; marks are counted, and stand at links.
    case unsyncMarks

    // Against the guest.
    /// A shadow entry is present, the guest's is not, or not accessed.
    case guestAbsent
    /// A link leads to another table than the guest's entry, or gathers other rights.
    case guestTable
    /// A mapping leads to another frame than the guest's entry.
    case guestFrame
    /// A mapping permits what the guest's entry does not, a store to a clean page included.
    case guestRights

    // Processors.
    /// A TLB holds what the shadow tables do not say.
    case staleTLB
  }

  /// The rule.
  public let rule: Rule
  /// The shadow page, by number; of ``Rule/reverseMap`` and ``Rule/frameCounts`` it may be a frame's place in the reverse map.
  public let page: UInt32
  /// The position of the entry in its table.
  public let position: Int

  init(_ rule: Rule, _ page: UInt32 = 0, _ position: Int = 0) {
    self.rule = rule
    self.page = page
    self.position = position
  }

  init(_ rule: Rule, _ place: ShadowEntryIndex) { self.init(rule, place.page.rawValue, place.position) }

  init(_ rule: Rule, _ page: ShadowPageIndex) { self.init(rule, page.rawValue) }
}
