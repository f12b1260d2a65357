import Foundation
import MMUCore
import Testing
import Workload

@Suite struct MMUTRoundTripTests {
  @Test(arguments: TestStream.allCases, [1, 2, 7, 64, 1000, MMUTLimits.wordsPerBlock])
  func everyStreamComesBack(_ stream: TestStream, _ blockSize: Int) throws {
    for seed in 1...(blockSize > 7 ? 4 : 1) as ClosedRange<UInt64> {
      let accesses = stream.accesses(seed: seed, count: blockSize < 7 ? 300 : 5000)
      let file = try TestStream.file(accesses, blockSize: blockSize)
      let (read, source) = try TestStream.read(file)
      #expect(read == accesses, "\(stream), seed \(seed)")
      #expect(source.ending == .complete(status: nil))
      #expect(source.description.command == ["a", "b c"] && source.description.addressBits == 57)
    }
  }

  /// More accesses than a block takes, more slots than it takes, and whole blocks exactly.
  @Test(arguments: [262_143, 262_144, 262_145, 700_000])
  func longStreamsTakeSeveralBlocks(_ count: Int) throws {
    for stream in [TestStream.random, .program] {
      let accesses = stream.accesses(seed: 5, count: count)
      let (read, _) = try TestStream.read(try TestStream.file(accesses))
      #expect(read == accesses)
    }
  }
}
