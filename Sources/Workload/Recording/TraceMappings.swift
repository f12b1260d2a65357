import MMUCore

/// What a recorded program had where in its address space: its mappings and their symbols.
public struct TraceMappings: Equatable, Codable, Sendable {
  /// The mappings, by address; they do not overlap.
  public private(set) var mappings: [TraceMapping] = []
  /// The programs and libraries with their symbols, by path.
  public private(set) var objects: [String: TraceObject] = [:]

  /// The most mappings that are kept; a program with more loses the last ones.
  public static let maximumMappings = 1 << 16
  /// The most symbols that are kept of all objects together.
  public static let maximumSymbols = 1 << 18

  /// No mappings.
  public init() {}

  /// Mappings that are in order already.
  init(ordered mappings: [TraceMapping], objects: [TraceObject]) {
    self.mappings = mappings
    for object in objects { self.objects[object.path] = object }
  }

  /// Whether nothing is known.
  public var isEmpty: Bool { mappings.isEmpty }

  /// How many symbols there are in all.
  public var symbolCount: Int { objects.values.reduce(0) { $0 + $1.symbols.count } }

  /// What an address is; `nil` where nothing was mapped.
  public func place(of gva: GVA) -> TracePlace? {
    let address = gva.rawValue
    guard let mapping = mapping(at: address) else { return nil }
    let path = object(of: mapping)
    if let symbol = objects[path]?.symbol(at: address) {
      return TracePlace(mapping: path, symbol: symbol.name, offset: address - symbol.address)
    }
    return TracePlace(mapping: mapping.path, symbol: nil, offset: address - mapping.start &+ mapping.offset)
  }

  /// The mapping that an address lies in.
  public func mapping(at address: UInt64) -> TraceMapping? {
    let index = firstIndex(endingAfter: address)
    return index < mappings.count && mappings[index].start <= address ? mappings[index] : nil
  }

  /// Puts a mapping in, over whatever was known to be there.
  public mutating func insert(_ mapping: TraceMapping) {
    guard mapping.start < mapping.end else { return }
    let first = firstIndex(endingAfter: mapping.start)
    var last = first
    var pieces: [TraceMapping] = []
    while last < mappings.count, mappings[last].start < mapping.end {
      if mappings[last].start < mapping.start { pieces.append(mappings[last].cut(to: mapping.start)) }
      if mappings[last].end > mapping.end { pieces.append(mappings[last].cut(from: mapping.end)) }
      last += 1
    }
    // Pieces that remain: at most one on either side.
    let before = pieces.filter { $0.start < mapping.start }
    let after = pieces.filter { $0.start >= mapping.end }
    guard mappings.count < Self.maximumMappings || last > first else { return }
    mappings.replaceSubrange(first..<last, with: before + [mapping] + after)
  }

  /// Puts an object's symbols in. An object that came before keeps its place, and gets those too.
  public mutating func insert(_ object: TraceObject) {
    let room = Self.maximumSymbols - symbolCount
    guard room > 0, !object.symbols.isEmpty else { return }
    let known = objects[object.path]?.symbols ?? []
    objects[object.path] = TraceObject(path: object.path, symbols: known + object.symbols.prefix(room))
  }

  private func firstIndex(endingAfter address: UInt64) -> Int {
    var low = 0
    var high = mappings.count
    while low < high {
      let middle = (low + high) / 2
      if mappings[middle].end <= address { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The object that a mapping belongs to: its file, or, of memory that no file is behind (.bss), the file's that ends
  /// where it begins.
  private func object(of mapping: TraceMapping) -> String {
    guard mapping.path == TraceMapping.anonymous else { return mapping.path }
    let index = firstIndex(endingAfter: mapping.start)
    guard index > 0, mappings[index - 1].end == mapping.start else { return mapping.path }
    return mappings[index - 1].path
  }
}

extension TraceMapping {
  /// The path of memory that is none in particular.
  static let anonymous = "[anon]"

  fileprivate func cut(to end: UInt64) -> TraceMapping {
    TraceMapping(start: start, end: end, offset: offset, permissions: permissions, path: path)
  }

  fileprivate func cut(from start: UInt64) -> TraceMapping {
    let isFile = path.hasPrefix("/")
    return TraceMapping(
      start: start, end: end, offset: isFile ? offset &+ (start - self.start) : 0, permissions: permissions, path: path)
  }
}
