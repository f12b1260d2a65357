/// What a processor's root registers hold: one word, or PAE's four pointers.
public struct ShadowRootKey: Equatable, Sendable, BitwiseCopyable {
  let words: (UInt64, UInt64, UInt64, UInt64)

  init(_ first: UInt64, _ second: UInt64 = 0, _ third: UInt64 = 0, _ fourth: UInt64 = 0) {
    words = (first, second, third, fourth)
  }

  /// Whether all words are equal.
  public static func == (left: ShadowRootKey, right: ShadowRootKey) -> Bool { left.words == right.words }
}
