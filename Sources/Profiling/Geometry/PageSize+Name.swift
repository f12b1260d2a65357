import MMUCore

extension PageSize: Hashable {
  /// Feeds the size to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(shift) }
}

extension PageSize {
  /// The sizes that x86 maps.
  public static let x86Sizes: [PageSize] = [.kib4, .mib2, .gib1]

  /// The size of a name, in whatever case: 4K, 64K, 2M, 1G and the like.
  public init?(named name: String) {
    for shift in UInt8(12)...48 where PageSize(shift: shift).name == name.uppercased() {
      self.init(shift: shift)
      return
    }
    return nil
  }

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
