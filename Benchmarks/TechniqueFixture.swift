import MMUCore
import Workload

/// A guest on Linux under a technique, with 2 GiB mapped and touched, and a stream of accesses over them.
final class TechniqueFixture {
  private let kernel: any GuestKernel
  private let accesses: UnsafeMutableBufferPointer<MemoryAccess>

  private static let footprint: UInt64 = 2 << 30
  private static let length = 1 << 21

  /// The guest, which has seen the stream once and has shown it what native does.
  init(_ technique: MachineTechnique, _ workload: WorkloadName) throws(BenchmarkFailure) {
    kernel = try Self.boot(technique)
    accesses = .allocate(capacity: Self.length)
    var parameters = WorkloadParameters()
    parameters.footprint = Self.footprint
    parameters.accesses = UInt64(Self.length)
    do {
      let source = try WorkloadCatalog.source(workload, parameters)
      var count = 0
      while count < Self.length { count += try source.nextBatch(into: .init(rebasing: accesses[count...])) }
      try Self.warm(kernel, UnsafeBufferPointer(accesses))
      guard technique != .native else { return }
      let native = try Self.boot(.native)
      try Self.warm(native, UnsafeBufferPointer(accesses))
      guard native.history == kernel.history else {
        throw BenchmarkFailure.mismatch("the guest saw something else than without virtualization")
      }
    } catch let failure as BenchmarkFailure {
      throw failure
    } catch {
      throw .other("\(error)")
    }
  }

  deinit { accesses.deallocate() }

  private static func boot(_ technique: MachineTechnique) throws(BenchmarkFailure) -> any GuestKernel {
    let system = GuestSystem.linux(LinuxOptions())
    var shape = system.shape
    shape.dataFrames = 1 << 20
    let kernel: (any GuestKernel)?
    do { kernel = try system.boot(technique, shape) } catch { throw .other("\(error)") }
    guard let kernel else { throw .outOfMemory }
    return kernel
  }

  /// Maps and touches every page, makes the accesses, and notes what memory holds then.
  private static func warm(
    _ kernel: any GuestKernel, _ accesses: UnsafeBufferPointer<MemoryAccess>
  ) throws(KernelFailure) {
    let base = kernel.programBase
    try kernel.map(base..<base + footprint, .write)
    for offset in stride(from: 0, to: footprint, by: 4096) {
      let touch = MemoryAccess(.store, GVA(base + offset), byteCount: 8)
      try withUnsafePointer(to: touch) { place throws(KernelFailure) in
        try kernel.execute(UnsafeBufferPointer(start: place, count: 1))
      }
    }
    try kernel.execute(accesses)
    kernel.noteMemory()
  }

  /// Makes accesses, the stream over and over.
  func run(_ count: Int) {
    var remaining = count
    while remaining > 0 {
      let length = min(remaining, accesses.count)
      let run = kernel.machine.run(UnsafeBufferPointer(rebasing: accesses[..<length]))
      precondition(run.stop == nil, "a benchmark's access faulted")
      remaining -= length
    }
  }

  /// What the technique counts over a run of the whole stream.
  func counted() -> TechniqueCounters {
    let before = kernel.machine.counters
    run(Self.length)
    let after = kernel.machine.counters
    var counters = TechniqueCounters()
    counters.accesses = after.accesses - before.accesses
    counters.tlbMisses = after.tlbMisses - before.tlbMisses
    counters.references = after.references + after.hostReferences - before.references - before.hostReferences
    counters.exits[.trap] = after.exits.total - before.exits.total
    return counters
  }
}
