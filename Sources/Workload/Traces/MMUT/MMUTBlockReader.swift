import MMUCore

/// Reads the sections of a `.mmut` file in order, and decodes its blocks.
final class MMUTBlockReader {
  /// What the trace is of.
  private(set) var description = TraceDescription(
    guest: "unknown", paging: "unknown", addressBits: 57, creator: "unknown")
  /// What the file says beside accesses, as far as it was read.
  private(set) var annotations = MMUTAnnotations()
  /// What was left out, where damage is to be skipped.
  private(set) var salvage = MMUTSalvage()

  private var window: MMUTWindow
  private let name: String
  private let salvages: Bool
  private let opener: ZstdOpener
  private var decoder = MMUTBlockDecoder(addressBits: 57)
  private let content: UnsafeMutableRawPointer
  /// The number of the block that comes next, and how many words come before it.
  private var nextNumber: UInt64 = 1
  private var nextIndex: UInt64 = 0
  /// The checksums of the index that the blocks so far make, and of what was read of it.
  private var expectedIndex = CRC32()
  private var foundIndex = CRC32()
  private var indexOffset: UInt64?
  private var isAtEnd = false

  /// Reads the beginning of a file.
  ///
  /// - Parameter salvages: whether what is damaged is skipped.
  init(_ source: any ByteSource, name: String, salvages: Bool) throws(TraceFailure) {
    guard let opener = ZstdOpener() else { throw .badCompression(name: name, reason: "out of memory") }
    self.opener = opener
    self.name = name
    self.salvages = salvages
    window = MMUTWindow(source)
    content = .allocate(byteCount: MMUTLimits.contentBytes + MMUTLimits.contentPadding, alignment: 16)
    try readBeginning()
  }

  deinit {
    window.deallocate()
    content.deallocate()
  }

  /// Decodes the next block.
  ///
  /// - Returns: whether there was one.
  func next(into block: MMUTBlock) throws(TraceFailure) -> Bool {
    block.count = 0
    while !isAtEnd, block.count == 0 {
      do throws(MMUTReadingError) {
        try readSection(into: block)
      } catch {
        try handle(error)
      }
    }
    return block.count > 0
  }

  // MARK: Damage

  private func handle(_ error: MMUTReadingError) throws(TraceFailure) {
    switch error {
    case .failure(let failure): throw failure
    case .fault(let fault):
      let damage = TraceDamage(.block, nextNumber, fault.reason)
      guard salvages else { throw .malformed(name: name, damage) }
      salvage.note(damage)
      if try !window.skipToSync() { isAtEnd = true }
    }
  }

  private func readBeginning() throws(TraceFailure) {
    do throws(MMUTReadingError) {
      let header = try sectionHeader()
      guard header?.kind == .header else { throw .fault(MMUTFault("the file does not begin as a .mmut trace does")) }
      try readSection(into: nil)
    } catch {
      switch error {
      // In salvage, what follows goes without.
      case .fault(let fault) where salvages: salvage.note(TraceDamage(.block, nextNumber, fault.reason))
      case .fault(let fault): throw .malformed(name: name, TraceDamage(.block, nextNumber, fault.reason))
      case .failure(let failure): throw failure
      }
      if try !window.skipToSync() { isAtEnd = true }
    }
  }

  // MARK: Sections

  /// The header of the section at the window's beginning; `nil` where the user interrupted.
  private func sectionHeader() throws(MMUTReadingError) -> MMUTSectionHeader? {
    let bytes = try MMUTReadingError.failing { () throws(TraceFailure) in
      try window.bytes(MMUTSectionHeader.byteCount)
    }
    if window.wasInterrupted { return nil }
    guard bytes.count == MMUTSectionHeader.byteCount, let base = bytes.baseAddress else {
      throw .fault(MMUTFault(bytes.isEmpty ? Self.missingEnd : "the file ends within the header of a section"))
    }
    return try MMUTReadingError.faulting { () throws(MMUTFault) in try MMUTSectionHeader(base) }
  }

  private static var missingEnd: String { "the file ends here, without its end marker: it was cut off" }

