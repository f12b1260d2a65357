/// What was left out of a damaged trace.
public struct MMUTSalvage: Equatable, Sendable {
  /// What was found wrong first.
  public internal(set) var firstDamage: TraceDamage?
  /// How many places were damaged.
  public internal(set) var damageCount: UInt64 = 0
  /// How many accesses are known to be missing.
  public internal(set) var lostCount: UInt64 = 0
  /// Whether the end of the file was there, so that ``lostCount`` is all that is missing.
  public internal(set) var sawEnd = false

  mutating func note(_ damage: TraceDamage) {
    if firstDamage == nil { firstDamage = damage }
    damageCount += 1
  }
}
