/// Walks a guest's tables that lie in guest physical memory, every entry's address translated by a second stage: the
/// two-dimensional walk of EPT, NPT and the stage-2 tables of RISC-V and Arm.
///
/// With n levels in the guest's tables and m in the second stage's it reads (n + 1)(m + 1) − 1 entries. Setting an accessed
/// or dirty bit in a guest's entry asks the second stage once more, for a store; those reads are not observed.
///
/// Source: Intel SDM vol. 3C, section "The Extended Page Table Mechanism (EPT)"; AMD APM vol. 2, "Nested Paging"; RISC-V
/// Privileged Architecture 1.13, "Two-Stage Address Translation"; Arm ARM (DDI 0487), chapter D8.
public struct NestedWalker<Guest: PagingFormat, Stage2: SecondStageFormat>
where Guest.Input == GuestVirtual, Guest.Output == GuestPhysical {
  /// Where walks of the guest's tables begin.
  public var root: Guest.Root
  /// What the guest's entries mean at present.
  public var rules: Guest.Rules
  /// The second stage over the machine's memory.
  public var stage2: PageWalker<Stage2>

  /// A walker over a guest's tables and a second stage.
  public init(root: Guest.Root, rules: Guest.Rules, stage2: PageWalker<Stage2>) {
    self.root = root
    self.rules = rules
    self.stage2 = stage2
  }

  /// Translates one access.
  @inline(__always)
  public func walk(_ gva: GVA, _ access: GuestAccess) -> NestedWalkOutcome {
    var observer = Unobserved()
    return walk(gva, access, observer: &observer)
  }

  /// Translates one access and tells the observer of every entry read, of the guest and of the second stage.
  @inline(__always)
  public func walk<Observer: WalkObserver>(
    _ gva: GVA, _ access: GuestAccess, observer: inout Observer
  ) -> NestedWalkOutcome {
    switch Guest.begin(root, gva, rules) {
    case .ended(let fault): return .guestFault(fault)
    case .leaf: return .guestFault(PageFault(.notPresent, at: Guest.rootLevel(rules)))  // no root register is a leaf
    case .table(let position): return walk(gva, access, from: position, observer: &observer)
    }
  }

  @inline(__always)
  private func walk<Observer: WalkObserver>(
    _ gva: GVA, _ access: GuestAccess, from start: WalkPosition<GuestPhysical>, observer: inout Observer
  ) -> NestedWalkOutcome {
    var position = start
    while true {
      let place = Guest.entryAddress(in: position, for: gva, rules)
      let host: Translation<HostPhysical>
      switch stage2.walk(place, Stage2.tableRead(stage2.rules), observer: &observer) {
      case .fault(let fault): return .hostFault(explain(fault, at: place, .tableRead))
      case .mapped(let translation): host = translation
      }
      guard let entry = stage2.memory.loadEntry(at: host.address, Guest.entrySize) else {
        return .guestFault(PageFault(.tableOutsideMemory, at: position.level))
      }
      observer.observe(entry, at: place, level: position.level)
      switch Guest.follow(entry, in: position, rules) {
      case .ended(let fault): return .guestFault(fault)
      case .leaf(let leaf): return finish(leaf, at: place, gva, access, observer: &observer)
      case .table(let next):
        let marked = Guest.markedTable(entry, rules)
        if marked != entry, let fault = write(marked, at: place) { return .hostFault(fault) }
        position = next
      }
    }
  }

  /// Decides whether the guest's leaf permits the access, marks it, and translates the access itself.
  @inline(__always)
  private func finish<Observer: WalkObserver>(
    _ leaf: WalkLeaf<GuestPhysical>, at place: GPA, _ gva: GVA, _ access: GuestAccess, observer: inout Observer
  ) -> NestedWalkOutcome {
    let permitted = Guest.permitted(leaf.inherited, leaf.entry, rules)
    guard permitted.contains(access.asSet) else { return .guestFault(Guest.denial(of: access, by: leaf, rules)) }
    let marked = Guest.markedLeaf(leaf.entry, dirty: access.isStore, rules)
    if marked != leaf.entry, let fault = write(marked, at: place) { return .hostFault(fault) }
    let guest = Guest.translation(of: gva, by: leaf, access, permitted, rules)
    let hostAccess = Stage2.access(access, guestRights: guest.rights)
    switch stage2.walk(guest.address, hostAccess, observer: &observer) {
    case .fault(let fault): return .hostFault(explain(fault, at: guest.address, .access))
    case .mapped(let host): return .mapped(NestedTranslation(guest: guest, host: host))
    }
  }

  /// Writes a guest's entry back with its marks, if the second stage lets it be written.
  @inline(never)
  func write(_ entry: UInt64, at place: GPA) -> SecondStageFault? {
    let store = GuestAccess(.store, Stage2.tableRead(stage2.rules).privilege)
    switch stage2.walk(place, store) {
    case .fault(let fault): return explain(fault, at: place, .tableWrite)
    case .mapped(let host):
      stage2.memory.storeEntry(entry, at: host.address, Guest.entrySize)
      return nil
    }
  }

  @inline(never)
  func explain(_ fault: PageFault, at gpa: GPA, _ cause: SecondStageFault.Cause) -> SecondStageFault {
    SecondStageFault(fault, gpa: gpa, cause: cause, rights: stage2.rights(at: gpa) ?? .none)
  }
}
