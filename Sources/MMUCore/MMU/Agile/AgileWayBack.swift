/// How tables that are walked in two dimensions come back under shadow tables.
///
/// Source: Gandhi, Hill and Swift, "Agile Paging: Exceeding the Best of Nested and Shadow Paging", ISCA 2016, section "Policies:
/// What Degree of Nesting to Use?".
public enum AgileWayBack: UInt8, CodedEnum {
  /// They stay.
  case never
  /// All of them, at the end of each interval.
  case reset
  /// At the end of an interval those that the guest did not store to during it, parents before children.
  case dirtyBits
}
