/// A program or library that a recorded program had mapped.
public struct TraceObject: Equatable, Codable, Sendable {
  /// The file.
  public var path: String
  /// Its symbols, by address.
  public private(set) var symbols: [TraceSymbol]

  /// An object with its symbols, in any order.
  public init(path: String, symbols: [TraceSymbol]) {
    self.path = path
    self.symbols = symbols.sorted { ($0.address, $0.byteCount, $0.name) < ($1.address, $1.byteCount, $1.name) }
  }

  /// The symbol that an address lies in. One without a size reaches to the next.
  public func symbol(at address: UInt64) -> TraceSymbol? {
    var low = 0
    var high = symbols.count
    while low < high {
      let middle = (low + high) / 2
      if symbols[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    // Symbols may lie within each other: the nearest that reaches far enough.
    for index in stride(from: low - 1, through: max(0, low - 8), by: -1) {
      let symbol = symbols[index]
      if address - symbol.address < max(symbol.byteCount, symbol.byteCount == 0 ? .max : 1) { return symbol }
    }
    return nil
  }
}
