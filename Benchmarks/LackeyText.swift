import MMUCore
import Workload

/// A text as Valgrind's lackey writes it: fetches with loads and stores between, some of them on the stack, where addresses
/// are longer.
final class LackeyText {
  private let bytes: [UInt8]
  /// Where each line begins, and where the last one ends.
  private let lineStarts: [Int]
  private let accesses: UnsafeMutableBufferPointer<MemoryAccess>

  private static let lineCount = 100_000

  init() {
    var bytes: [UInt8] = []
    var lineStarts = [0]
    var generator = RandomGenerator(seed: 0x1ac)
    for _ in 0..<Self.lineCount {
      bytes += Self.line(&generator).utf8
      lineStarts.append(bytes.count)
    }
    self.bytes = bytes
    self.lineStarts = lineStarts
    accesses = .allocate(capacity: 2 * Self.lineCount)
  }

  deinit { accesses.deallocate() }

  private static func line(_ generator: inout RandomGenerator) -> String {
    let offset = generator.next(below: 1 << 20)
    switch generator.next(below: 100) {
    case 0..<70: return "I  0\(String(0x400_0000 + offset, radix: 16)),\(1 + generator.next(below: 8))\n"
    case 70..<85: return " L \(String(0x1F_FEFF_0000 + offset, radix: 16)),8\n"
    case 85..<97: return " S 0\(String(0x4A0_0000 + offset, radix: 16)),4\n"
    default: return " M \(String(0x1F_FEFF_0000 + offset, radix: 16)),8\n"
    }
  }

  /// Calls a body with whole lines until `count` of them went by, the text over and over.
  func forEachPart(of count: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { text in
      var remaining = count
      while remaining > 0 {
        let lines = min(remaining, Self.lineCount)
        body(UnsafeRawBufferPointer(rebasing: text[..<lineStarts[lines]]))
        remaining -= lines
      }
    }
  }

  /// The first of the first thousand lines that a parser made of string operations reads in another way.
  func firstMismatch() -> String? {
    let lines = bytes.withUnsafeBytes { text -> [Substring] in
      let part = UnsafeRawBufferPointer(rebasing: text[..<lineStarts[1000]])
      parse(part)
      return String(decoding: part, as: UTF8.self).split(separator: "\n")
    }
    var place = 0
    for line in lines {
      let fields = line.dropFirst(3).split(separator: ",")
      guard let address = UInt64(fields[0], radix: 16) else { return String(line) }
      for kind in Self.kinds(of: line) {
        guard accesses[place].kind == kind, accesses[place].gva.rawValue == address else { return String(line) }
        place += 1
      }
    }
    return nil
  }

  private static func kinds(of line: Substring) -> [AccessKind] {
    switch line.prefix(2) {
    case "I ": [.fetch]
    case " L": [.load]
    case " S": [.store]
    default: [.load, .store]
    }
  }

  /// Parses whole lines into accesses.
  func parse(_ text: UnsafeRawBufferPointer) {
    var parser = LackeyParser()
    do {
      let progress = try parser.parse(text, into: accesses)
      precondition(progress.byteCount == text.count, "a benchmark's text was not read whole")
    } catch {
      preconditionFailure("a benchmark's text is damaged: \(error)")
    }
  }
}
