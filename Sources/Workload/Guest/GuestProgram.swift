import MMUCore

/// The hands of a guest workload: its kernel, where its programs' addresses begin, random numbers, and accesses that are made in
/// batches.
public final class GuestProgram {
  /// The kernel.
  public let kernel: any GuestKernel
  /// The first address that programs use; 2 MiB divide it.
  public let base: UInt64
  /// The random numbers.
  var random: RandomGenerator
  /// Accesses that were made.
  public private(set) var accessCount: UInt64 = 0

  private let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 4096)
  private var pending = 0

  /// A program that has mapped nothing yet.
  public init(_ kernel: any GuestKernel, seed: UInt64) {
    self.kernel = kernel
    base = kernel.programBase
    random = RandomGenerator(seed: seed)
  }

  deinit { batch.deallocate() }

  // MARK: Accesses

  /// Loads 8 bytes at an offset from ``base``.
  func load(_ offset: UInt64) throws(KernelFailure) { try access(.load, offset) }

  /// Stores 8 bytes at an offset from ``base``.
  func store(_ offset: UInt64) throws(KernelFailure) { try access(.store, offset) }

  private func access(_ kind: AccessKind, _ offset: UInt64) throws(KernelFailure) {
    batch[pending] = MemoryAccess(kind, GVA(base &+ offset), byteCount: 8)
    pending += 1
    if pending == batch.count { try flush() }
  }

  /// Makes the accesses that wait. Every system call does so first.
  func flush() throws(KernelFailure) {
    let count = pending
    pending = 0
    accessCount += UInt64(count)
    try kernel.execute(UnsafeBufferPointer(rebasing: batch[..<count]))
  }

  /// Makes all accesses of a stream, moved to ``base``.
  func execute(_ source: any AccessSource) throws(KernelFailure) {
    let shift = base &- WorkloadParameters.base
    while true {
      // The built-in streams read nothing that could fail.
      let count = (try? source.nextBatch(into: batch)) ?? 0
      if count == 0 { return }
      for index in 0..<count {
        let access = batch[index]
        batch[index] = MemoryAccess(
          access.kind, access.gva.advanced(by: shift), byteCount: access.crossesPage ? 4096 : 1)
      }
      pending = count
      try flush()
    }
  }

  /// A number of a uniform distribution over `0 ..< bound`.
  func draw(below bound: UInt64) -> UInt64 { random.next(below: bound) }

  // MARK: System calls

  private func call<Result>(
    _ body: () throws(KernelFailure) -> Result
  ) throws(KernelFailure) -> Result {
    try flush()
    return try kernel.systemCall(body)
  }

  private func range(_ offset: UInt64, _ byteCount: UInt64) -> Range<UInt64> {
    base + offset..<base + offset + byteCount
  }

  /// Maps bytes from an offset on, writable unless it is said otherwise.
  func map(_ offset: UInt64, _ byteCount: UInt64, _ rights: KernelRights = .write) throws(KernelFailure) {
    let range = range(offset, byteCount)
    try call { () throws(KernelFailure) in try kernel.map(range, rights) }
  }

  /// Unmaps bytes from an offset on.
  func unmap(_ offset: UInt64, _ byteCount: UInt64) throws(KernelFailure) {
    let range = range(offset, byteCount)
    try call { () throws(KernelFailure) in try kernel.unmap(range) }
  }

  /// Gives bytes from an offset on other rights.
  func protect(_ offset: UInt64, _ byteCount: UInt64, _ rights: KernelRights) throws(KernelFailure) {
    let range = range(offset, byteCount)
    try call { () throws(KernelFailure) in try kernel.protect(range, rights) }
  }

  /// Copies the running process.
  func fork() throws(KernelFailure) -> GuestProcess {
    try call { () throws(KernelFailure) in try kernel.fork() }
  }

  /// Replaces the running process's program.
  func exec() throws(KernelFailure) { try call { () throws(KernelFailure) in try kernel.exec() } }

  /// Ends a process, after which another runs.
  func exit(_ process: GuestProcess, switchingTo next: GuestProcess) throws(KernelFailure) {
    try call { () throws(KernelFailure) in try kernel.exit(process, switchingTo: next) }
  }

  /// Waits, so that another process runs.
  func yield(to process: GuestProcess) throws(KernelFailure) {
    try call { () throws(KernelFailure) in kernel.switchTo(process) }
  }

  /// Waits, while no other process is ready, for an interrupt that comes after so many steps of an idle loop.
  func wait(_ steps: UInt64, _ remedy: GapRemedy) throws(KernelFailure) {
    try call { () throws(KernelFailure) in kernel.wait(steps, remedy) }
  }

  /// Stores where it may not; the program is told by a signal, or, where the kernel has none, dies.
  ///
  /// - Returns: whether the kernel refused, as it must.
  func storeInVain(_ offset: UInt64) throws(KernelFailure) -> Bool {
    try flush()
    do throws(KernelFailure) {
      try store(offset)
      try flush()
      return false
    } catch {
      guard case .badAccess = error else { throw error }
      return true
    }
  }

  /// Returns from a signal's handler.
  func returnFromSignal() throws(KernelFailure) { try call { () throws(KernelFailure) in } }
}
