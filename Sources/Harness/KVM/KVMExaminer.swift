import CKVM
import MMUCore
import MMUReference

/// Puts one access to core, reference and KVM, over the same tables, and compares all that they do.
struct KVMExaminer {
  let world: KVMWorld
  let format: any KVMFormat.Type
  /// Makes the core's configuration wrong, to prove that the comparison would notice.
  var distort: @Sendable (X86Configuration) -> X86Configuration = { $0 }
  /// What the core's last walk read, and what it came to.
  private(set) var trace = GuestWalkTrace()
  /// The words that it read, as they were before it.
  private var before: [CorpusWord] = []
  private(set) var latest: WalkOutcome<GuestPhysical>?

  init(_ world: KVMWorld, _ format: any KVMFormat.Type) {
    self.world = world
    self.format = format
  }

  /// Whether an access of a kind to an address leaves tables and the machine's own pages alone.
  func isHarmless(_ asked: KVMCase) -> Bool {
    if asked.access.kind == .load { return true }
    guard case .mapped(let translation) = preview(asked) else { return true }
    return world.pages.contains(translation.address) || translation.address.rawValue >= world.core.byteCount
  }

  /// Whether an access goes to an address without memory.
  func leavesMemory(_ asked: KVMCase) -> Bool {
    guard case .mapped(let translation) = preview(asked) else { return false }
    return translation.address.rawValue >= world.core.byteCount
  }

  /// What the core makes of an access, with no trace of it left.
  func preview(_ asked: KVMCase) -> WalkOutcome<GuestPhysical>? {
    var trace = GuestWalkTrace()
    let outcome = format.walkCore(asked, world.core, &trace)
    world.undo(world.wordsBefore(trace))
    return outcome
  }

  /// Whether the last walk of the core set a bit.
  private(set) var hasMarked = false

  /// Whether the last walk led to memory.
  var reachesMemory: Bool { target.map { $0.rawValue < world.core.byteCount } ?? false }

  /// Makes the access. Afterwards all three memories are equal, and as before the access if there was a difference.
  mutating func examine(_ asked: KVMCase) throws(KVMFailure) -> KVMComparison {
    trace.reset()
    var askedOfCore = asked
    askedOfCore.configuration = distort(asked.configuration)
    latest = format.walkCore(askedOfCore, world.core, &trace)
    before = world.wordsBefore(trace)
    hasMarked = !changedAddresses.isEmpty
    let reference = format.walkReference(asked, world.reference)
    let kvm = asked.isTranslation ? try translate(asked) : try run(asked)
    var comparison = KVMComparison(
      asked: asked, core: KVMOutcome(latest, to: askedOfCore, format), reference: reference, kvm: kvm)
    judge(&comparison)
    return comparison
  }

  // MARK: Asking KVM

  private var lastRun: KVMCase?

  /// Even, so that it is no present entry should a page serve as a table too.
  private static let token: UInt32 = 0x5EED_C0DE

  private var target: GPA? {
    if case .mapped(let translation) = latest { translation.address } else { nil }
  }

  private func translate(_ asked: KVMCase) throws(KVMFailure) -> KVMOutcome {
    try world.prepareRun()
    if let gpa = try world.machine.translate(asked.request(format.mode, token: 0)) { return .mapped(gpa) }
    // KVM_TRANSLATE says that there is a fault, but not which.
    let outcome = KVMOutcome(latest, to: asked, format)
    return outcome.isFault ? outcome : .other("no translation")
  }

  private mutating func run(_ asked: KVMCase) throws(KVMFailure) -> KVMOutcome {
    if let last = lastRun, asked.mayFindOldShadows(after: last) { world.forgetShadows() }
    lastRun = asked
    let page = target.flatMap { world.pages.contains($0) ? $0 : nil }
    if let page { plant(asked.access.kind, at: page) }
    defer { if let page { setWord(Self.emptyWord, at: page) } }
    try world.prepareRun()
    return outcome(try world.machine.run(asked.request(format.mode, token: Self.token)), asked)
  }

  private static let emptyWord = UInt32(CKVM_STRAY_CODE) &* 0x0101_0101

  private func plant(_ kind: AccessKind, at gpa: GPA) {
    switch kind {
    case .load: setWord(Self.token, at: gpa)
    case .store: break
    case .fetch:
      world.machine.memory.base.storeBytes(
        of: UInt8(CKVM_FETCHED_CODE), toByteOffset: Int(gpa.rawValue), as: UInt8.self)
    }
  }

  private func setWord(_ word: UInt32, at gpa: GPA) {
    world.machine.memory.base.storeBytes(of: word, toByteOffset: Int(gpa.rawValue & ~3), as: UInt32.self)
  }

