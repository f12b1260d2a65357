/// Mappings and symbols as the content of sections of a `.mmut` file: lines of text.
///
/// Source: docs/TRACE_FORMAT.md, "Mappings and symbols".
extension TraceMappings {
  /// The content of a section.
  struct Part {
    var kind: MMUTSectionHeader.Kind
    var text: [UInt8]
  }

  /// Everything, in sections of at most `limit` bytes.
  func parts(limit: Int) -> [Part] {
    Self.packed(.mappings, head: "", mappings.map(\.line), limit: limit)
      + objects.values.sorted { $0.path < $1.path }.flatMap { object in
        Self.packed(
          .symbols, head: "object \(MMUTFields.escaped(object.path))\n", object.symbols.map(\.line), limit: limit)
      }
  }

  private static func packed(
    _ kind: MMUTSectionHeader.Kind, head: String, _ lines: [String], limit: Int
  ) -> [Part] {
    var parts: [Part] = []
    var text = Array(head.utf8)
    let empty = text.count
    for line in lines where empty + line.utf8.count <= limit {
      if text.count + line.utf8.count > limit {
        parts.append(Part(kind: kind, text: text))
        text = Array(head.utf8)
      }
      text += line.utf8
    }
    if text.count > empty { parts.append(Part(kind: kind, text: text)) }
    return parts
  }
}

extension TraceMapping {
  fileprivate var line: String {
    let numbers = [start, end, offset].map { String($0, radix: 16) }.joined(separator: " ")
    return "\(numbers) \(permissions) \(MMUTFields.escaped(path))\n"
  }

  /// The mapping of a line, if it is one.
  init?(line: Substring) {
    let parts = MMUTFields.split(line, at: " ", atMost: 5)
    guard parts.count == 5, let start = UInt64(parts[0], radix: 16), let end = UInt64(parts[1], radix: 16),
      let offset = UInt64(parts[2], radix: 16), start < end
    else { return nil }
    self.init(
      start: start, end: end, offset: offset, permissions: String(parts[3]), path: MMUTFields.unescaped(parts[4]))
  }
}

extension TraceSymbol {
  fileprivate var line: String {
    "\(String(address, radix: 16)) \(String(byteCount, radix: 16)) \(kind.rawValue) \(MMUTFields.escaped(name))\n"
  }

  /// The symbol of a line, if it is one.
  init?(line: Substring) {
    let parts = MMUTFields.split(line, at: " ", atMost: 4)
    guard parts.count == 4, let address = UInt64(parts[0], radix: 16), let byteCount = UInt64(parts[1], radix: 16),
      let kind = Kind(rawValue: String(parts[2]))
    else { return nil }
    self.init(address: address, byteCount: byteCount, kind: kind, name: MMUTFields.unescaped(parts[3]))
  }
}
