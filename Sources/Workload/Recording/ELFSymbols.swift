/// The functions and variables that a 64-bit little-endian ELF file names.
///
/// A file that is damaged gives fewer symbols or none.
///
/// Source: System V ABI, "Object Files"; elf(5).
struct ELFSymbols {
  private let file: FileBytes
  private let programHeaders: [ProgramHeader]
  private let sections: [SectionHeader]

  /// A stretch of the file that the loader maps.
  private struct ProgramHeader {
    var offset: UInt64
    var address: UInt64
    var fileByteCount: UInt64
  }

  private struct SectionHeader {
    var type: UInt32
    var offset: UInt64
    var byteCount: UInt64
    var link: UInt32
  }

  private enum Constant {
    static let loaded: UInt32 = 1
    static let symbolTable: UInt32 = 2
    static let dynamicSymbolTable: UInt32 = 11
    /// From here on sections are none: symbols of those are absolute, or undefined.
    static let firstReservedSection: UInt16 = 0xFF00
    static let pageMask: UInt64 = 0xFFF
    static let symbolByteCount = 24
    /// More than any table that is worth reading whole.
    static let tableLimit: UInt64 = 1 << 26
  }

  /// `nil` if the file is not such a one.
  init?(path: String) {
    guard let file = FileBytes(path: path), let head = file.read(64, at: 0, limit: 64),
      head[0..<6] == [0x7F, 0x45, 0x4C, 0x46, 2, 1]
    else { return nil }
    self.file = file
    programHeaders = Self.table(file, at: head.word(32), head.half(54), head.half(56)).compactMap(Self.programHeader)
    sections = Self.table(file, at: head.word(40), head.half(58), head.half(60)).map(Self.sectionHeader)
  }

  /// How far the loader moved the addresses of the file, of which a mapping is known.
  func bias(of mapping: TraceMapping) -> UInt64? {
    for header in programHeaders {
      let start = header.offset & ~Constant.pageMask
      guard mapping.offset >= start, mapping.offset - start <= header.fileByteCount &+ Constant.pageMask else {
        continue
      }
      return mapping.start &- (header.address &- header.offset &+ mapping.offset)
    }
    return nil
  }

  /// The symbols of the full table, or of the one that dynamic linking needs, moved by a bias; at most `limit`.
  func symbols(bias: UInt64, limit: Int) -> [TraceSymbol] {
    let table =
      sections.first { $0.type == Constant.symbolTable } ?? sections.first { $0.type == Constant.dynamicSymbolTable }
    guard let table, sections.indices.contains(Int(table.link)) else { return [] }
    let strings = sections[Int(table.link)]
    guard let symbols = file.read(table.byteCount, at: table.offset, limit: Constant.tableLimit),
      let names = file.read(strings.byteCount, at: strings.offset, limit: Constant.tableLimit)
    else { return [] }
    var result: [TraceSymbol] = []
    for start in stride(from: 0, to: symbols.count - Constant.symbolByteCount + 1, by: Constant.symbolByteCount) {
      if result.count == limit { break }
      if let symbol = Self.symbol(symbols, start, names, bias) { result.append(symbol) }
    }
    return result
  }

  private static func symbol(
    _ symbols: [UInt8], _ start: Int, _ names: [UInt8], _ bias: UInt64
  ) -> TraceSymbol? {
    let section = symbols.half(start + 6)
    guard section != 0, section < Constant.firstReservedSection || section == .max,
      let kind = kind(symbols[start + 4] & 15), let name = name(names, Int(symbols.long(start)))
    else {
      return nil
    }
    return TraceSymbol(
      address: symbols.word(start + 8) &+ bias, byteCount: symbols.word(start + 16), kind: kind, name: name)
  }

  /// STT_OBJECT; STT_FUNC and STT_GNU_IFUNC.
  private static func kind(_ type: UInt8) -> TraceSymbol.Kind? {
    switch type {
    case 1: .object
    case 2, 10: .function
    default: nil
    }
  }

  /// A name that can be shown: no control characters, and not too long.
  private static func name(_ names: [UInt8], _ start: Int) -> String? {
    guard start > 0, start < names.count else { return nil }
    let bytes = names[start...].prefix(4096).prefix { $0 != 0 }
    guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  // MARK: Headers

  private static func table(
    _ file: FileBytes, at offset: UInt64, _ entryByteCount: UInt16, _ count: UInt16
  ) -> [[UInt8]] {
    guard entryByteCount >= 56, entryByteCount <= 256 else { return [] }
    let byteCount = Int(entryByteCount)
    guard let bytes = file.read(UInt64(byteCount) * UInt64(count), at: offset, limit: 1 << 24) else { return [] }
    return stride(from: 0, to: bytes.count, by: byteCount).map { Array(bytes[$0..<($0 + byteCount)]) }
  }

  private static func programHeader(_ bytes: [UInt8]) -> ProgramHeader? {
    guard bytes.long(0) == Constant.loaded else { return nil }
    return ProgramHeader(offset: bytes.word(8), address: bytes.word(16), fileByteCount: bytes.word(32))
  }

  private static func sectionHeader(_ bytes: [UInt8]) -> SectionHeader {
    SectionHeader(type: bytes.long(4), offset: bytes.word(24), byteCount: bytes.word(32), link: bytes.long(40))
  }
}

extension [UInt8] {
  fileprivate func half(_ offset: Int) -> UInt16 { UInt16(self[offset]) | UInt16(self[offset + 1]) << 8 }
  fileprivate func long(_ offset: Int) -> UInt32 { UInt32(half(offset)) | UInt32(half(offset + 2)) << 16 }
  fileprivate func word(_ offset: Int) -> UInt64 { UInt64(long(offset)) | UInt64(long(offset + 4)) << 32 }
}
