extension LocalityStream {
  /// What the stream consists of, for a person.
  var title: String {
    switch self {
    case .data: "loads and stores"
    case .fetch: "fetches"
    case .all: "all accesses"
    case .secondLevel: "what L2 sees"
    case .thirdLevel: "what L3 sees"
    }
  }
}
