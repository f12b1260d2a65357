import MMUCore

/// Small questions to a machine about how its 4-level paging reads entries, where CPUID does not settle it.
struct KVMProbe {
  private let machine: KVMMachine
  private static let root = GPA(0x1000)
  private static let sound: [UInt64] = [0x2007, 0x3007, 0x4007, 0x5007]

  /// A probe; it writes to the first six frames of the machine's memory.
  init(_ machine: KVMMachine) { self.machine = machine }

  /// Whether bit 8 is reserved in an entry that leads from level 4 or 3 to a table, as AMD's manual has it.
  func reservesGlobalAboveLeaves() throws(KVMFailure) -> Bool {
    var entries = Self.sound
    entries[0] |= 1 << 8
    let atLevel4 = try isReserved(entries)
    entries = Self.sound
    entries[1] |= 1 << 8
    let atLevel3 = try isReserved(entries)
    return atLevel4 || atLevel3
  }

  /// Whether the machine faults on the address bit above its MAXPHYADDR. A processor that walks by itself goes by its own
  /// MAXPHYADDR, whatever CPUID tells the guest.
  func honoursAddressBits() throws(KVMFailure) -> Bool {
    guard machine.features.maxPhysicalAddressBits < 52 else { return true }
    var entries = Self.sound
    entries[3] |= 1 << UInt64(machine.features.maxPhysicalAddressBits)
    return try isReserved(entries)
  }

  /// Loads from address 0 at CPL 3, which a processor that emulates CPL 0 may run by itself.
  private func isReserved(_ entries: [UInt64]) throws(KVMFailure) -> Bool {
    for (number, entry) in entries.enumerated() {
      machine.memory.store(entry, at: Self.root.advanced(by: UInt64(number * 4096)))
    }
    let (index, value) = machine.rootEntry(for: .long4)
    machine.memory.store(value, at: Self.root.advanced(by: UInt64(index * 8)))
    try machine.noteTableChanges()
    let load = KVMRequest(
      mode: .long4, root: Self.root, gva: GVA(0), access: GuestAccess(.load, .user), controls: .none)
    guard case .exception(14, let code, _) = try machine.run(load) else { return false }
    return X86PageFaultCode(rawValue: code).contains(.reservedBit)
  }
}