  /// Reads the section at the window's beginning and moves behind it. Upon an error the window has not moved.
  private func readSection(into block: MMUTBlock?) throws(MMUTReadingError) {
    guard let header = try sectionHeader() else {
      isAtEnd = true
      return
    }
    let length = MMUTSectionHeader.byteCount + Int(header.storedBytes)
    let bytes = try MMUTReadingError.failing { () throws(TraceFailure) in try window.bytes(length) }
    if window.wasInterrupted {
      isAtEnd = true
      return
    }
    guard bytes.count == length else { throw .fault(MMUTFault("the file ends within it")) }
    let payload = UnsafeRawBufferPointer(rebasing: bytes[MMUTSectionHeader.byteCount...])
    try MMUTReadingError.faulting { () throws(MMUTFault) in try take(header, payload, block) }
    let offset = window.offset
    window.skip(length)
    if header.kind == .block { noteBlock(header, offset) }
    if header.kind == .end { try checkNothingFollows() }
  }

  private func take(
    _ header: MMUTSectionHeader, _ payload: UnsafeRawBufferPointer, _ block: MMUTBlock?
  ) throws(MMUTFault) {
    switch header.kind {
    case .header: try takeDescription(header, payload)
    case .block:
      guard let block else { throw MMUTFault("the file does not begin as a .mmut trace does") }
      try decode(header, payload, block)
    case .mappings: try annotations.addMappings(try opened(header, payload))
    case .symbols: try annotations.addSymbols(try opened(header, payload))
    case .notes: try annotations.addNotes(try opened(header, payload))
    case .index:
      if indexOffset == nil { indexOffset = window.offset }
      foundIndex.add(try opened(header, payload))
    case .end: try takeEnd(header, payload)
    case nil:
      guard header.isOptional else { throw MMUTFault("a section is of a kind that this program does not know") }
    }
  }

  private func takeDescription(_ header: MMUTSectionHeader, _ payload: UnsafeRawBufferPointer) throws(MMUTFault) {
    guard window.offset == 0 || salvages else { throw MMUTFault("the file begins again") }
    description = try TraceDescription(try MMUTFields(try MMUTFields.text(try opened(header, payload))))
    decoder = MMUTBlockDecoder(addressBits: description.addressBits)
  }

  private func decode(
    _ header: MMUTSectionHeader, _ payload: UnsafeRawBufferPointer, _ block: MMUTBlock
  ) throws(MMUTFault) {
    guard salvages ? header.firstIndex >= nextIndex : header.firstIndex == nextIndex && header.number == nextNumber
    else { throw MMUTFault("it is block \(header.number) of the trace, which does not come here") }
    guard header.firstIndex < 1 << 60 else { throw MMUTFault("it claims to be further on than a trace can be") }
    try decoder.decode(try opened(header, payload), into: block.words, header.counts)
    block.count = Int(header.counts.total)
  }

  /// Counts a block that was decoded, and what is missing before it.
  private func noteBlock(_ header: MMUTSectionHeader, _ offset: UInt64) {
    salvage.lostCount += header.firstIndex - nextIndex
    nextIndex = header.firstIndex + header.counts.total
    nextNumber = header.number &+ 1
    var entry: [UInt8] = []
    MMUTIndexEntry(offset: offset, firstIndex: header.firstIndex, counts: header.counts).append(to: &entry)
    entry.withUnsafeBytes { expectedIndex.add($0) }
  }

  private func takeEnd(_ header: MMUTSectionHeader, _ payload: UnsafeRawBufferPointer) throws(MMUTFault) {
    if salvages {
      if header.firstIndex >= nextIndex { salvage.lostCount += header.firstIndex - nextIndex }
      salvage.sawEnd = true
    } else {
      guard header.firstIndex == nextIndex else {
        throw MMUTFault("the end marker tells of \(header.firstIndex) accesses, and the blocks hold \(nextIndex)")
      }
      guard foundIndex == expectedIndex, header.number == indexOffset else {
        throw MMUTFault("the index does not fit the blocks")
      }
    }
    guard payload.isEmpty else { throw MMUTFault("the end marker has a content") }
  }

  private func checkNothingFollows() throws(MMUTReadingError) {
    let more = try MMUTReadingError.failing { () throws(TraceFailure) in try window.bytes(1) }
    guard more.isEmpty || salvages else { throw .fault(MMUTFault("something follows the end marker")) }
    isAtEnd = true
  }

  /// The content of a payload, with padding behind it.
  private func opened(
    _ header: MMUTSectionHeader, _ payload: UnsafeRawBufferPointer
  ) throws(MMUTFault) -> UnsafeRawBufferPointer {
    let count = Int(header.contentBytes)
    try opener.open(payload, into: UnsafeMutableRawBufferPointer(start: content, count: count))
    (content + count).initializeMemory(as: UInt8.self, repeating: 0, count: MMUTLimits.contentPadding)
    return UnsafeRawBufferPointer(start: content, count: count)
  }
}
