import MMUCore
import MMUReference
import Workload

/// Draws the events of a world: a few tables that lead to each other at random, addresses that go through them, and everything
/// that a guest and its host may do.
struct ShadowGenerator<Machine: ShadowMachine> {
  /// Frames 1 to so many are tables, or what once were tables.
  private static var tableCount: Int { 20 }
  /// The positions in tables that addresses use.
  private static var positions: [UInt64] { [0, 1, 2, 3, 8, 16, 511] }

  private var random: SplitMix64
  private let settings: ShadowSettings
  private let addresses: [GVA]
  private let entries: ShadowEntries
  /// Addresses that led to tables lately.
  private var hot: [GVA] = []
  /// Events that are already decided.
  private var queue: [ShadowEvent] = []

  /// A generator, and the events that set a world up.
  init(_ settings: ShadowSettings, _ random: SplitMix64) {
    self.random = random
    self.settings = settings
    entries = ShadowEntries(guest: settings.guest, tableCount: Self.tableCount, frameCount: settings.memoryFrames)
    var own = self.random
    addresses = (0..<32).map { _ in Self.address(settings.guest, &own) }
    self.random = own
    setUp()
  }

  private static func address(_ guest: ShadowGuest, _ random: inout SplitMix64) -> GVA {
    let leaf = random.pick(positions)
    if guest == .sv32OnX86 {
      let directory: UInt64 = random.pick([0, 1, 2, 1023])
      return GVA(directory << 22 | random.pick([leaf, leaf, 512, 1023]) << 12)
    }
    let (middle, upper): (UInt64, UInt64) = (random.pick([0, 0, 1, 3]), random.pick([0, 0, 1, 2]))
    var raw = leaf << 12 | middle << 21 | upper << 30
    if guest != .x86 { return GVA(random.oneIn(4) ? raw | 0xFFFF_FFC0_0000_0000 : raw) }
    if random.oneIn(3) { raw |= UInt64(random.oneIn(2) ? 1 : 255) << 39 }
    if random.oneIn(6) { raw |= 0xFFFF_8000_0000_0000 }
    if random.oneIn(8) { raw |= 1 << 48 }
    return GVA(raw)
  }

  // MARK: Setting up

  private mutating func setUp() {
    let isWide = random.oneIn(3)
    let hfn = random.oneIn(2) ? 0x10000 : UInt64(0x10000 + random.below(600))
    queue.append(ShadowEvent(.slot, 0, isWide ? 2048 : UInt64(settings.memoryFrames) * 2, hfn))
    for frame in 1...Self.tableCount {
      for position in Self.positions where !random.oneIn(8) { appendPoke(frame, position) }
    }
    for number in 0..<settings.processorCount {
      if settings.guest == .x86 { appendModeSwitch(on: number) } else { appendRoot(on: number) }
    }
  }

  private mutating func appendPoke(_ frame: Int, _ position: UInt64) {
    let isNarrow = entries.isNarrow(frame: frame)
    let width: UInt64 = isNarrow ? 4 : 8
    let place = isNarrow && random.oneIn(2) ? position * 2 + UInt64(random.below(2)) : position
    let entry = entries.entry(forFrame: frame, &random)
    queue.append(ShadowEvent(.poke, UInt64(frame) << 12 + (place & (4096 / width - 1)) * width, width, entry))
  }

  /// A whole change of mode, as an operating system makes it: paging off, registers, paging on.
  private mutating func appendModeSwitch(on number: Int) {
    let isPAE = random.below(4) > 0
    let isLong = isPAE && random.below(3) > 0
    let isLA57 = isLong && random.oneIn(3)
    var cr4: UInt64 = isPAE ? ShadowRegisters.bitPAE : 0
    if isLA57 { cr4 |= ShadowRegisters.bitLA57 }
    if random.below(3) > 0 { cr4 |= ShadowRegisters.bitPSE }
    for bit in [ShadowRegisters.bitPGE, ShadowRegisters.bitSMEP, ShadowRegisters.bitSMAP] where random.oneIn(3) {
      cr4 |= bit
    }
    let root = entries.root(levels: isLA57 ? 5 : isLong ? 4 : isPAE ? 2 : 1, &random)
    let wp = random.below(3) > 0 ? ShadowRegisters.bitWP : 0
    queue += [
      ShadowEvent(.cr4, on: number, cr4 | (isPAE ? 0 : ShadowRegisters.bitPAE)), ShadowEvent(.cr0, on: number, 0),
      ShadowEvent(.efer, on: number, isLong ? 1 : 0, random.below(4) > 0 ? 1 : 0), ShadowEvent(.cr4, on: number, cr4),
      ShadowEvent(.root, on: number, root),
      ShadowEvent(.cr0, on: number, random.oneIn(24) ? wp : wp | ShadowRegisters.bitPG),
    ]
    if isLong && random.oneIn(2) { queue.append(ShadowEvent(.cr4, on: number, cr4 | ShadowRegisters.bitPCIDE)) }
  }

