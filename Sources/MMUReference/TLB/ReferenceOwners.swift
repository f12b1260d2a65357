/// Whose pages may be in the TLBs at once: 4096 owners. When one more comes, the next in turn must go.
struct ReferenceOwners {
  private var owners: [ReferencePage.Owner] = []
  private var turn = 0

  /// Lets an owner in.
  ///
  /// - Returns: who had to go.
  mutating func claim(_ owner: ReferencePage.Owner, sparing spared: ReferencePage.Owner?) -> ReferencePage.Owner? {
    if owners.contains(owner) { return nil }
    if owners.count < 4096 {
      owners.append(owner)
      return nil
    }
    if owners[turn] == spared { turn = (turn + 1) % 4096 }
    let loser = owners[turn]
    owners[turn] = owner
    turn = (turn + 1) % 4096
    return loser
  }
}
