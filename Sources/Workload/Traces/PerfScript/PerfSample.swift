/// One sample as `perf script` writes it: the parts of its line that matter.
struct PerfSample {
  /// The event's name.
  let event: UnsafeRawBufferPointer
  /// The address of the data.
  let address: UInt64
  /// The process, if it is written.
  let process: UInt64?
  /// What stands behind `|OP ` in the data_src, if that is written.
  let operation: UnsafeRawBufferPointer?

  /// The sample of a line; `nil` if there is no event in it with an address behind it.
  init?(_ line: UnsafeRawBufferPointer) {
    var time: Range<Int>?
    var search = 0
    while let end = Self.colon(in: line, from: search) {
      let start = Self.wordStart(in: line, before: end)
      search = end + 1
      if time == nil, Self.isTime(line[start..<end]) {
        time = start..<end
      } else if start < end, let (address, behind) = Self.address(in: line, from: search) {
        event = UnsafeRawBufferPointer(rebasing: line[start..<end])
        self.address = address
        process = Self.process(in: line, before: time?.lowerBound ?? start, isTime: time != nil)
        operation = Self.operation(in: UnsafeRawBufferPointer(rebasing: line[behind...]))
        return
      }
    }
    return nil
  }

  /// The next colon that ends a word.
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
  private static func lastWord(in line: UnsafeRawBufferPointer, before place: Int) -> Range<Int> {
    var end = place
    while end > 0, isBlank(line[end - 1]) { end -= 1 }
    return wordStart(in: line, before: end)..<end
  }

  /// Whether a word is a time: digits, and a point within.
  private static func isTime(_ word: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard let first = word.first, let last = word.last, isDigit(first), isDigit(last) else { return false }
    var points = 0
    for byte in word where !isDigit(byte) {
      guard byte == UInt8(ascii: ".") else { return false }
      points += 1
    }
    return points == 1
  }

  /// The hexadecimal number that is the next word, and its end.
  private static func address(in line: UnsafeRawBufferPointer, from start: Int) -> (address: UInt64, end: Int)? {
    var cursor = LineCursor(UnsafeRawBufferPointer(rebasing: line[start...]))
    cursor.skipBlanks()
    guard let address = cursor.hexadecimal(), cursor.next.map(isBlank) ?? true else { return nil }
    return (address, start + cursor.position)
  }

  /// The process of the words before the time, or before the event where there is no time. There a number alone may be a
  /// period, and only pid/tid is a process.
  private static func process(in line: UnsafeRawBufferPointer, before place: Int, isTime: Bool) -> UInt64? {
    var word = lastWord(in: line, before: place)
    for _ in 0..<3 where !word.isEmpty {
      var cursor = LineCursor(UnsafeRawBufferPointer(rebasing: line[word]))
      if let process = cursor.decimal(), cursor.skip("/") || (isTime && cursor.isAtEnd) { return process }
      word = lastWord(in: line, before: word.lowerBound)
    }
    return nil
  }

  private static func operation(in text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    text.position(of: "|OP ").map { UnsafeRawBufferPointer(rebasing: text[($0 + 4)...]) }
  }
}
