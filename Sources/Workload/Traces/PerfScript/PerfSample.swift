/// One sample as `perf script` writes it: the parts of its line that matter.
struct PerfSample {
  /// The address of the data.
  let address: UInt64
  /// The process, if it is written.
  let process: UInt64?
  /// What stands behind `|OP ` in the data_src, if that is written.
  let operation: UnsafeRawBufferPointer?

  private let line: UnsafeRawBufferPointer
  /// Where the event's name ends.
  private let eventEnd: Int

  /// The event's name.
  var event: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: line[Self.wordStart(in: line, before: eventEnd)..<eventEnd])
  }

  /// The sample of a line; `nil` if there is no event in it with an address behind it.
  init?(_ line: UnsafeRawBufferPointer) {
    var time: Int?
    var search = 0
    while let end = Self.colon(in: line, from: search) {
      search = end + 1
      if time == nil, let start = Self.timeStart(in: line, before: end) {
        time = start
      } else if end > 0, !Self.isBlank(line[end - 1]), let (address, behind) = Self.address(in: line, from: search) {
        self.line = line
        self.address = address
        eventEnd = end
        process =
          time.map { Self.process(in: line, before: $0, isTime: true) }
          ?? Self.process(in: line, before: Self.wordStart(in: line, before: end), isTime: false)
        operation = Self.operation(in: UnsafeRawBufferPointer(rebasing: line[behind...]))
        return
      }
    }
    return nil
  }

  /// The next colon that ends a word.
  @inline(__always)
  private static func colon(in line: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var start = start
    while let found = UnsafeRawBufferPointer(rebasing: line[start...]).position(of: UInt8(ascii: ":")) {
      let colon = start + found
      if colon + 1 < line.count, isBlank(line[colon + 1]) { return colon }
      start = colon + 1
    }
    return nil
  }

  @inline(__always)
  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  @inline(__always)
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

  @inline(__always)
  private static func wordStart(in line: UnsafeRawBufferPointer, before end: Int) -> Int {
    var start = end
    while start > 0, !isBlank(line[start - 1]) { start -= 1 }
    return start
  }

  /// The last word before a place, and blanks.
  @inline(__always)
  private static func lastWord(in line: UnsafeRawBufferPointer, before place: Int) -> Range<Int> {
    var end = place
    while end > 0, isBlank(line[end - 1]) { end -= 1 }
    return wordStart(in: line, before: end)..<end
  }

  /// Where the time that ends at a place begins: digits, and a point within. `nil` if there is another word.
  @inline(__always)
  private static func timeStart(in line: UnsafeRawBufferPointer, before end: Int) -> Int? {
    var start = end
    var points = 0
    while start > 0, !isBlank(line[start - 1]) {
      start -= 1
      if isDigit(line[start]) { continue }
      guard line[start] == UInt8(ascii: ".") else { return nil }
      points += 1
    }
    return points == 1 && line[start] != UInt8(ascii: ".") && line[end - 1] != UInt8(ascii: ".") ? start : nil
  }

  /// The hexadecimal number that is the next word, and its end.
  @inline(__always)
  private static func address(in line: UnsafeRawBufferPointer, from start: Int) -> (address: UInt64, end: Int)? {
    var cursor = LineCursor(UnsafeRawBufferPointer(rebasing: line[start...]))
    cursor.skipBlanks()
    guard let address = cursor.hexadecimal(), cursor.next.map(isBlank) ?? true else { return nil }
    return (address, start + cursor.position)
  }

  /// The process of the words before the time, or before the event where there is no time. There a number alone may be a
  /// period, and only pid/tid is a process.
  @inline(__always)
  private static func process(in line: UnsafeRawBufferPointer, before place: Int, isTime: Bool) -> UInt64? {
    var word = lastWord(in: line, before: place)
    for _ in 0..<3 where !word.isEmpty {
      defer { word = lastWord(in: line, before: word.lowerBound) }
      if line[word.lowerBound] == UInt8(ascii: "[") { continue }  // the processor
      var cursor = LineCursor(UnsafeRawBufferPointer(rebasing: line[word]))
      if let process = cursor.decimal(), cursor.skip("/") || (isTime && cursor.isAtEnd) { return process }
    }
    return nil
  }

  @inline(__always)
  private static func operation(in text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    text.position(of: "|OP ").map { UnsafeRawBufferPointer(rebasing: text[($0 + 4)...]) }
  }
}
