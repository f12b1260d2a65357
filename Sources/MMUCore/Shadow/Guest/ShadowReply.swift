/// What a ``ShadowRequest`` comes to.
public enum ShadowReply: Equatable, Sendable, BitwiseCopyable {
  /// Nothing to say.
  case done
  /// What became of an access or a store.
  case outcome(ShadowOutcome)
  /// The instruction was refused.
  case exception(X86Exception)
  /// Yes or no.
  case answer(Bool)
  /// The slot was refused.
  case refusal(MemorySlots.Refusal)
}
