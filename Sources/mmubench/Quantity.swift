import ArgumentParser
import Workload

/// A size in bytes as a user writes it: 4096, 4K, 8G; the units are powers of 1024.
struct ByteQuantity: ExpressibleByArgument, Equatable {
  let value: UInt64

  init?(argument: String) {
    guard let value = Quantity.parse(argument, unit: 1024) else { return nil }
    self.value = value
  }

  /// The size with the largest unit that divides it.
  static func text(_ value: UInt64) -> String { Quantity.text(value, unit: 1024) }
}

/// A count as a user writes it: 1000000, 10M, 2G; the units are powers of 1000.
struct CountQuantity: ExpressibleByArgument, Equatable {
  let value: UInt64

  init?(argument: String) {
    guard let value = Quantity.parse(argument, unit: 1000) else { return nil }
    self.value = value
  }
}
