import MMUCore

/// Where memory accesses come from: a generator, a saved trace or a running program.
public protocol AccessSource: AnyObject {
  /// Whether instruction fetches may be among the accesses.
  var includesFetches: Bool { get }

  /// How many accesses there will be, where that is known beforehand.
  var expectedCount: UInt64? { get }

  /// Whether it makes its accesses in a thread of its own, ahead of whoever asks for them.
  var readsAhead: Bool { get }

  /// Writes the next accesses, in order, to the start of a batch of at least two.
  ///
  /// - Returns: how many; 0 at the end.
  func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) throws(TraceFailure) -> Int
}

extension AccessSource {
  /// Most make them when they are asked for.
  public var readsAhead: Bool { false }
}
