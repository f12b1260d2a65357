/// Everything about a guest's memory access, but its address, that decides whether a page permits it.
///
/// There are eight distinguishable classes of access, numbered 0 to 7, so that a set of classes is one byte
/// (``AccessClassSet``): user load, store, fetch (0, 1, 2); supervisor load, store, fetch (3, 4, 5); and supervisor
/// load and store with EFLAGS.AC = 1 (6, 7), which SMAP lets through. AC does not matter to fetches.
public struct GuestAccess: Equatable, Sendable, BitwiseCopyable {
  /// The number of the access class, 0 to 7.
  public let classIndex: UInt8

  /// The access class for a kind and a privilege.
  ///
  /// - Parameter overridesSMAP: an explicit supervisor data access while EFLAGS.AC is 1. Ignored for user accesses
  ///   and for fetches, which SMAP does not concern.
  @inlinable @inline(__always)
  public init(_ kind: AccessKind, _ privilege: Privilege, overridesSMAP: Bool = false) {
    let overriding = overridesSMAP && privilege == .supervisor && kind != .fetch
    classIndex = kind.rawValue &+ (privilege == .user ? 0 : overriding ? 6 : 3)
  }

  @inlinable @inline(__always)
  init(classIndex: UInt8) { self.classIndex = classIndex }

  /// An access that the processor makes for itself, to a descriptor table or a task-state segment: a supervisor's, at any
  /// privilege, and never excused from SMAP by EFLAGS.AC.
  ///
  /// Source: Intel SDM vol. 3A, section "Access Rights", "implicit supervisor-mode accesses".
  @inlinable @inline(__always)
  public static func implicit(_ kind: AccessKind) -> GuestAccess { GuestAccess(kind, .supervisor) }

  /// Whether the access reads data, writes data or fetches an instruction.
  @inlinable
  public var kind: AccessKind {
    switch classIndex {
    case 0, 3, 6: .load
    case 1, 4, 7: .store
    default: .fetch
    }
  }

  /// The privilege of the access.
  @inlinable @inline(__always)
  public var privilege: Privilege { classIndex < 3 ? .user : .supervisor }

  /// Whether the access was made with EFLAGS.AC = 1, so that SMAP does not apply to it.
  @inlinable @inline(__always)
  public var overridesSMAP: Bool { classIndex >= 6 }

  /// Whether the access writes, and so needs the dirty bit.
  @inlinable @inline(__always)
  public var isStore: Bool { AccessClassSet.stores.intersects(asSet) }

  /// The set that holds this class alone.
  @inlinable @inline(__always)
  public var asSet: AccessClassSet { AccessClassSet(rawValue: 1 &<< classIndex) }
}
