import MMUCore
import Testing
import Workload

/// The first law of monitors: a guest sees the same under every technique. Its page faults in order, and at the end its tables to
/// the last accessed and dirty bit, where they lie, and who has which frames.
@Suite struct GuestTransparencyTests {
  /// Linux with PCID, KPTI and THP each on and off, and both of xv6's.
  static let systems: [GuestSystem] =
    (0..<8).map { bits in
      var options = LinuxOptions()
      options.usesPCID = bits & 1 != 0
      options.isolatesTables = bits & 2 != 0
      options.usesHugePages = bits & 4 != 0
      return .linux(options)
    } + [.xv6RISCV, .xv6X86]

  /// Few pages and accesses; TLBs so small that they miss.
  private static func parameters(of name: GuestWorkloadName) -> GuestParameters {
    var parameters = name.defaults
    parameters.footprint = min(parameters.footprint, 3 << 20)
    parameters.accesses = min(parameters.accesses, 3000)
    parameters.processes = min(parameters.processes, 3)
    parameters.interval = min(parameters.interval, 500)
    switch name {
    case .contextSwitch: parameters.footprint = 8 << 10
    case .protFault: parameters.accesses = 40
    case .kernelBuild: parameters.footprint = 1 << 20
    case .pvmFault: parameters.processes = 2
    case .setRoot: parameters.accesses = 200
    default: break
    }
    return parameters
  }

  private static func history(
    _ name: GuestWorkloadName, _ technique: MachineTechnique, _ system: GuestSystem
  ) throws -> GuestHistory {
    var shape = system.shape
    shape.tableFrames = 1 << 12
    shape.dataFrames = 1 << 15
    shape.level1 = TLBGeometry(sets: 4, ways: 2)
    shape.level2 = TLBGeometry(sets: 16, ways: 4)
    let kernel = try #require(try system.boot(technique, shape), "memory for a machine")
    let parameters = parameters(of: name)
    try name.workload(parameters).run(GuestProgram(kernel, seed: parameters.seed))
    kernel.noteMemory()
    return kernel.history
  }

  @Test(arguments: GuestWorkloadName.allCases, systems)
  func everyTechniqueShowsTheSame(_ name: GuestWorkloadName, _ system: GuestSystem) throws {
    let native = try Self.history(name, .native, system)
    for technique in MachineTechnique.allCases where technique != .native {
      #expect(try Self.history(name, technique, system) == native, "\(technique)")
    }
  }

  /// Pages that were loaded while they could not be written, and then can be: the processor alone sets their dirty bits, at the first
  /// store and not before.
  @Test(arguments: systems) func dirtyBitsAreThoseOfTheStores(_ system: GuestSystem) throws {
    func history(_ technique: MachineTechnique, storing stored: Range<UInt64>) throws -> GuestHistory {
      var shape = system.shape
      shape.tableFrames = 1 << 12
      shape.dataFrames = 1 << 15
      let kernel = try #require(try system.boot(technique, shape), "memory for a machine")
      let pages = (0..<16 as Range<UInt64>).map { GVA(kernel.programBase + $0 << 12) }
      let range = kernel.programBase..<kernel.programBase + 16 << 12
      try kernel.systemCall { () throws(KernelFailure) in try kernel.map(range, []) }
      let loads = pages.map { MemoryAccess(.load, $0, byteCount: 8) }
      try kernel.execute(loads)
      try kernel.systemCall { () throws(KernelFailure) in try kernel.protect(range, .write) }
      try kernel.execute(loads + stored.map { MemoryAccess(.store, pages[Int($0)], byteCount: 8) })
      kernel.noteMemory()
      return kernel.history
    }
    let native = try history(.native, storing: 3..<9)
    for technique in MachineTechnique.allCases {
      #expect(try history(technique, storing: 3..<9) == native, "\(technique)")
      #expect(try history(technique, storing: 3..<10) != native, "\(technique)")
    }
  }

  /// What would make the comparison worthless: histories that are all the same.
  @Test func historiesTellWorkloadsAndSeedsApart() throws {
    let histories = try GuestWorkloadName.allCases.map { try Self.history($0, .native, .linux(LinuxOptions())).digest }
    // The streams touch what they touch, in the order of their seeds; hot and prot-fault map one page.
    #expect(Set(histories).count >= GuestWorkloadName.allCases.count - 1)
  }
}

extension GuestKernel {
  fileprivate func execute(_ accesses: [MemoryAccess]) throws(KernelFailure) {
    let buffer = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: accesses.count)
    defer { buffer.deallocate() }
    _ = buffer.initialize(from: accesses)
    try execute(UnsafeBufferPointer(buffer))
  }
}
