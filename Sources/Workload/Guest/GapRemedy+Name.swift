import MMUCore

extension GapRemedy {
  /// All of them.
  public static let all: [GapRemedy] = [.none, .hint, .call]

  /// The name on the command line and in tables.
  public var name: String {
    switch self {
    case .none: "none"
    case .hint: "hint"
    case .call: "call"
    }
  }
}
