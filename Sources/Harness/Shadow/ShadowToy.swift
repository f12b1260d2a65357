import MMUCore

/// A guest so small that everything that can happen to it is tried: 32-bit paging in four frames, two of them tables at first.
///
/// Frame 0 is data, frame 1 the directory, frame 2 a table, frame 3 data or, once the directory says so, a table. Of each table
/// four entries are used at most. The second page leads to the table itself, the third to the directory, so all writes of
/// tables are the guest's own.
public enum ShadowToy {
  /// What makes the guest.
  public static let setUp: [ShadowEvent] = [
    ShadowEvent(.slot, 0, 8, 0x10000), ShadowEvent(.poke, 0x1000, 4, 0x2007), ShadowEvent(.poke, 0x1004, 4, 0x2007),
    ShadowEvent(.poke, 0x2000, 4, 0x0007), ShadowEvent(.poke, 0x2004, 4, 0x2007),
    ShadowEvent(.poke, 0x2008, 4, 0x1007), ShadowEvent(.poke, 0x200C, 4, 0x3007), ShadowEvent(.root, 0x1000),
    ShadowEvent(.cr0, 1 << 31 | 1 << 16),
  ]

  /// What can happen: each of these at each step.
  public static let alphabet: [ShadowEvent] = [
    // A load by way of each entry of the directory, and a store.
    ShadowEvent(.access, 0, 0), ShadowEvent(.access, 0x40_0000, 0), ShadowEvent(.store, 0x10, 0x18, 7),
    // The first entry of the table: another page, none, the first again without A and D, and read-only.
    ShadowEvent(.store, 0x1000, 0x14, 0x3007), ShadowEvent(.store, 0x1000, 0x14, 0),
    ShadowEvent(.store, 0x1000, 0x14, 0x0007), ShadowEvent(.store, 0x1000, 0x14, 0x0065),
    // The second entry of the directory: another table, the first again.
    ShadowEvent(.store, 0x2004, 0x14, 0x3007), ShadowEvent(.store, 0x2004, 0x14, 0x2007),
    // INVLPG of each address, and MOV to CR3.
    ShadowEvent(.invlpg, 0), ShadowEvent(.invlpg, 0x40_0000), ShadowEvent(.root, 0x1000),
  ]

  /// Does every sequence of so many events, each in a world of its own.
  ///
  /// - Returns: how many sequences there were, and the first with something wrong.
  public static func explore<Policy: SyncPolicy>(
    policy: Policy.Type, depth: Int
  ) -> (sequences: Int, finding: (script: ShadowScript, complaint: String)?) {
    var settings = ShadowSettings(guest: .x86)
    (settings.memoryFrames, settings.pages, settings.floodLimit) = (4, 16, 64)
    var script = ShadowScript(policy: "\(Policy.name)", settings: settings, events: [])
    var letters = Array(repeating: 0, count: depth)
    var sequences = 0
    while true {
      sequences += 1
      script.events = setUp + letters.map { alphabet[$0] }
      if let complaint = ShadowFuzz.replay(script, policy: policy) { return (sequences, (script, complaint)) }
      guard let position = letters.lastIndex(where: { $0 + 1 < alphabet.count }) else { return (sequences, nil) }
      letters[position] += 1
      for later in (position + 1)..<depth { letters[later] = 0 }
    }
  }
}
