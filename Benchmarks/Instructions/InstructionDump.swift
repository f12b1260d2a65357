/// What Callgrind wrote when a body had run: how many instructions that took.
///
/// Source: "Callgrind Format Specification", Valgrind's manual, chapter "Callgrind: a call-graph generating cache and branch
/// prediction profiler"; the lines `desc: Trigger:`, `events:`, `summary:` and `totals:`.
public struct InstructionDump: Equatable, Sendable {
  /// Why a text is no such dump.
  public struct Damage: Error, Equatable, Sendable {
    /// A phrase that follows the file's name.
    public let reason: String
  }

  /// The benchmark's name.
  public let name: String
  /// How many operations the body was asked for.
  public let operations: UInt64
  /// The instructions that ran meanwhile.
  public let instructions: UInt64

  private static let trigger = "desc: Trigger: Client Request: "

  /// Reads a dump; `nil` for one that no request of ours triggered, such as that of the program's end.
  public init?(_ text: String) throws(Damage) {
    let lines = text.split(separator: "\n")
    guard lines.first?.hasPrefix("# callgrind format") == true else {
      throw Damage(reason: "does not begin as Callgrind's dumps do")
    }
    // Of what was cut off, nothing is believed.
    let instructions = try Self.total(lines)
    guard let trigger = lines.first(where: { $0.hasPrefix("desc: Trigger: ") }) else {
      throw Damage(reason: "does not say what triggered it")
    }
    guard trigger.hasPrefix(Self.trigger) else { return nil }
    let label = trigger.dropFirst(Self.trigger.count)
    guard let space = label.lastIndex(of: " "), space > label.startIndex,
      let operations = UInt64(label[label.index(after: space)...]), operations > 0
    else { throw Damage(reason: "was triggered by '\(label)', which is no name and count of operations") }
    guard Self.field("events:", in: lines) == "Ir" else {
      throw Damage(reason: "counts other events than instructions")
    }
    name = String(label[..<space])
    self.operations = operations
    self.instructions = instructions
  }

  /// The last line tells a dump that was written to its end from one that was cut off.
  private static func total(_ lines: [Substring]) throws(Damage) -> UInt64 {
    guard let total = field("totals:", in: lines) else { throw Damage(reason: "breaks off before its totals") }
    guard let count = UInt64(total) else { throw Damage(reason: "has the total '\(total)', which is no number") }
    if let summary = field("summary:", in: lines), summary != total {
      throw Damage(reason: "contradicts itself: its summary is \(summary), its total \(total)")
    }
    return count
  }

  private static func field(_ key: String, in lines: [Substring]) -> Substring? {
    lines.first { $0.hasPrefix(key) }?.dropFirst(key.count).drop { $0 == " " }
  }
}
