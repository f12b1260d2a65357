import ArgumentParser
import MMUCore
import Profiling

extension PageSize: ExpressibleByArgument {
  /// The size of a name: 4K, 2M or 1G.
  public init?(argument: String) {
    guard let size = PageSize.x86Sizes.first(where: { $0.name == argument.uppercased() }) else { return nil }
    self = size
  }

  /// The size as a user writes it.
  public var defaultValueDescription: String { name }

  /// Every size that there is.
  public static var allValueStrings: [String] { x86Sizes.map(\.name) }
}
