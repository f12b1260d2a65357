import MMUCore
import MMUReference

/// Sends accesses through a core's walker and its reference, and compares all that they do.
struct FormatComparison<Format: PagingFormat, Reference: ReferencePaging>
where Reference.Input == Format.Input, Reference.Output == Format.Output {
  let twin: TwinMemory<Format.Output>
  private let core: PageWalker<Format>
  private let reference: Reference
  /// What is wrong with what software would be told of a fault, or `nil`.
  private let reportDifference: (PageFault, Address<Format.Input>, GuestAccess, Reference) -> String?
  private var trace = WalkTrace<Format.Output>()
  /// What the access before came to.
  private(set) var latest = WalkOutcome<Format.Output>.fault(PageFault(.notPresent, at: .leaf))

  init(
    twin: TwinMemory<Format.Output>, core: PageWalker<Format>, reference: Reference,
    reportDifference: @escaping (PageFault, Address<Format.Input>, GuestAccess, Reference) -> String?
  ) {
    self.twin = twin
    self.core = core
    self.reference = reference
    self.reportDifference = reportDifference
  }

  /// Walks one address with both; answers how they differ, or `nil`.
  mutating func compare(_ address: Address<Format.Input>, _ access: GuestAccess) -> String? {
    trace.reset()
    latest = core.walk(address, access, observer: &trace)
    let expected = reference.walk(address, access)
    return difference(expected, address, access).map { "\(access.text) at \(address.hexadecimal): \($0)" }
  }

  private func difference(
    _ expected: ReferenceWalkResult<Format.Output>, _ address: Address<Format.Input>, _ access: GuestAccess
  ) -> String? {
    guard agree(latest, expected) else { return "core \(latest), reference \(expected)" }
    if case .fault(let fault) = latest, let difference = reportDifference(fault, address, access, reference) {
      return difference
    }
    for position in 0..<trace.count where !twin.agree(at: trace[position].address) {
      return twin.difference(at: trace[position].address)
    }
    return nil
  }

  private func agree(
    _ outcome: WalkOutcome<Format.Output>, _ expected: ReferenceWalkResult<Format.Output>
  ) -> Bool {
    switch (outcome, expected) {
    case (.mapped(let translation), .mapped(let wanted)): ReferenceTranslation(translation) == wanted
    case (.fault(let fault), .fault(let wanted)): fault == wanted
    default: false
    }
  }
}

extension ReferenceTranslation {
  /// The core's translation in the reference's words.
  init(_ translation: Translation<Space>) {
    self.init(
      address: translation.address, pageSize: translation.pageSize, rights: translation.rights,
      permitted: translation.permitted, isDirty: translation.isDirty, isGlobal: translation.isGlobal)
  }
}
