import MMUCore
import Testing
import Workload

/// RISC-V Privileged Architecture 1.13, sections "Virtual Address Translation Process", step 7, and "Memory Privilege in
/// sstatus Register" (SUM, MXR); for the second stage "Guest Physical Address Translation".
@Suite struct RISCVPermissionTests {
  private static let plain = RISCVControls.none
  private static let sum = RISCVControls.supervisorUserMemory
  private static let mxr = RISCVControls.makeExecutableReadable
  private static let (r, w, x, u): (UInt64, UInt64, UInt64, UInt64) = (2, 4, 8, 16)

  /// Bits of a leaf, controls, and the classes of access that they permit: by number user load, store, fetch, supervisor
  /// load, store, fetch, and once more the supervisor's load and store.
  private static let firstStage: [(UInt64, RISCVControls, UInt8)] = [
    (r | u, plain, 0b0000_0001), (r | u, sum, 0b0100_1001), (r | u, mxr, 0b0000_0001),
    (r | w | u, plain, 0b0000_0011), (r | w | u, sum, 0b1101_1011),
    (x | u, plain, 0b0000_0100), (x | u, mxr, 0b0000_0101), (x | u, sum, 0b0000_0100), (x | u, sum | mxr, 0b0100_1101),
    (r | x | u, plain, 0b0000_0101), (r | x | u, sum, 0b0100_1101),
    (r | w | x | u, plain, 0b0000_0111), (r | w | x | u, sum, 0b1101_1111),
    (r, plain, 0b0100_1000), (r | w, sum | mxr, 0b1101_1000), (r | x, plain, 0b0110_1000),
    (x, plain, 0b0010_0000), (x, mxr, 0b0110_1000), (x, sum, 0b0010_0000), (r | w | x, plain, 0b1111_1000),
  ]

  /// Everybody is a user; a supervisor stands for the hart itself, whose implicit loads MXR does not help.
  private static let secondStage: [(UInt64, RISCVControls, UInt8)] = [
    (r | u, plain, 0b0100_1001), (r | w | u, plain, 0b1101_1011), (r | w | u, sum, 0b1101_1011),
    (x | u, plain, 0b0010_0100), (x | u, sum, 0b0010_0100), (x | u, mxr, 0b0010_0101), (r | x | u, plain, 0b0110_1101),
    (r | w | x | u, plain, 0b1111_1111), (r | w | x, plain, 0), (r | w | x, sum | mxr, 0), (r, sum, 0),
  ]

  private func expect<Format: RISCVFormat>(
    _ rows: [(UInt64, RISCVControls, UInt8)], of golden: RISCVGolden<Format>
  ) throws where Format.Root == Address<Format.Output> {
    let ladder = try golden.ladder()
    for (bits, controls, expected) in rows {
      ladder.reset([1: { $0 & ~0x1E | bits }])
      for access in GuestAccess.classes {
        let outcome = ladder.walk(access, golden.rules(controls))
        let comment = Comment("bits \(bits), controls \(controls.rawValue), \(access)")
        if expected >> access.classIndex & 1 == 0 {
          #expect(outcome == ladder.fault(.protection, 1), comment)
        } else if case .mapped(let page) = outcome {
          #expect(page.permitted.rawValue == expected, comment)
        } else {
          Issue.record("\(outcome): \(comment)")
        }
      }
    }
  }

  @Test func firstStages() throws {
    try expect(Self.firstStage, of: RISCVSv32Tests.golden)
    try expect(Self.firstStage, of: RISCVSv39Tests.golden)
    try expect(Self.firstStage, of: RISCVSv48Tests.golden)
    try expect(Self.firstStage, of: RISCVSv57Tests.golden)
  }

  @Test func secondStages() throws {
    try expect(Self.secondStage, of: RISCVSv32x4Tests.golden)
    try expect(Self.secondStage, of: RISCVSv39x4Tests.golden)
    try expect(Self.secondStage, of: RISCVSv48x4Tests.golden)
    try expect(Self.secondStage, of: RISCVSv57x4Tests.golden)
  }

  @Test func rightsAreTheLeafsOwn() throws {
    let ladder = try RISCVSv39Tests.golden.ladder()
    let fetch = GuestAccess(.fetch, .supervisor)
    ladder.reset([1: { $0 & ~0x16 }])
    #expect(try ladder.translation(fetch).rights == .anyExecute)
    ladder.reset([1: { $0 & ~0x18 }])
    #expect(try ladder.translation(GuestAccess(.load, .supervisor)).rights == .read | .write)
  }
}
