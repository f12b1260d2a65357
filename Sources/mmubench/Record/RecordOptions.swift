import ArgumentParser
import Workload

/// The options that shape a trace.
struct RecordOptions: ParsableArguments {
  @Flag(help: "Leave instruction fetches out.")
  var dataOnly = false

  @Option(help: ArgumentHelp("Stop after so many accesses, such as 100M.", valueName: "count"))
  var accesses: CountQuantity?

  @Option(
    help: ArgumentHelp(
      "zstd's compression level, \(MMUTWriter.levels.lowerBound) to \(MMUTWriter.levels.upperBound).",
      valueName: "number"))
  var level = MMUTWriter.defaultLevel

  @Option(
    help: ArgumentHelp(
      "The most accesses in a block, which is decoded as a whole: 1 to \(MMUTLimits.wordsPerBlock).", valueName: "count"
    ))
  var blockSize = MMUTLimits.wordsPerBlock

  @Option(
    help: ArgumentHelp(
      "How many bits of an address are used, 32 to 57; the others must repeat the highest.", valueName: "number"))
  var addressBits: UInt8 = 48

  /// Refuses values that no trace can have.
  func check() throws {
    guard MMUTWriter.levels.contains(level) else {
      throw CommandFailure(
        .usage, "--level must be \(MMUTWriter.levels.lowerBound) to \(MMUTWriter.levels.upperBound)")
    }
    guard (1...MMUTLimits.wordsPerBlock).contains(blockSize) else {
      throw CommandFailure(.usage, "--block-size must be 1 to \(MMUTLimits.wordsPerBlock)")
    }
    guard TraceDescription.addressBitsRange.contains(addressBits) else {
      throw CommandFailure(.usage, "--address-bits must be 32 to 57")
    }
    guard accesses?.value != 0 else { throw CommandFailure(.usage, "--accesses must not be zero") }
  }
}
