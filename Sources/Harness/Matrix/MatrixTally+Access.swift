extension MatrixTally {
  /// Counts what the rules expect of a case of the access matrix, and the bits that they expect in the entries.
  @inline(__always)
  mutating func count(_ expected: AccessPrediction, of flags: AccessFlags) {
    count(fault: expected.isFault ? Int(expected.errorCode) : nil)
    // A large page has no page table.
    let isLarge = flags.contains(.pdeLarge)
    sums[0] += isLarge ? 0 : Int(expected.pte >> 5 & 1)
    sums[1] += isLarge ? 0 : Int(expected.pte >> 6 & 1)
    sums[2] += Int(expected.pde >> 5 & 1)
    sums[3] += Int(expected.pde >> 6 & 1)
    sums[4] += expected.ignoresAccessedOfPDE ? 1 : 0
  }
}
