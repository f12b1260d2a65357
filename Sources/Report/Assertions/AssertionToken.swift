/// A word of an assertion, and where it stands.
struct AssertionToken: Equatable {
  /// What a word is.
  enum Kind: Equatable {
    case number(Double)
    case name(String)
    case sign(String)
    case end
  }

  let kind: Kind
  /// Its place in the text, counted in characters.
  let range: Range<Int>
}
