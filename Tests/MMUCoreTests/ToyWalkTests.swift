import MMUCore
import Testing
import Workload

/// Every combination of entry bits at both levels of ``ToyFormat``, every access, every control.
@Suite struct ToyWalkTests {
  private static let gva = GVA(3 << 14 | 2 << 12 | 0xABC)
  private static let upperAddress = GPA(3 * 8)
  private static let lowerAddress = GPA(0x1000 + 2 * 8)
  private static let bits: [UInt64] = [0, 1, 2, 5, 6, 62, 63].map { 1 << $0 }

  /// The bits of a combination, set on an entry.
  private static func entry(_ combination: Int, _ base: UInt64) -> UInt64 {
    bits.enumerated().reduce(base) { combination >> $1.offset & 1 == 1 ? $0 | $1.element : $0 }
  }

  @Test(arguments: X86Controls.combinations.map(\.rawValue))
  func everyEntryAndAccess(_ controls: UInt8) throws {
    let buffer = try #require(MappedBuffer(byteCount: 2 * 4096))
    let controls = X86Controls(rawValue: controls)
    let rules = ToyFormat.Rules(permissionTable: PermissionTable(x86: controls))
    let walker = PageWalker<ToyFormat>(memory: GuestMemory(buffer.bytes), root: GPA(0), rules: rules)
    var disagreements: [String] = []
    for combination in 0..<(1 << 14) {
      let upper = Self.entry(combination & 127, 0x1000)
      let lower = Self.entry(combination >> 7, 0x0004_5678_9000)
      disagreements += disagreement(walker, upper, lower, controls)
      if combination < 128 { disagreements += disagreement(walker, upper | 128, 0, controls) }
    }
    #expect(disagreements.prefix(3) == [])
  }

  private func disagreement(
    _ walker: PageWalker<ToyFormat>, _ upper: UInt64, _ lower: UInt64, _ controls: X86Controls
  ) -> [String] {
    GuestAccess.everyClass.compactMap { access in
      walker.memory.store(upper, at: Self.upperAddress)
      walker.memory.store(lower, at: Self.lowerAddress)
      let found = summary(of: walker.walk(Self.gva, access), walker.memory)
      let wanted = ToyWalk.predict(upper: upper, lower: lower, gva: Self.gva.rawValue, access, controls)
      let entries = "\(String(upper, radix: 16)), \(String(lower, radix: 16))"
      return found == wanted ? nil : "\(entries), \(access), \(controls): \(found), not \(wanted)"
    }
  }

  private func summary(of outcome: WalkOutcome<GuestPhysical>, _ memory: GuestMemory) -> ToyWalk {
    let upper = memory.load(at: Self.upperAddress) ?? 0
    let lower = memory.load(at: Self.lowerAddress) ?? 0
    switch outcome {
    case .fault(let fault):
      return ToyWalk(outcome: .fault(fault.reason, level: fault.level.rawValue), upper: upper, lower: lower)
    case .mapped(let page):
      let summary = ToyWalk.WalkOutcomeSummary.page(
        gpa: page.address.rawValue, shift: page.pageSize.shift, isDirty: page.isDirty)
      return ToyWalk(outcome: summary, upper: upper, lower: lower)
    }
  }

  @Test func everyAddressFindsItsOwnEntries() throws {
    let buffer = try #require(MappedBuffer(byteCount: 5 * 4096))
    let memory = GuestMemory(buffer.bytes)
    for upper in 0..<4 as Range<UInt64> {
      memory.store((upper + 1) << 12 | 7, at: GPA(upper * 8))
      for lower in 0..<4 as Range<UInt64> {
        memory.store((upper * 4 + lower + 100) << 12 | 7, at: GPA((upper + 1) << 12 | lower * 8))
      }
    }
    let rules = ToyFormat.Rules(permissionTable: PermissionTable(x86: .allSet))
    let walker = PageWalker<ToyFormat>(memory: memory, root: GPA(0), rules: rules)
    for address in 0..<(1 << 16) as Range<UInt64> {
      let outcome = walker.walk(GVA(address), GuestAccess(.load, .user))
      guard case .mapped(let page) = outcome, page.address == GPA(address + 100 * 4096) else {
        Issue.record("\(address): \(outcome)")
        return
      }
    }
    let outside = walker.walk(GVA(1 << 16), GuestAccess(.load, .user))
    #expect(outside == .fault(PageFault(.nonCanonical, at: PageLevel(2))))
  }
}
