import MMUCore
import Testing
import Workload

/// A Linux guest on a host, and a program that is all random: accesses, mmap, munmap, mprotect, fork, exit, and the balloon.
final class HostedGuest {
  let kernel: LinuxKernel
  let keeper: MachineKeeper
  private var random: SplitMix64
  private var children: [GuestProcess] = []
  private let accesses = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 64)

  static let pages: UInt64 = 192

  init(
    _ technique: MachineTechnique, on host: MachineHost, number: Int, seed: UInt64, salt: UInt64, options: LinuxOptions
  ) throws {
    var shape = MachineShape()
    shape.tableFrames = 1 << 10
    shape.dataFrames = 1 << 12
    shape.level1 = TLBGeometry(sets: 4, ways: 4)
    shape.level2 = TLBGeometry(sets: 16, ways: 8)
    let kernel = try GuestSystem.linux(options).boot(technique, shape, on: host.makeSeat(shape, salt: salt))
    self.kernel = try #require(kernel as? LinuxKernel, "memory for a machine")
    keeper = host.keeper(number)
    random = SplitMix64(seed: seed)
  }

  deinit { accesses.deallocate() }

  /// Lives for a number of steps, and notes what memory holds at the end.
  func live(steps: Int) throws {
    try kernel.systemCall { () throws(KernelFailure) in kernel.map(range(0, Self.pages), .write) }
    for _ in 0..<steps { try step() }
    kernel.noteMemory()
  }

  private func range(_ first: UInt64, _ count: UInt64) -> Range<UInt64> {
    kernel.programBase + first << 12..<kernel.programBase + (first + count) << 12
  }

  private func step() throws {
    let first = random.next() % (Self.pages - 16)
    let part = range(first, 1 + random.next() % 16)
    switch random.next() % 24 {
    case 0:
      try kernel.systemCall { () throws(KernelFailure) in
        kernel.unmap(part); kernel.map(part, .write)
      }
    case 1:
      try kernel.systemCall { () throws(KernelFailure) in
        kernel.protect(part, []); kernel.protect(part, .write)
      }
    case 2 where children.count < 3:
      children.append(try kernel.systemCall { () throws(KernelFailure) in try kernel.fork() })
    case 3 where !children.isEmpty: switchProcess()
    case 4 where !children.isEmpty:
      let child = children.removeLast()
      try kernel.systemCall { () throws(KernelFailure) in kernel.exit(child, switchingTo: kernel.current) }
    case 5: _ = try kernel.systemCall { () throws(KernelFailure) in kernel.inflateBalloon(by: 4) }
    case 6: _ = try kernel.systemCall { () throws(KernelFailure) in kernel.deflateBalloon(by: 3) }
    default: try touch()
    }
  }

  private func switchProcess() {
    let child = children.removeLast()
    children.append(kernel.current)
    kernel.switchTo(child)
  }

  /// Accesses around a few places, so that some frames are warm and most are cold.
  private func touch() throws {
    let place = random.next() % Self.pages
    for index in 0..<accesses.count {
      let page = random.next() % 4 == 0 ? random.next() % Self.pages : (place + random.next() % 8) % Self.pages
      let gva = GVA(kernel.programBase + page << 12 + (random.next() & 511) * 8)
      accesses[index] = MemoryAccess(random.next() % 3 == 0 ? .store : .load, gva, byteCount: 8)
    }
    try kernel.execute(UnsafeBufferPointer(accesses))
  }
}
