/// What one worker has counted.
struct MatrixTally {
  /// Room for x86's error codes, which have six bits.
  static let faultKinds = 64

  /// Cases examined.
  var cases = 0
  /// Cases that ended without a fault.
  var withoutFault = 0
  /// Faults by number: an error code, or a reason's.
  var faults = [Int](repeating: 0, count: faultKinds)
  /// Whatever else a matrix adds up.
  var sums = [Int](repeating: 0, count: 5)
  /// The first difference found, and the chunk that it is in.
  private(set) var difference: String?
  private(set) var chunkOfDifference = Int.max

  /// Counts a case that ended in a fault of some kind, or in none.
  @inline(__always)
  mutating func count(fault: Int?) {
    cases += 1
    if let fault { faults[fault] += 1 } else { withoutFault += 1 }
  }

  /// Keeps a difference, unless an earlier chunk has one.
  mutating func disagree(_ text: String, chunk: Int) {
    guard chunk < chunkOfDifference else { return }
    difference = text
    chunkOfDifference = chunk
  }

  /// Adds another worker's counts.
  mutating func add(_ other: MatrixTally) {
    cases += other.cases
    withoutFault += other.withoutFault
    for index in faults.indices { faults[index] += other.faults[index] }
    for index in sums.indices { sums[index] += other.sums[index] }
    if let text = other.difference { disagree(text, chunk: other.chunkOfDifference) }
  }
}
