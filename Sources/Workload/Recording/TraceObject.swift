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

  /// The symbol that an address lies in. A function without a size, as assemblers leave it, reaches to the next symbol.
  public func symbol(at address: UInt64) -> TraceSymbol? {
    var low = 0
    var high = symbols.count
    while low < high {
      let middle = (low + high) / 2
      if symbols[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let nearest = symbols[low - 1].address
    // Symbols may lie within each other, so a nearer one need not be it.
    return symbols[max(0, low - Self.deepestNesting)..<low].last { symbol in
      address - symbol.address < symbol.byteCount
        || symbol.byteCount == 0 && symbol.kind == .function && symbol.address == nearest
    }
  }

  /// How many symbols are looked at before the search is given up.
  private static let deepestNesting = 16
}
