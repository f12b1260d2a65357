import MMUCore

extension PageSize: Hashable {
  /// Feeds the size to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(shift) }
}

extension PageSize {
  /// The sizes that x86 maps.
  public static let x86Sizes: [PageSize] = [.kib4, .mib2, .gib1]

  /// The size as a user writes it: 4K, 2M, 1G.
  public var name: String {
    switch shift {
    case 30...: "\(1 << (Int(shift) - 30))G"
    case 20...: "\(1 << (Int(shift) - 20))M"
    case 10...: "\(1 << (Int(shift) - 10))K"
    default: "\(1 << Int(shift))"
    }
  }
}
