/// A world and everything that happens in it, as plain text: what replays a finding of ``ShadowFuzz``.
///
/// ```text
/// mmubench shadow case 1
/// # what was found
/// policy unsync
/// guest x86
/// …                     the other settings
/// event poke 0 0x1000 0x8 0x2007
/// event access 0 0x1000 0x0 0x0
/// ```
public struct ShadowScript: Equatable, Sendable {
  /// The policy's name.
  public var policy: String
  /// What the world is made of.
  public var settings: ShadowSettings
  /// What happens.
  public var events: [ShadowEvent]

  /// A script.
  public init(policy: String, settings: ShadowSettings, events: [ShadowEvent]) {
    self.policy = policy
    self.settings = settings
    self.events = events
  }

  /// The text of a file.
  ///
  /// - Parameter remarks: lines that are kept as comments.
  public func text(remarks: [String] = []) -> String {
    let fields = [(name: "policy", value: policy)] + settings.fields
    let head = CorpusText(heading: CorpusKind.shadow.heading, fields: fields, words: []).text(remarks: remarks)
    return head + events.map { "event \($0)\n" }.joined()
  }

  /// Writes ``text(remarks:)`` into a folder, which is made if need be.
  ///
  /// - Returns: the file's path.
  public func write(into folder: String, name: String, remarks: [String]) throws -> String {
    try CorpusText.write(text(remarks: remarks), into: folder, name: name)
  }

  /// Reads what ``text(remarks:)`` wrote.
  public init(text: String) throws(CorpusFailure) {
    var head: [Substring] = []
    events = []
    for (number, line) in text.split(separator: "\n").enumerated() {
      guard line.hasPrefix("event ") else {
        head.append(line)
        continue
      }
      guard let event = ShadowEvent(line: String(line.dropFirst(6))) else {
        throw CorpusFailure(line: number + 1, expected: "an event, its processor and three numbers")
      }
      events.append(event)
    }
    let file = try CorpusText(head.joined(separator: "\n"), heading: CorpusKind.shadow.heading)
    policy = try file.text("policy")
    settings = try ShadowSettings(file)
  }
}
