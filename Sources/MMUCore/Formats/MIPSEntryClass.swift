/// What a MIPS TLB entry that matches an address says of it.
public enum MIPSEntryClass: Equatable, Sendable, BitwiseCopyable {
  /// V is clear.
  case invalid
  /// A page, from its first byte on. `isDirty` is D, without which stores are refused.
  case page(GPA, PageSize, isDirty: Bool, isGlobal: Bool)
}
