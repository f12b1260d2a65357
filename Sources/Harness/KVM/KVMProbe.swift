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
    let indices = (0..<512).filter { $0 != machine.rootEntry(for: .long4).index }
    try write(Self.sound, rootIndices: indices)
    var ranges: [Range<GVA>] = []
    for index in indices {
      let isUpper = index >= 256
      let first = GVA(UInt64(index) << 39 | (isUpper ? 0xFFFF << 48 : 0))
      guard case .done = try load(first) else {
        ranges.append(first..<first.advanced(by: 1 << 39))
        continue
      }
    }
    return ranges
  }

  /// Whether a load at CPL 3 faults for a reserved bit.
  private func isReserved(_ entries: [UInt64]) throws(KVMFailure) -> Bool {
    try write(entries, rootIndices: [0])
    guard case .exception(14, let code, _) = try load(GVA(0)) else { return false }
    return X86PageFaultCode(rawValue: code).contains(.reservedBit)
  }

  /// Tables that lead to one page, from some entries of the root.
  private func write(_ entries: [UInt64], rootIndices: [Int]) throws(KVMFailure) {
    for index in rootIndices { machine.memory.store(entries[0], at: Self.root.advanced(by: UInt64(index * 8))) }
    for (number, entry) in entries.enumerated().dropFirst() {
      machine.memory.store(entry, at: Self.root.advanced(by: UInt64(number * 4096)))
    }
    let (index, value) = machine.rootEntry(for: .long4)
    machine.memory.store(value, at: Self.root.advanced(by: UInt64(index * 8)))
    try machine.noteTableChanges()
  }

  /// A load at CPL 3, which KVM that emulates CPL 0 may let the processor run.
  private func load(_ gva: GVA) throws(KVMFailure) -> KVMAnswer {
    let load = KVMRequest(
      mode: .long4, root: Self.root, gva: gva, access: GuestAccess(.load, .user), controls: .none)
    return try machine.run(load)
  }
}
