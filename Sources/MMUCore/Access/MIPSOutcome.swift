/// How a MIPS processor's translation of an access ends.
public enum MIPSOutcome: Equatable, Sendable, BitwiseCopyable {
  /// The access may go on. Dirtiness is the entry's D: a store to a clean page must be translated again, and is then told
  /// to the operating system.
  case mapped(GuestTranslation)
  /// It may not.
  case exception(MIPSException)
}
