import MMUCore

/// Finds the lines of a text and numbers them; usual ones are read by a fast path, the others one by one.
struct TextTraceParser<Lines: TraceLines>: TraceParser {
  static var includesFetches: Bool { Lines.includesFetches }
  static var mostWords: Int { Lines.mostWords }

  /// A line is longer only if it is a comment.
  static var longestLine: Int { 1 << 16 }

  /// What is read line by line.
  private(set) var lines: Lines

  /// The number of the line that comes next, 1 for the first.
  private(set) var lineNumber: UInt64 = 1

  private var isInsideComment = false

  init(_ lines: Lines) { self.lines = lines }

  mutating func parse(
    _ text: UnsafeRawBufferPointer, into accesses: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceDamage) -> TraceProgress {
    var progress = TraceProgress()
    guard let out = accesses.baseAddress else { return progress }
    while progress.byteCount < text.count, progress.accessCount &+ Self.mostWords <= accesses.count {
      readUsualLines(text, accesses, &progress)
      guard progress.accessCount &+ Self.mostWords <= accesses.count, try readLine(text, out, &progress) else { break }
    }
    return progress
  }

  mutating func finish(
    _ rest: UnsafeRawBufferPointer, into accesses: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceDamage) -> Int {
    var count = 0
    if !rest.isEmpty || isInsideComment {
      guard Lines.lastLineMayLackNewline else {
        throw damage(LineDamage("the trace ends within the line; record it again"), rest)
      }
      if !isInsideComment, let out = accesses.baseAddress { count = try readText(rest, out) }
      lineNumber += 1
    }
    do throws(LineDamage) { try lines.finish() } catch { throw damage(error, rest) }
    return count
  }

  // MARK: The fast path

  @inline(__always)
  private mutating func readUsualLines(
    _ text: UnsafeRawBufferPointer, _ accesses: UnsafeMutableBufferPointer<MemoryAccess>,
    _ progress: inout TraceProgress
  ) {
    guard !isInsideComment, text.count >= Lines.usualReach else { return }
    guard let start = text.baseAddress, let out = accesses.baseAddress else { return }
    let end = start + (text.count - Lines.usualReach)
    let lastPlace = accesses.count &- Self.mostWords
    var line = start + progress.byteCount
    var count = progress.accessCount
    var number = lineNumber
    while line <= end, count <= lastPlace, let length = lines.readUsual(line, to: out + count, count: &count) {
      line += length
      number &+= 1
    }
    lineNumber = number
    progress = TraceProgress(byteCount: line - start, accessCount: count)
  }

  // MARK: Any line

  /// Reads one line of any sort; answers whether it was there to its end, or there is no more text.
  @inline(never)
  private mutating func readLine(
    _ text: UnsafeRawBufferPointer, _ out: UnsafeMutablePointer<MemoryAccess>, _ progress: inout TraceProgress
  ) throws(TraceDamage) -> Bool {
    let rest = UnsafeRawBufferPointer(rebasing: text[progress.byteCount...])
    guard !rest.isEmpty else { return true }
    guard let length = rest.position(of: UInt8(ascii: "\n")) else {
      try readPart(rest, &progress)
      return false
    }
    if !isInsideComment {
      let line = UnsafeRawBufferPointer(rebasing: rest[..<length])
      progress.accessCount += try readText(line, out + progress.accessCount)
    }
    isInsideComment = false
    progress.byteCount += length + 1
    lineNumber += 1
    return true
  }

  /// Consumes what is there of a comment; leaves what may become a line.
  private mutating func readPart(
    _ rest: UnsafeRawBufferPointer, _ progress: inout TraceProgress
  ) throws(TraceDamage) {
    if !isInsideComment {
      guard rest.count > Self.longestLine else { return }
      guard lines.isComment(rest) else { throw tooLong(rest) }
      isInsideComment = true
    }
    progress.byteCount += rest.count
  }

  /// Reads a line without its newline.
  private mutating func readText(
    _ line: UnsafeRawBufferPointer, _ out: UnsafeMutablePointer<MemoryAccess>
  ) throws(TraceDamage) -> Int {
    let end = line.last == UInt8(ascii: "\r") ? line.count - 1 : line.count
    let text = UnsafeRawBufferPointer(rebasing: line[..<end])
    if text.isEmpty { return 0 }
    if text.count > Self.longestLine {
      guard lines.isComment(text) else { throw tooLong(line) }
      return 0
    }
    do throws(LineDamage) { return try lines.read(text, to: out) } catch { throw damage(error, line) }
  }

  private func tooLong(_ line: UnsafeRawBufferPointer) -> TraceDamage {
    damage(LineDamage("the line is longer than \(Self.longestLine) bytes"), line)
  }

  private func damage(_ damage: LineDamage, _ line: UnsafeRawBufferPointer) -> TraceDamage {
    TraceDamage(.line, lineNumber, damage.reason, excerpt: line.isEmpty ? nil : TraceExcerpt.text(line))
  }
}
