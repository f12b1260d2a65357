/// One thing that happens to a guest under shadow paging, as a line of text: verb, processor, operands.
public struct ShadowEvent: Equatable, Sendable, CustomStringConvertible {
  /// What happens.
  public var verb: ShadowVerb
  /// The number of the processor, where one does it.
  public var processor: Int
  /// The operands; those that the verb does not have are 0.
  public var operands: (UInt64, UInt64, UInt64)

  /// An event.
  public init(_ verb: ShadowVerb, on processor: Int = 0, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0)
  {
    self.verb = verb
    self.processor = processor
    operands = (first, second, third)
  }

  /// Whether verb, processor and operands are equal.
  public static func == (left: ShadowEvent, right: ShadowEvent) -> Bool {
    left.verb == right.verb && left.processor == right.processor && left.operands == right.operands
  }

  /// The line.
  public var description: String {
    let numbers = [operands.0, operands.1, operands.2].map { "0x" + String($0, radix: 16) }
    return "\(verb.rawValue) \(processor) \(numbers.joined(separator: " "))"
  }

  /// Reads a line; `nil` if it is none.
  init?(line: String) {
    let parts = line.split(separator: " ")
    guard parts.count == 5, let verb = ShadowVerb(rawValue: String(parts[0])), let processor = Int(parts[1]) else {
      return nil
    }
    let numbers = parts[2...].compactMap { $0.hasPrefix("0x") ? UInt64($0.dropFirst(2), radix: 16) : nil }
    guard numbers.count == 3 else { return nil }
    self.init(verb, on: processor, numbers[0], numbers[1], numbers[2])
  }
}
