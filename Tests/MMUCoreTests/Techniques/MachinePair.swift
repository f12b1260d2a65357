import MMUCore
import Workload

/// Two guests that take turns on one processor, each with data of its own on the machine.
final class MachinePair {
  let processor: MachineProcessor
  let guests: [TechniqueGuest]
  private var running = 0

  static let dataFrames: UInt64 = 1 << 14

  init(_ name: TechniqueName, isTagged: Bool, _ change: (inout MachineShape) -> Void = { _ in }) throws {
    let processor = MachineProcessor(isTagged: isTagged)
    self.processor = processor
    guests = try [0, 1].map { number in try Self.guest(name, UInt64(number), on: processor, change) }
  }

  /// A guest whose data begin at the place of a number.
  static func guest(
    _ name: TechniqueName, _ number: UInt64, on processor: MachineProcessor,
    _ change: (inout MachineShape) -> Void = { _ in }
  ) throws -> TechniqueGuest {
    try TechniqueGuest(
      name.make(on: MachineSeat(processor: processor)) { shape in
        shape.firstMachineData = HFN(firstFrame(number))
        change(&shape)
      })
  }

  /// The machine's first frame of a guest's data.
  static func firstFrame(_ number: UInt64) -> UInt64 { 1 << 30 | number << 20 }

  /// Gives the processor to a guest.
  func run(_ number: Int) -> TechniqueGuest {
    if number != running { guests[number].machine.takeTurn() }
    running = number
    return guests[number]
  }

  /// Which of a guest's frames an access reached; `nil` if it reached none.
  static func frame(_ outcome: AccessOutcome, of number: UInt64) -> UInt64? {
    guard case .memory(let hpa) = outcome, hpa.frame.rawValue >= firstFrame(number),
      hpa.frame.rawValue - firstFrame(number) < dataFrames
    else { return nil }
    return hpa.frame.rawValue - firstFrame(number)
  }
}
