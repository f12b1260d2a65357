import MMUCore
import Workload

/// What a kernel and its programs do in one life, the same for the same seed.
struct AgileKernelLife {
  private let made: MachineFactory.Made
  private let options: LinuxOptions
  private static let base: UInt64 = 1 << 40
  private static let pages: UInt64 = 1024

  init(_ made: MachineFactory.Made, _ options: LinuxOptions) {
    self.made = made
    self.options = options
  }

  /// Lives; `between` is called now and then.
  func run(_ seed: UInt64, between: () -> Void) throws -> GuestHistory {
    let kernel = try LinuxKernel(
      made.machine, memory: made.memory, data: (MachineShape().firstData, 1 << 14), options: options)
    var random = RandomGenerator(seed: seed)
    kernel.map(Self.base..<Self.base + Self.pages << 12, [.write])
    for _ in 0..<6 {
      let parent = kernel.current
      try touch(kernel, &random, 200)
      between()
      let child = try kernel.systemCall { () throws(KernelFailure) in try kernel.fork() }
      try touch(kernel, &random, 60)
      between()
      kernel.switchTo(child)
      try touch(kernel, &random, 100)
      let start = Self.base + (random.next() % (Self.pages - 64)) << 12
      try kernel.systemCall { () throws(KernelFailure) in
        kernel.protect(start..<start + 64 << 12, [])
        kernel.protect(start..<start + 64 << 12, [.write])
      }
      try touch(kernel, &random, 60)
      between()
      try kernel.systemCall { () throws(KernelFailure) in
        kernel.unmap(start..<start + 64 << 12)
        kernel.map(start..<start + 64 << 12, [.write])
      }
      try touch(kernel, &random, 60)
      try kernel.systemCall { () throws(KernelFailure) in kernel.exit(child, switchingTo: parent) }
      between()
    }
    return kernel.history
  }

  private func touch(_ kernel: LinuxKernel, _ random: inout RandomGenerator, _ count: Int) throws {
    let accesses = (0..<count).map { _ in
      MemoryAccess(
        random.next() & 1 == 0 ? .load : .store, GVA(Self.base + (random.next() % Self.pages) << 12), byteCount: 8)
    }
    try accesses.withUnsafeBufferPointer { try kernel.execute($0) }
  }
}
