import MMUCore

/// What becomes of one access on a MIPS processor.
public enum ReferenceMIPSOutcome: Equatable, Sendable {
  /// It goes to memory.
  case mapped(GPA, isCacheable: Bool)
  /// Software has to act.
  case exception(ReferenceMIPSException)
  /// More than one entry matches: the TLB has shut itself down (Status.TS), until a reset.
  case shutdown
}