  private func word(at gpa: GPA) -> UInt32 {
    world.machine.memory.base.load(fromByteOffset: Int(gpa.rawValue & ~3), as: UInt32.self)
  }

  private func outcome(_ answer: KVMAnswer, _ asked: KVMCase) -> KVMOutcome {
    switch answer {
    case .done(let data):
      guard let target, reachesMemory else { return .other("ended in memory, with data \(data)") }
      let expected = asked.access.kind == .store ? Self.token : data
      return word(at: target) == expected ? .mapped(target) : .other("went to other memory")
    case .fetched: return target.map { .mapped($0) } ?? .other("fetched")
    case .exception(14, let code, let cr2):
      let mended = format.mended(X86PageFaultCode(rawValue: code), of: asked)
      return .fault(.pageFault(errorCode: mended, cr2: cr2))
    case .exception(13, 0, _): return .fault(.generalProtection)
    case .exception(let vector, let code, _): return .other("exception \(vector), error code \(code)")
    case .rootException(13, 0): return .rootRefused
    case .rootException(let vector, let code): return .other("exception \(vector) at MOV CR3, error code \(code)")
    case .device(let gpa, let isWrite, let data):
      let isAsked = isWrite == (asked.access.kind == .store) && (!isWrite || data == Self.token)
      return isAsked ? .mapped(gpa) : .other("another access to a device at \(gpa.hexadecimal)")
    case .notEmulated:
      // Where a fetch from no memory would have gone, KVM does not say.
      guard let target, !reachesMemory, asked.access.kind == .fetch else { return .other("KVM gave up") }
      return .mapped(target)
    case .stopped(let text): return .other(text)
    }
  }

  // MARK: Comparing

  private mutating func judge(_ comparison: inout KVMComparison) {
    comparison.difference = outcomeDifference(comparison) ?? referenceDifference ?? machineDifference(&comparison)
    if comparison.difference != nil {
      world.undo(before)
      world.restoreFromCore()
    } else if comparison.withheldAccessedBits {
      world.undo(before)
    }
  }

  private func outcomeDifference(_ comparison: KVMComparison) -> String? {
    if comparison.core == comparison.reference && comparison.core == comparison.kvm { return nil }
    return "core: \(comparison.core); reference: \(comparison.reference); KVM: \(comparison.kvm)"
  }

  private var referenceDifference: String? {
    let first = before.first { world.reference.word(at: $0.address) != world.core.load(at: $0.address) }
    return first.map { entryDifference(at: $0.address) }
  }

  /// KVM must have changed the words that the core changed, to what the core made of them; or, in a fault, none of them.
  private func machineDifference(_ comparison: inout KVMComparison) -> String? {
    let differences = world.machineDifferences
    guard let first = differences.first else { return nil }
    if comparison.asked.access.kind == .fetch && !comparison.core.isFault && isPrefetch(comparison.asked) {
      comparison.prefetchedNextPage = true
      return nil
    }
    let isUntouched = Set(changedAddresses.map(\.rawValue)) == Set(differences.map(\.rawValue))
    guard comparison.core.isFault, isUntouched, differences.allSatisfy(isAsBefore) else {
      return entryDifference(at: first)
    }
    comparison.withheldAccessedBits = true
    return nil
  }

  /// Whether core and reference hold what the machine holds once they have fetched from the next page, too. If not, they
  /// have not.
  private func isPrefetch(_ asked: KVMCase) -> Bool {
    var next = asked
    next.gva = GVA((asked.gva.rawValue | 0xFFF) &+ 1)
    var trace = GuestWalkTrace()
    guard case .mapped = format.walkCore(next, world.core, &trace), world.machineDifferences.isEmpty else {
      for word in world.wordsBefore(trace) { world.core.store(word.value, at: word.address) }
      return false
    }
    _ = format.walkReference(next, world.reference)
    return world.referenceDifferences.isEmpty
  }

  /// Whether the machine still holds what the walk read there first.
  private func isAsBefore(_ address: GPA) -> Bool {
    before.first { $0.address == address }?.value == world.machine.memory.load(at: address)
  }

  /// The words that the core's walk changed.
  private var changedAddresses: [GPA] {
    before.filter { world.core.load(at: $0.address) != $0.value }.map(\.address)
  }

  private func entryDifference(at address: GPA) -> String {
    let words = [
      world.core.load(at: address), world.reference.word(at: address), world.machine.memory.load(at: address),
    ]
    let texts = words.map { $0.map { "0x" + String($0, radix: 16) } ?? "nothing" }
    return "entry at \(address.hexadecimal): core \(texts[0]), reference \(texts[1]), KVM \(texts[2])"
  }
}
