extension TraceObject {
  /// The symbols of a 64-bit ELF file, at the addresses where a program had mapped it; `nil` where there is no such file or
  /// none of it was mapped as code.
  ///
  /// - Parameters:
  ///   - mappings: the program's mappings, this file's among them.
  ///   - limit: the most symbols to take.
  public init?(ofFile path: String, mapped mappings: [TraceMapping], limit: Int = TraceMappings.maximumSymbols) {
    let code = mappings.first { $0.path == path && $0.permissions.contains("x") }
    guard let code, let elf = ELFSymbols(path: path), let bias = elf.bias(of: code) else { return nil }
    self.init(path: path, symbols: elf.symbols(bias: bias, limit: limit))
  }
}
