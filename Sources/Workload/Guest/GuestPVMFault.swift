/// Processes in turn map 1 MiB, touch each page and unmap it, until as many bytes as the footprint were touched.
struct GuestPVMFault: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  private static let part: UInt64 = 1 << 20

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let first = program.kernel.current
    var processes = [first]
    for _ in 1..<max(1, parameters.processes) { processes.append(try program.fork()) }
    let part = min(Self.part, parameters.footprint)
    for round in 0..<parameters.footprint / part {
      try program.yield(to: processes[Int(round) % processes.count])
      try program.map(0, part)
      for offset in stride(from: 0, to: part, by: 4096) { try program.store(offset) }
      try program.unmap(0, part)
    }
    try program.yield(to: first)
    for process in processes.dropFirst() { try program.exit(process, switchingTo: first) }
  }
}
