import ArgumentParser
import Report
import Workload

/// The options of several machines that share a processor and a memory.
struct ProfileMachineOptions: ParsableArguments {
  @Option(help: "How many machines run the workload, by turns on one processor: 2 to 16.")
  var machines: CountQuantity?

  @Option(help: "--machines: how many accesses a turn lasts. (default: 10k)")
  var quantum: CountQuantity?

  @Flag(inversion: .prefixedNo, help: "--machines: a machine's TLB entries bear its tag. (default: --tagged)")
  var tagged: Bool?

  @Option(help: "--machines: the memory for the data of all of them, such as 16M; what does not fit is paged.")
  var memory: ByteQuantity?

  @Flag(help: "--machines: they are of one image, and frames that hold the same are merged.")
  var share = false

  /// Whether any was given.
  var isGiven: Bool { given != nil }

  /// The first that was given, as a user writes it.
  var given: String? {
    let all = [
      ("machines", machines != nil), ("quantum", quantum != nil), ("tagged", tagged != nil),
      ("memory", memory != nil), ("share", share),
    ]
    return all.first { $0.1 }.map { "--\($0.0)" }
  }

  /// What the options ask for; `nil` without any.
  func sharing() throws -> MachineSharing? {
    guard let machines else {
      guard let given else { return nil }
      throw CommandFailure(.usage, "\(given) means nothing without --machines")
    }
    guard (2...16).contains(machines.value) else { throw CommandFailure(.usage, "--machines must be 2 to 16") }
    guard quantum?.value != 0 else { throw CommandFailure(.usage, "--quantum must be at least 1") }
    var sharing = MachineSharing()
    sharing.machines = Int(machines.value)
    sharing.quantum = quantum?.value ?? sharing.quantum
    sharing.isTagged = tagged ?? sharing.isTagged
    sharing.frameCount = try memory.map { try frames($0.value, of: machines.value) }
    sharing.mergesFrames = share
    return sharing
  }

  private func frames(_ byteCount: UInt64, of machines: UInt64) throws -> Int {
    guard byteCount >= 1 << 16 else {
      throw CommandFailure(.usage, "--memory must be at least 64K, so that a guest can make an access")
    }
    guard byteCount >> 12 <= machines * MachineSharing.framesOfAGuest else {
      throw CommandFailure(.usage, "--memory is more than the guests could use, 4G each")
    }
    return Int(byteCount >> 12)
  }
}
