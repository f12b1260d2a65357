import Regression

/// The instructions of benchmarks' operations, from pairs of dumps: what twice as many operations took more, so that what a
/// call costs apart from its operations cancels.
public struct InstructionCounts: Equatable, Sendable {
  private var dumps: [String: [InstructionDump]] = [:]

  /// No counts yet.
  public init() {}

  /// Adds a dump.
  public mutating func add(_ dump: InstructionDump) { dumps[dump.name, default: []].append(dump) }

  /// How many benchmarks are counted.
  public var count: Int { dumps.count { $0.value.count == 2 } }

  /// A benchmark's counter; `nil` where it was not counted twice, or more operations took no more instructions.
  ///
  /// - Parameter validFor: what counts depend on besides the source.
  public func counter(_ benchmark: String, validFor: String) -> ExactCounter? {
    guard let pair = dumps[benchmark]?.sorted(by: { $0.operations < $1.operations }), pair.count == 2,
      pair[1].operations == 2 * pair[0].operations, pair[1].instructions > pair[0].instructions
    else { return nil }
    return .instructions(pair[1].instructions - pair[0].instructions, in: pair[0].operations, validFor: validFor)
  }
}
