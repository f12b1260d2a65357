/// What a kernel lets be done with a page.
public struct KernelRights: OptionSet, Sendable, Hashable {
  /// The bits.
  public let rawValue: UInt8

  /// Rights of these bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Stores.
  public static let write = KernelRights(rawValue: 1)
  /// Fetches.
  public static let execute = KernelRights(rawValue: 2)
  /// Programs may, not the kernel alone.
  public static let user = KernelRights(rawValue: 4)
  /// The page belongs to every address space.
  public static let global = KernelRights(rawValue: 8)
}