  private mutating func appendRoot(on number: Int) {
    let root = entries.root(levels: settings.guest == .sv32OnX86 ? 2 : 3, &random)
    let asid = UInt64(random.below(3))
    queue.append(ShadowEvent(.root, on: number, root, asid, random.oneIn(2) ? 1 : 0))
  }

  // MARK: Events

  /// The next event in a world.
  mutating func next(_ world: ShadowWorld<Machine>) -> ShadowEvent {
    if !queue.isEmpty { return queue.removeFirst() }
    let number = random.below(settings.processorCount)
    switch random.below(1000) {
    case ..<430: return accessEvent(on: number)
    case ..<700: return storeEvent(world, on: number)
    case ..<780: return writeEvent(world, on: number)
    case ..<860: return ShadowEvent(.invlpg, on: number, anyAddress().rawValue)
    case ..<920: return rootEvent(world, on: number)
    case ..<935: return invpcidEvent(on: number)
    case ..<955: return registerEvent(world, on: number)
    case ..<958:
      if settings.guest == .x86 { appendModeSwitch(on: number) }
      return accessEvent(on: number)
    default: return hostEvent(world)
    }
  }

  private mutating func anyAddress() -> GVA {
    hot.isEmpty || random.oneIn(2) ? random.pick(addresses) : random.pick(hot)
  }

  private mutating func accessEvent(on number: Int) -> ShadowEvent {
    let access = random.pick(GuestAccess.everyClass.filter { !$0.isStore })
    let gva = anyAddress().rawValue | UInt64(random.below(512) * 8)
    return ShadowEvent(.access, on: number, gva, UInt64(access.classIndex))
  }

  /// A store; if it leads to a table, mostly of an entry to its place.
  private mutating func storeEvent(_ world: ShadowWorld<Machine>, on number: Int) -> ShadowEvent {
    let access = random.pick(GuestAccess.everyClass.filter(\.isStore))
    var page = anyAddress()
    var frame: Int?
    for _ in 0..<4 {
      frame = tableFrame(behind: page, access, world, on: number)
      if frame != nil { break }
      page = random.pick(addresses)
    }
    if frame != nil {
      if hot.count == 6 { hot.remove(at: random.below(6)) }
      hot.append(page)
    }
    let (offset, width, value) = storeOperands(frame, world)
    return ShadowEvent(
      .store, on: number, page.rawValue | offset, UInt64(access.classIndex) << 4 | width, value)
  }

  private func tableFrame(
    behind gva: GVA, _ access: GuestAccess, _ world: ShadowWorld<Machine>, on number: Int
  ) -> Int? {
    world.trial.substitutes.removeAll(keepingCapacity: true)
    world.trial.begin()
    guard case .mapped(let translation) = world.registers[number].walk(gva, access, in: world.trial) else { return nil }
    let frame = translation.address.rawValue >> 12
    return frame >= 1 && frame <= UInt64(Self.tableCount) ? Int(frame) : nil
  }

  /// Where in a frame to store, how many bytes, and what.
  private mutating func storeOperands(
    _ frame: Int?, _ world: ShadowWorld<Machine>
  ) -> (offset: UInt64, width: UInt64, value: UInt64) {
    guard let frame, !random.oneIn(16) else {
      let width: UInt64 = random.pick([1, 2, 4, 8])
      let offset = UInt64(random.below(4096))
      return (random.oneIn(2) ? offset & ~(width - 1) : offset, width, random.next())
    }
    let isNarrow = entries.isNarrow(frame: frame)
    let width: UInt64 = isNarrow ? 4 : 8
    let place = isNarrow && random.oneIn(2) ? random.pick(Self.positions) * 2 : random.pick(Self.positions)
    let offset = (place & (4096 / width - 1)) * width
    let old = world.model.loadEntry(at: GPA(UInt64(frame) << 12 + offset), isNarrow ? .bytes4 : .bytes8) ?? 0
    if random.oneIn(3) { return (offset, width, entries.changed(old, frame, &random)) }
    let value = entries.entry(forFrame: frame, &random)
    switch random.below(8) {
    case 0: return (offset, 1, entries.changed(old, frame, &random) & 0xFF)
    case 1 where !isNarrow: return (offset | UInt64(random.below(2) * 4), 4, value & 0xFFFF_FFFF)
    case 1: return (offset & ~7, 8, value | entries.entry(forFrame: frame, &random) << 32)
    default: return (offset, width, value)
    }
  }

  private mutating func writeEvent(_ world: ShadowWorld<Machine>, on number: Int) -> ShadowEvent {
    let frame = 1 + random.below(Self.tableCount)
    var (offset, width, value) = storeOperands(frame, world)
    if offset + width > 4096 { (offset, width) = (4088, 8) }
    let verb = random.oneIn(6) ? ShadowVerb.poke : .write
    return ShadowEvent(verb, on: number, UInt64(frame) << 12 | offset, width, value)
  }

