import MMUCore
import MMUReference

/// Examines XTF's matrix in one paging mode. A chunk is one combination of controls.
struct XTFExaminer<Format: PagingFormat, Reference: ReferenceX86Paging>: MatrixWorker
where Format.Input == GuestVirtual, Format.Output == GuestPhysical {
  private(set) var tally = MatrixTally()
  private let tables: XTFTables
  private let setups: @Sendable (XTFControls) -> WalkSetup<Format, Reference>
  private let entries: [XTFEntry]
  private let paths: [[MatrixEntry]]
  private let gva: GVA
  private var twin: PagingTwin<Format, Reference>
  private var tlbs = MatrixTLBs()
  private var oracle: XTFOracle
  private var controls = X86Controls.none

  init(_ tables: XTFTables, setups: @escaping @Sendable (XTFControls) -> WalkSetup<Format, Reference>) {
    self.tables = tables
    self.setups = setups
    entries = tables.entries
    paths = entries.map(tables.path)
    gva = tables.gva
    twin = PagingTwin(frameCount: XTFTables.frameCount, setups([]))
    oracle = XTFOracle(mode: tables.mode, machine: tables.machine, controls: [])
  }

  mutating func examine(chunk: Int) {
    let setup = setups(XTFControls(rawValue: chunk))
    twin.configure(setup)
    oracle = XTFOracle(mode: tables.mode, machine: tables.machine, controls: XTFControls(rawValue: chunk))
    controls = oracle.controls.configuration(tables.mode, tables.machine).controls
    // 32-bit paging does not know EFER.NXE, nor does its error code.
    if tables.mode.isLegacy { controls = controls.subtracting(.noExecute) }
    for (entry, path) in zip(entries, paths) {
      for access in XTFAccess.all {
        guard let problem = examine(entry, path, access) else { continue }
        let ac = oracle.controls.contains(.alignmentCheck) ? " AC = 1" : ""
        let who = "\(access.isUser ? "user" : "supervisor") \(access.isImplicit ? "implicit " : "")\(access.kind)"
        let question = "\(tables.mode.rawValue), \(entry.text), \(who) under \(setup.name)\(ac)"
        tally.disagree("\(question): \(problem)", chunk: chunk)
        return
      }
    }
  }

  /// Answers what is wrong with a case, or `nil`.
  @inline(__always)
  private mutating func examine(_ entry: XTFEntry, _ path: [MatrixEntry], _ asked: XTFAccess) -> String? {
    let access = asked.guestAccess(oracle.controls)
    let expected = oracle.errorCode(entry, asked)
    tally.count(fault: expected.map { Int($0) })
    for place in path { twin.store(place) }
    tlbs.leaveStaleAndInvalidate(gva)
    if !tlbs.isCold(gva, access) { return "a TLB answers after the invalidation" }
    let outcome = twin.core.walk(gva, access)
    let wanted = twin.reference.walk(gva, access)
    guard PagingTwin<Format, Reference>.agree(outcome, wanted) else { return "core \(outcome), reference \(wanted)" }
    return check(outcome, entry, access, expected) ?? checkEntries(entry, path, asked, isFault: expected != nil)
  }

  @inline(__always)
  private mutating func check(
    _ outcome: WalkOutcome<GuestPhysical>, _ entry: XTFEntry, _ access: GuestAccess, _ expected: UInt32?
  ) -> String? {
    switch outcome {
    case .mapped(let translation):
      if let expected { return "no fault, where the rules expect \(MatrixNames.errorCode(Int(expected)))" }
      let address = oracle.address(entry, of: gva)
      if translation.address.rawValue != address {
        return "core \(translation.address.hexadecimal), rules \(address.hexadecimal)"
      }
      let isRight = tlbs.isRightWarm(gva, translation) && tlbs.keepsGlobal(gva, access, translation)
      return isRight ? nil : "a TLB filled with \(translation) answers wrongly"
    case .fault(let fault):
      let told = X86Exception(fault, gva: gva, access: access, controls: controls)
      let isReference = told == twin.reference.exception(for: fault, gva, access)
      let rules = expected.map { X86Exception.pageFault(errorCode: X86PageFaultCode(rawValue: $0), cr2: gva) }
      if told == rules && isReference { return nil }
      return "core \(told), reference \(twin.reference.exception(for: fault, gva, access)), "
        + "rules \(expected.map { MatrixNames.errorCode(Int($0)) } ?? "no fault")"
    }
  }

  /// The page's entry is accessed and dirty as the access succeeded and stored. Those above may be accessed, and are not
  /// dirty; what lies below a large page is untouched.
  @inline(__always)
  private func checkEntries(
    _ entry: XTFEntry, _ path: [MatrixEntry], _ access: XTFAccess, isFault: Bool
  ) -> String? {
    let leafLevel = entry.isLeaf ? entry.level : 1
    for (position, place) in path.enumerated() {
      let level = path.count - position
      let held = twin.coreEntry(at: place.place)
      var (expected, ignored) = (place.value, UInt64(0))
      if level > leafLevel { ignored = 1 << 5 }
      if level == leafLevel && !isFault { expected |= 1 << 5 | (access.kind == .store ? 1 << 6 : 0) }
      let isExpected = (held ^ expected) & ~ignored == 0
      if isExpected && held == twin.referenceEntry(at: place.place) { continue }
      let reference = twin.referenceEntry(at: place.place)
      return "level \(level)'s entry afterwards: core \(held.hexadecimal), reference \(reference.hexadecimal), "
        + "rules \(expected.hexadecimal)"
    }
    return nil
  }
}
