/// What the rules of the access matrix expect of a case.
struct AccessPrediction: Equatable {
  /// Whether the access faults.
  var isFault = false
  /// The error code, if it does.
  var errorCode: UInt32 = 0
  /// What the entries hold afterwards.
  var pte: UInt64
  var pde: UInt64
  /// Whether the page directory entry's accessed bit may be either.
  var ignoresAccessedOfPDE = false
}
