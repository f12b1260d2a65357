// Many walks at once. One walk waits for each of its loads in turn; a batch waits for as many as the host keeps in flight.

extension PageWalker {
  /// Translates many accesses at once, with the same outcomes and the same marks in the tables as one after the other.
  ///
  /// Entries are read level by level, each asked for from the host's caches while the others are looked at. Leaves are
  /// then decided and marked in the order of the addresses.
  ///
  /// - Parameters:
  ///   - batch: the addresses.
  ///   - outcomes: room for as many outcomes.
  @inline(__always)
  public func walk(
    batch: UnsafeBufferPointer<Input>, _ access: GuestAccess,
    outcomes: UnsafeMutableBufferPointer<WalkOutcome<Format.Output>>
  ) {
    precondition(outcomes.count >= batch.count, "an outcome for each address")
    var group = WalkGroup<Format>()
    var current = part(of: batch, from: 0, outcomes, lane: 0)
    group.prepare(current, self)
    var first = 0
    while first < batch.count {
      first &+= current.addresses.count
      let next = part(of: batch, from: first, outcomes, lane: current.lane ^ WalkGroup<Format>.width)
      group.prepare(next, self)
      group.finish(current, access, self)
      current = next
    }
  }

  /// As many addresses as fit one half of a group, none at the end.
  @inline(__always)
  private func part(
    of batch: UnsafeBufferPointer<Input>, from first: Int,
    _ outcomes: UnsafeMutableBufferPointer<WalkOutcome<Format.Output>>, lane: Int
  ) -> WalkGroup<Format>.Part {
    let end = min(batch.count, first &+ WalkGroup<Format>.width)
    return WalkGroup<Format>.Part(
      addresses: UnsafeBufferPointer(rebasing: batch[first..<end]),
      outcomes: UnsafeMutableBufferPointer(rebasing: outcomes[first..<end]), lane: lane)
  }
}
