import MMUCore
import Workload

extension TechniqueComparison: Encodable {
  private enum Key: String, CodingKey {
    case schema, version, workload, parameters, guest, costModel, history, guestFaults, rows, winner, crossovers,
      sharing
  }

  /// Writes every number of the tables, the whole model of costs, and what the winner is.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("mmubench.techniques", forKey: .schema)
    try container.encode(1, forKey: .version)
    try container.encode(workload, forKey: .workload)
    let named = workload.parameters.map { ($0.rawValue, parameters[$0]) }
    try container.encode(Dictionary(uniqueKeysWithValues: named), forKey: .parameters)
    try container.encode(system.name, forKey: .guest)
    try container.encode(model, forKey: .costModel)
    try container.encode(String(history.digest, radix: 16), forKey: .history)
    try container.encode(history.faults, forKey: .guestFaults)
    try container.encodeIfPresent(sharing, forKey: .sharing)
    try container.encode(rows, forKey: .rows)
    try container.encodeIfPresent(winner?.technique, forKey: .winner)
    try container.encode(crossovers(by: .exit), forKey: .crossovers)
  }
}

extension TechniqueRow: Encodable {
  private enum Key: String, CodingKey {
    case technique, accesses, tlbMisses, walks, references, hostReferences, monitorReferences, absentReferences,
      referencesPerWalk
    case guestFaults, softwareHits, softwareMisses, flushes, exits, exitsInAll, guestTableFrames, monitorFrames
    case gap, modelledCycles, frames
  }

  /// Writes all counters, and the modelled cycles apart from them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(technique, forKey: .technique)
    let counts: [(Key, UInt64)] = [
      (.accesses, counters.accesses), (.tlbMisses, counters.tlbMisses), (.walks, counters.walks),
      (.references, counters.references), (.hostReferences, counters.hostReferences),
      (.monitorReferences, counters.monitorReferences), (.absentReferences, counters.absentReferences),
      (.guestFaults, counters.guestFaults),
      (.softwareHits, counters.softwareHits), (.softwareMisses, counters.softwareMisses),
      (.flushes, counters.flushes), (.exitsInAll, counters.exits.total), (.guestTableFrames, guestTableFrames),
      (.monitorFrames, monitorFrames),
    ]
    for (key, count) in counts { try container.encode(count, forKey: key) }
    let exits = Self.causes.map { ($0.name, counters.exits[$0]) }
    try container.encode(Dictionary(uniqueKeysWithValues: exits), forKey: .exits)
    let gap = Self.gapNames.map { ($0.name, counters.gap[keyPath: $0.count]) }
    try container.encode(Dictionary(uniqueKeysWithValues: gap), forKey: .gap)
    try container.encodeIfPresent(referencesPerWalk, forKey: .referencesPerWalk)
    if let frames {
      try container.encode(Dictionary(uniqueKeysWithValues: frames.all), forKey: .frames)
    }
    let cycles = [
      "walking": modelled.cycles(.walking), "exiting": modelled.cycles(.exiting), "work": modelled.cycles(.work),
      "guest": modelled.cycles(.guest), "total": modelled.total,
    ]
    try container.encode(cycles, forKey: .modelledCycles)
  }
}

extension TechniqueCrossover: Encodable {
  private enum Key: String, CodingKey {
    case exitCost, below, above
  }

  /// Writes the value as cycles of an exit.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(value, forKey: .exitCost)
    try container.encode(below, forKey: .below)
    try container.encode(above, forKey: .above)
  }
}
