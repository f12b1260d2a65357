import MMUCore

/// Numbers the address spaces of a trace in the order of their appearance.
struct AddressSpaces {
  private var numbers: [UInt32: UInt64] = [0: 0]
  private var machine: UInt16 = 0
  private var space: UInt16 = 0

  /// The number of the current space.
  private(set) var current: UInt64 = 0

  /// Follows a switch of address space or machine; other events change nothing.
  mutating func follow(_ event: MemoryAccess.Event) {
    switch event {
    case .switchSpace(let asid): space = asid.rawValue
    case .switchMachine(let number): machine = number
    default: return
    }
    let tag = UInt32(machine) << 16 | UInt32(space)
    let next = min(UInt64(numbers.count), PageKey.maximumSpaces - 1)
    current = numbers[tag] ?? next
    if UInt64(numbers.count) < PageKey.maximumSpaces { numbers[tag] = current }
  }
}
