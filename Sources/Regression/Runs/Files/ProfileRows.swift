/// Reads the JSON of `mmubench profile`: a profile, or a list of them.
enum ProfileRows {
  private static let listSchema = "mmubench.profiles"
  private static let knownVersion = 1

  /// The facts and rows of a file; a profile is a row.
  static func read(_ root: FileNode, schema: FileNode) throws(RunFailure) -> (RunFacts, [ResultRow]) {
    var profiles = [root]
    switch try schema.text() {
    case RunFacts.Source.profile.rawValue: break
    case listSchema:
      try checkVersion(root)
      profiles = try root.required("profiles").elements()
    case let name:
      throw schema.failure(
        "the schema '\(name)' is none that can be compared; mmubench.bench, mmubench.profile and \(listSchema) are",
        .otherSchema)
    }
    var rows: [ResultRow] = []
    for profile in profiles { rows.append(try row(profile)) }
    return (RunFacts(source: .profile), rows)
  }

  private static func row(_ profile: FileNode) throws(RunFailure) -> ResultRow {
    try checkVersion(profile)
    let isComplete = try profile.required("isComplete")
    guard try isComplete.flag() else {
      throw isComplete.failure("the profile ended before its source did, so that its counts say nothing", .otherSchema)
    }
    var row = ResultRow(profile, name: try name(profile))
    row.counters = try ProfileCounters.read(profile.required("counts"))
    row.digest = try profile.required("digest").text()
    return row
  }

  private static func checkVersion(_ node: FileNode) throws(RunFailure) {
    let version = try node.required("version")
    let number = try version.count(as: Int.self)
    guard number == knownVersion else {
      throw version.failure(
        "version \(number) of profiles is not known here, version \(knownVersion) is; use the mmubench that wrote it",
        .otherSchema)
    }
  }

  /// `profile/zipf footprint=1073741824/skylake`: the source, what shaped it, the TLBs, and pages that are not of 4 KiB.
  private static func name(_ profile: FileNode) throws(RunFailure) -> String {
    let tlb = try profile.required("tlb")
    let pages = try tlb.required("pageSize").text()
    let parts = ["profile", try label(profile.required("source")), try tlb.required("name").text()]
    return (parts + (pages == "4K" ? [] : [pages])).joined(separator: "/")
  }

  private static func label(_ source: FileNode) throws(RunFailure) -> String {
    var words: [String] = []
    for word in try source.required("name").elements() { words.append(try word.text()) }
    guard let parameters = source.member("parameters"), case .object(let members) = parameters.value else {
      return words.joined(separator: " ")
    }
    for key in members.keys.sorted() { words.append("\(key)=\(try parameters.required(key).count(as: UInt64.self))") }
    return words.joined(separator: " ")
  }
}
