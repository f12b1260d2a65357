import MMUCore
import MMUReference

/// Examines all paths of a format under one setup a chunk, with every class of access: core against reference.
struct PermissionExaminer<
  Format: PagingFormat & SendableMetatype, Reference: ReferencePaging & SendableMetatype
>: MatrixWorker
where Format.Input == Reference.Input, Format.Output == Reference.Output {
  private(set) var tally = MatrixTally()
  private let setups: [WalkSetup<Format, Reference>]
  private let paths: [MatrixPath]
  private let stride: Int
  private var twin: PagingTwin<Format, Reference>
  private var tlbs = MatrixTLBs()

  init(frameCount: Int, setups: [WalkSetup<Format, Reference>], paths: [MatrixPath], stride: Int) {
    self.setups = setups
    self.stride = stride
    self.paths = paths
    twin = PagingTwin(frameCount: frameCount, setups[0])
  }

  /// Runs all setups on every processor.
  static func run(
    _ name: String, _ stack: TableStack, setups: [WalkSetup<Format, Reference>], paths: [MatrixPath],
    scope: PermissionScope
  ) -> MatrixReport {
    let tally = MatrixRun.run(chunks: setups.count, progress: scope.progress) {
      PermissionExaminer(frameCount: stack.frameCount, setups: setups, paths: paths, stride: scope.stride)
    }
    return MatrixReport(name, tally) { "\(MatrixNames.reasons[$0])" }
  }

  mutating func examine(chunk: Int) {
    twin.configure(setups[chunk])
    for number in Swift.stride(from: chunk % stride, to: paths.count, by: stride) {
      let path = paths[number]
      for access in GuestAccess.everyClass {
        guard let problem = examine(path, access) else { continue }
        let entries = path.entries.map { "\($0.place.hexadecimal): \($0.value.hexadecimal)" }.joined(separator: ", ")
        let question = "\(access.text) at \(path.address.hexadecimal) over [\(entries)] under \(setups[chunk].name)"
        tally.disagree("\(question): \(problem)", chunk: chunk)
        return
      }
    }
  }

  /// Answers what is wrong with a case, or `nil`.
  @inline(__always)
  private mutating func examine(_ path: MatrixPath, _ access: GuestAccess) -> String? {
    for entry in path.entries { twin.store(entry) }
    let outcome = twin.core.walk(Address(path.address), access)
    let wanted = twin.reference.walk(Address(path.address), access)
    count(outcome)
    guard PagingTwin<Format, Reference>.agree(outcome, wanted) else { return "core \(outcome), reference \(wanted)" }
    for entry in path.entries where twin.coreEntry(at: entry.place) != twin.referenceEntry(at: entry.place) {
      let (core, reference) = (twin.coreEntry(at: entry.place), twin.referenceEntry(at: entry.place))
      return "entry at \(entry.place.hexadecimal): core \(core.hexadecimal), reference \(reference.hexadecimal)"
    }
    if case .mapped(let translation) = outcome { return checkTLBs(GVA(path.address), access, translation) }
    return nil
  }

  /// What a TLB makes of the translation: only the numbers of the addresses count, whichever space they belong to.
  @inline(__always)
  private mutating func checkTLBs(
    _ address: GVA, _ access: GuestAccess, _ translation: Translation<Format.Output>
  ) -> String? {
    tlbs.leaveStaleAndInvalidate(address)
    guard tlbs.isCold(address, access) else { return "a TLB answers after the invalidation" }
    let isRight = tlbs.isRightWarm(address, translation) && tlbs.keepsGlobal(address, access, translation)
    return isRight ? nil : "a TLB filled with \(translation) answers wrongly"
  }

  @inline(__always)
  private mutating func count(_ outcome: WalkOutcome<Format.Output>) {
    switch outcome {
    case .mapped: tally.count(fault: nil)
    case .fault(let fault): tally.count(fault: MatrixNames.number(of: fault.reason))
    }
  }
}
