import MMUCore
import MMUReference

/// Sends accesses through both walkers and compares all that they do.
struct WalkComparison {
  let twin: TwinMemory
  private var core: PageWalker<X86Long4>
  private var reference: ReferenceX86Long
  private var trace = GuestWalkTrace()
  /// What the access before came to.
  private(set) var latest = WalkOutcome<GuestPhysical>.fault(PageFault(.notPresent, at: .leaf))

  init(twin: TwinMemory, root: GPA, configuration: X86Configuration) {
    self.twin = twin
    core = PageWalker(memory: twin.core, root: root, rules: configuration.rules)
    reference = ReferenceX86Long(memory: twin.reference, root: root, configuration: configuration)
  }

  /// Changes what both walkers go by; a check of this check gives the reference another configuration.
  mutating func configure(_ configuration: X86Configuration, reference other: X86Configuration) {
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
    _ outcome: WalkOutcome<GuestPhysical>, _ expected: ReferenceWalkResult<GuestPhysical>, _ gva: GVA,
    _ access: GuestAccess
  ) -> Bool {
    switch (outcome, expected) {
    case (.mapped(let translation), .mapped(let wanted)):
      return agree(translation, wanted)
    case (.fault(let fault), .fault(let wanted)):
      let controls = reference.configuration.controls
      let exception = X86Exception(fault, gva: gva, access: access, controls: controls)
      return fault == wanted && exception == reference.exception(for: wanted, gva, access)
    default:
      return false
    }
  }

  private func agree(_ found: GuestTranslation, _ wanted: ReferenceTranslation<GuestPhysical>) -> Bool {
    wanted
      == ReferenceTranslation(
        address: found.address, pageSize: found.pageSize, rights: found.rights, permitted: found.permitted,
        isDirty: found.isDirty, isGlobal: found.isGlobal)
  }
}
