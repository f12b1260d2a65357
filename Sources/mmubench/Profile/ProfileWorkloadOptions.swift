import ArgumentParser
import Workload

/// The options that shape a built-in workload.
struct ProfileWorkloadOptions: ParsableArguments {
  @Option(help: "The bytes that the accesses spread over, such as 8G. (default: 1G, less on a guest's kernel)")
  var footprint: ByteQuantity?

  @Option(help: "How many accesses to make, such as 100M. (default: 10M, less on a guest's kernel)")
  var accesses: CountQuantity?

  @Option(help: "sequential: the distance of accesses, in bytes. (default: 64)")
  var step: ByteQuantity?

  @Option(help: "strided: the distance of accesses, in 4 KiB pages. (default: 1)")
  var stride: CountQuantity?

  @Option(help: "The seed of the random numbers. (default: 1)")
  var seed: UInt64?

  /// The options that were given, by name, with their values.
  var given: [(name: String, value: UInt64)] {
    let all = [
      ("footprint", footprint?.value), ("accesses", accesses?.value), ("step", step?.value), ("stride", stride?.value),
      ("seed", seed),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// The parameters, with defaults for what was not given.
  var parameters: WorkloadParameters {
    var parameters = WorkloadParameters()
    if let footprint { parameters.footprint = footprint.value }
    if let accesses { parameters.accesses = accesses.value }
    if let step { parameters.step = step.value }
    if let stride { parameters.stride = stride.value }
    if let seed { parameters.seed = seed }
    return parameters
  }
}
