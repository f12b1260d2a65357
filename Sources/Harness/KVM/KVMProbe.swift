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

  /// The parts of the linear address space, one a level-4 entry, in which a load at CPL 3 faults although the tables map
  /// it for the user.
  ///
  /// Source: none but the finding. A processor has no such parts. KVM that runs the guest's CPL 3 in the host's address
  /// space (kvm-pvm) has one, 0xFFFF8000_0000_0000 to 0xFFFF807F_FFFF_FFFF, and reports #PF there with P = 0.
  func unreachableByUser() throws(KVMFailure) -> [Range<GVA>] {
    let guestIndex = machine.rootEntry(for: .long4).index
    var ranges: [Range<GVA>] = []
    for index in 0..<512 where index != guestIndex {
      let isUpper = index >= 256
      let first = GVA(UInt64(index) << 39 | (isUpper ? 0xFFFF << 48 : 0))
      guard case .done = try load(first, Self.sound, rootIndex: index) else {
        ranges.append(first..<first.advanced(by: 1 << 39))
        continue
      }
    }
    return ranges
  }

  /// Whether a load at CPL 3 faults for a reserved bit.
  private func isReserved(_ entries: [UInt64]) throws(KVMFailure) -> Bool {
    guard case .exception(14, let code, _) = try load(GVA(0), entries, rootIndex: 0) else { return false }
    return X86PageFaultCode(rawValue: code).contains(.reservedBit)
  }

  /// A load at CPL 3, which KVM that emulates CPL 0 may let the processor run; the tables lead to one page.
  private func load(_ gva: GVA, _ entries: [UInt64], rootIndex: Int) throws(KVMFailure) -> KVMAnswer {
    for (number, entry) in entries.enumerated() {
      let position = number == 0 ? rootIndex : 0
      machine.memory.store(entry, at: Self.root.advanced(by: UInt64(number * 4096 + position * 8)))
    }
    let (index, value) = machine.rootEntry(for: .long4)
    machine.memory.store(value, at: Self.root.advanced(by: UInt64(index * 8)))
    try machine.noteTableChanges()
    let load = KVMRequest(
      mode: .long4, root: Self.root, gva: gva, access: GuestAccess(.load, .user), controls: .none)
    return try machine.run(load)
  }
}
