import MMUCore
import Testing
import Workload

/// What a kernel and its programs do in one life, the same for the same seed.
struct AgileKernelLife {
  private let kernel: any GuestKernel
  private static let pages: UInt64 = 1024

  init(_ kernel: any GuestKernel) { self.kernel = kernel }

  /// Lives; `between` is called now and then.
  func run(_ seed: UInt64, between: () -> Void) throws -> GuestHistory {
    var random = RandomGenerator(seed: seed)
    let base = kernel.programBase
    try call { () throws(KernelFailure) in try kernel.map(base..<base + Self.pages << 12, [.write]) }
    for _ in 0..<6 {
      let parent = kernel.current
      try touch(&random, 200)
      between()
      let child = try kernel.systemCall { () throws(KernelFailure) in try kernel.fork() }
      try touch(&random, 60)
      between()
      try call { () throws(KernelFailure) in kernel.switchTo(child) }
      try touch(&random, 100)
      try changeMappings(&random, between)
      try call { () throws(KernelFailure) in try kernel.exit(child, switchingTo: parent) }
      between()
    }
    kernel.noteMemory()
    return kernel.history
  }

  private func call(_ body: () throws(KernelFailure) -> Void) throws { try kernel.systemCall(body) }

  private func changeMappings(_ random: inout RandomGenerator, _ between: () -> Void) throws {
    let start = kernel.programBase + (random.next() % (Self.pages - 64)) << 12
    let range = start..<start + 64 << 12
    try call { () throws(KernelFailure) in
      try kernel.protect(range, [])
      try kernel.protect(range, [.write])
    }
    try touch(&random, 60)
    between()
    try call { () throws(KernelFailure) in
      try kernel.unmap(range)
      try kernel.map(range, [.write])
    }
    try touch(&random, 60)
  }

  private func touch(_ random: inout RandomGenerator, _ count: Int) throws {
    let accesses = (0..<count).map { _ in
      MemoryAccess(
        random.next() & 1 == 0 ? .load : .store, GVA(kernel.programBase + (random.next() % Self.pages) << 12),
        byteCount: 8)
    }
    try accesses.withUnsafeBufferPointer { try kernel.execute($0) }
  }
}
