/// What a level has to do with the levels before it.
public enum TLBInclusion: UInt8, CodedEnum {
  /// Nothing: a hit refills the levels before, a walk fills all. Intel's first and second levels are measured to do so.
  case neither
  /// It holds whatever the levels before hold: what it evicts is dropped there as well.
  case inclusive
  /// It holds what the level before evicted, and nothing of what that level holds: a hit moves the page there. No walk fills it. What
  /// fetches' TLB evicts while data's still holds it, or the other way round, it does not take.
  case exclusive
}
