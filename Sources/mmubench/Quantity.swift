import ArgumentParser

/// A size in bytes as a user writes it: 4096, 4K, 8G; the units are powers of 1024.
struct ByteQuantity: ExpressibleByArgument, Equatable {
  let value: UInt64

  init?(argument: String) {
    guard let value = Quantity.parse(argument, unit: 1024) else { return nil }
    self.value = value
  }

  /// The size with the largest unit that divides it.
  static func text(_ value: UInt64) -> String {
    guard value > 0 else { return "0" }
    var (rest, unit) = (value, 0)
    while rest % 1024 == 0, unit < Quantity.units.count {
      rest /= 1024
      unit += 1
    }
    return unit == 0 ? "\(rest)" : "\(rest)\(Quantity.units[unit - 1])"
  }
}

/// A count as a user writes it: 1000000, 10M, 2G; the units are powers of 1000.
struct CountQuantity: ExpressibleByArgument, Equatable {
  let value: UInt64

  init?(argument: String) {
    guard let value = Quantity.parse(argument, unit: 1000) else { return nil }
    self.value = value
  }
}

/// Numbers with units.
enum Quantity {
  static let units: [Character] = ["K", "M", "G", "T"]

  static func parse(_ text: String, unit: UInt64) -> UInt64? {
    var digits = text[...]
    var factor: UInt64 = 1
    if let last = text.last, let position = units.firstIndex(of: Character(last.uppercased())) {
      digits = text.dropLast()
      for _ in 0...position { factor *= unit }
    }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(digits)
    else { return nil }
    let (product, overflows) = number.multipliedReportingOverflow(by: factor)
    return overflows ? nil : product
  }
}