  private mutating func rootEvent(_ world: ShadowWorld<Machine>, on number: Int) -> ShadowEvent {
    let registers = world.registers[number]
    if settings.guest != .x86 {
      appendRoot(on: number)
      return queue.removeFirst()
    }
    let levels = registers.isPAE ? 2 : registers.isNarrow ? 1 : registers.levels
    var value = entries.root(levels: levels, &random)
    if registers.cr4 & ShadowRegisters.bitPCIDE != 0 {
      value |= UInt64(random.below(3))
      if random.oneIn(2) { value |= 1 << 63 }
    } else if random.oneIn(32) {
      value |= 1 << 63
    }
    return ShadowEvent(.root, on: number, value)
  }

  private mutating func invpcidEvent(on number: Int) -> ShadowEvent {
    let type = random.oneIn(32) ? 4 : UInt64(random.below(4))
    return ShadowEvent(.invpcid, on: number, type, UInt64(random.below(3)), random.pick(addresses).rawValue)
  }

  private mutating func registerEvent(_ world: ShadowWorld<Machine>, on number: Int) -> ShadowEvent {
    let registers = world.registers[number]
    if settings.guest != .x86 {
      return ShadowEvent(.cr4, on: number, UInt64(random.below(8)))
    }
    switch random.below(8) {
    case 0, 1: return ShadowEvent(.cr0, on: number, registers.cr0 ^ ShadowRegisters.bitWP)
    case 2: return ShadowEvent(.efer, on: number, registers.enablesLongMode ? 1 : 0, registers.noExecute ? 0 : 1)
    default:
      let bits = [
        ShadowRegisters.bitPGE, ShadowRegisters.bitPSE, ShadowRegisters.bitSMEP, ShadowRegisters.bitSMAP,
        ShadowRegisters.bitPCIDE, ShadowRegisters.bitPAE, ShadowRegisters.bitLA57,
      ]
      return ShadowEvent(.cr4, on: number, registers.cr4 ^ random.pick(bits))
    }
  }

  // MARK: The host

  private mutating func hostEvent(_ world: ShadowWorld<Machine>) -> ShadowEvent {
    let frame = UInt64(random.below(settings.memoryFrames))
    switch random.below(20) {
    case ..<5: return ShadowEvent(.unmap, frame)
    case ..<9: return ShadowEvent(.protect, frame)
    case ..<11: return ShadowEvent(.zapMore, UInt64(1 + random.below(8)))
    case 11:
      queue.append(ShadowEvent(.zapMore, UInt64(1 + random.below(8))))
      return ShadowEvent(.zap)
    case ..<16:
      if let frame = world.slots.dirty.min(), random.oneIn(2) { return ShadowEvent(.takeDirty, frame) }
      return ShadowEvent(.takeDirty, frame)
    default: return slotEvent(world)
    }
  }

  private mutating func slotEvent(_ world: ShadowWorld<Machine>) -> ShadowEvent {
    guard !world.slots.slots.isEmpty, !random.oneIn(4) else { return newSlot() }
    let slot = random.pick(world.slots.slots)
    switch random.below(6) {
    case 0, 1: return ShadowEvent(.log, slot.gfn)
    case 2: return ShadowEvent(.unlog, slot.gfn)
    default:
      appendReplacements(of: slot)
      return ShadowEvent(.unslot, slot.gfn)
    }
  }

  private mutating func newSlot() -> ShadowEvent {
    let first = UInt64(random.below(settings.memoryFrames * 2))
    let count = UInt64(1 + random.below(settings.memoryFrames))
    let isReadOnly = random.oneIn(4) ? UInt64(1) : 0
    return ShadowEvent(
      .slot, first, count * 2 | isReadOnly, UInt64(0x10000 * (1 + random.below(6)) + random.below(600)))
  }

  /// The slot comes back: whole, somewhere else, or in two parts with a hole, or one part read-only.
  private mutating func appendReplacements(of slot: ShadowModelSlots.Slot) {
    let base = UInt64(0x10000 * (1 + random.below(6)))
    let isReadOnly = random.oneIn(6) ? UInt64(1) : 0
    if slot.count < 4 || random.below(3) > 0 {
      let count = random.oneIn(3) ? 1024 : slot.count
      queue.append(ShadowEvent(.slot, slot.gfn, count * 2 | isReadOnly, base + (random.oneIn(2) ? slot.gfn : 7)))
    } else {
      let half = 1 + UInt64(random.below(Int(min(slot.count - 2, 64))))
      let hole = UInt64(random.below(2))
      queue += [
        ShadowEvent(.slot, slot.gfn, half * 2, base + slot.gfn),
        ShadowEvent(
          .slot, slot.gfn + half + hole, (slot.count - half - hole) * 2 | isReadOnly, base + 0x4000 + slot.gfn),
      ]
    }
  }
}
