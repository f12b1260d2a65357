/// What a matrix compared, and the first case in which core, reference and rules were not of one mind.
public struct MatrixReport: Equatable, Sendable {
  /// Which matrix, under which conditions.
  public let name: String
  /// How many legal cases there were; where there was a difference, how many were reached.
  public let cases: Int
  /// How many of them ended without a fault.
  public let withoutFault: Int
  /// The other ones by error code, or where there are none by reason; no zeros.
  public let faults: [MatrixCount]
  /// Sums over all cases that prove the rules themselves: bits that an entry was expected to hold afterwards.
  public let sums: [MatrixCount]
  /// The first difference, in the order of the cases; `nil` where there is none.
  public let difference: String?

  init(_ name: String, _ tally: MatrixTally, faultName: (Int) -> String, sumNames: [String] = []) {
    self.name = name
    cases = tally.cases
    withoutFault = tally.withoutFault
    faults = tally.faults.indices.filter { tally.faults[$0] > 0 }.map { MatrixCount(faultName($0), tally.faults[$0]) }
    sums = zip(sumNames, tally.sums).map { MatrixCount($0, $1) }
    difference = tally.difference
  }
}
