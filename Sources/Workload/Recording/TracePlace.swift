/// What an address is, in the words of the recorded program.
public struct TracePlace: Equatable, Sendable, CustomStringConvertible {
  /// The file that is mapped there, or `[heap]`, `[stack]`, `[anon]`.
  public var mapping: String
  /// The function or variable, where there is one.
  public var symbol: String?
  /// The distance from the symbol's beginning; where there is none, from the file's, or the mapping's if it is no file.
  public var offset: UInt64

  /// A place.
  public init(mapping: String, symbol: String?, offset: UInt64) {
    self.mapping = mapping
    self.symbol = symbol
    self.offset = offset
  }

  /// `libc.so.6: memcpy+0x1c`, the file's name without its folders.
  public var description: String {
    let name = mapping.hasPrefix("/") ? String(mapping.split(separator: "/").last ?? "/") : mapping
    let distance = offset == 0 ? "" : "+0x" + String(offset, radix: 16)
    return symbol.map { "\(name): \($0)\(distance)" } ?? name + distance
  }
}
