import MMUCore
import MMUReference

/// Sends accesses through both walkers and compares all that they do.
struct WalkComparison {
  let twin: TwinMemory
  private var core: PageWalker<X86Long4>
  private var reference: ReferenceWalker
  private var trace = WalkTrace()
  /// What the access before came to.
  private(set) var latest = WalkOutcome.fault(PageFault(.notPresent, at: .leaf))

  init(twin: TwinMemory, root: GPA, configuration: PagingConfiguration) {
    self.twin = twin
    core = PageWalker(memory: twin.core, root: root, rules: configuration.rules)
    reference = ReferenceWalker(memory: twin.reference, root: root, configuration: configuration)
  }

  /// Changes what both walkers go by; a check of this check gives the reference another configuration.
  mutating func configure(_ configuration: PagingConfiguration, reference other: PagingConfiguration) {
    core.rules = configuration.rules
    reference.configuration = other
  }

  mutating func setRoot(_ root: GPA) {
    core.root = root
    reference.root = root
  }

  /// Walks one address with both; answers how they differ, or `nil`.
  mutating func compare(_ gva: GVA, _ access: GuestAccess) -> String? {
    trace.reset()
    latest = core.walk(gva, access, observer: &trace)
    let expected = reference.walk(gva, access)
    if !agree(latest, expected, gva, access) {
      let question = "\(access.text) at \(gva.hexadecimal) under \(reference.configuration)"
      return "\(question): core \(latest), reference \(expected)"
    }
    for position in 0..<trace.count where !twin.agree(at: trace[position].address) {
      return "\(access.text) at \(gva.hexadecimal): " + twin.difference(at: trace[position].address)
    }
    return nil
  }

  private func agree(
    _ outcome: WalkOutcome, _ expected: ReferenceWalkResult, _ gva: GVA, _ access: GuestAccess
  ) -> Bool {
    switch (outcome, expected) {
    case (.mapped(let translation), .mapped(let wanted)):
      return agree(translation, wanted)
    case (.fault(let fault), .fault(let wanted, let exception)):
      let controls = reference.configuration.controls
      return fault == wanted && X86Exception(fault, gva: gva, access: access, controls: controls) == exception
    default:
      return false
    }
  }

  private func agree(_ found: Translation, _ wanted: ReferenceTranslation) -> Bool {
    guard
      wanted
        == ReferenceTranslation(
          gpa: found.gpa, pageSize: found.pageSize, rights: found.rights, isDirty: found.isDirty,
          isGlobal: found.isGlobal)
    else { return false }
    return GuestAccess.classes.allSatisfy { access in
      found.permitted.contains(access.asSet)
        == ReferenceAccessRights.allow(access, to: wanted.rights, under: reference.configuration.controls)
    }
  }
}
