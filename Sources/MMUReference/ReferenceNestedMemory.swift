import MMUCore

/// A guest's memory as its own walks see it: every word lies where a second stage says.
///
/// The first fault of the second stage ends everything: from then on nothing can be read or written.
public final class ReferenceNestedMemory<Stage2: ReferencePaging>: ReferenceMemory<GuestPhysical>
where Stage2.Input == GuestPhysical, Stage2.Output == HostPhysical {
  /// The first fault of the second stage.
  struct Failure {
    let fault: PageFault
    let gpa: GPA
    let cause: SecondStageFault.Cause
  }

  private let stage2: Stage2
  private let tableRead: GuestAccess
  private(set) var failure: Failure?

  /// - Parameter tableRead: what reading an entry of the guest's tables is to the second stage.
  public init(_ stage2: Stage2, tableRead: GuestAccess) {
    self.stage2 = stage2
    self.tableRead = tableRead
    super.init(frameCount: 0)
  }

  /// A memory without a second stage makes no sense.
  required init(frameCount: Int) { fatalError("a nested memory has no frames of its own") }

  /// Forgets the failure of the walk before.
  func begin() { failure = nil }

  /// The word where the second stage has it.
  public override func word(at address: GPA) -> UInt64? {
    guard let place = translate(address, tableRead, .tableRead) else { return nil }
    return stage2.memory.word(at: place)
  }

  /// Writes the word where the second stage has it, if that lets it be written. A word that does not change is not
  /// written.
  public override func setWord(_ word: UInt64, at address: GPA) {
    if self.word(at: address) == word { return }
    let store = GuestAccess(.store, tableRead.privilege)
    guard let place = translate(address, store, .tableWrite) else { return }
    stage2.memory.setWord(word, at: place)
  }

  private func translate(_ gpa: GPA, _ access: GuestAccess, _ cause: SecondStageFault.Cause) -> HPA? {
    if failure != nil { return nil }
    switch stage2.walk(gpa, access) {
    case .mapped(let translation): return translation.address
    case .fault(let fault):
      failure = Failure(fault: fault, gpa: gpa, cause: cause)
      return nil
    }
  }
}
