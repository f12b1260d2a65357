import MMUCore
import MMUReference

// Registers, invalidations, and what the host does.

extension ShadowWorld {
  mutating func setRegister(_ event: ShadowEvent) -> String? {
    let number = event.processor
    let (first, second, third) = event.operands
    let isX86 = settings.guest == .x86
    let invalidated: ShadowInvalidated
    let reply: ShadowReply
    switch event.verb {
    case .root:
      invalidated = registers[number].setRoot(event, model)
      let root = ShadowRequest.loadRoot(
        GPA(first), ASID(UInt16(truncatingIfNeeded: second)), keepsTranslations: third != 0)
      reply = machine.perform(isX86 ? .moveToCR3(first) : root, on: number)
    case .cr0 where isX86:
      invalidated = registers[number].setCR0(first, model)
      reply = machine.perform(.moveToCR0(first), on: number)
    case .cr4:
      invalidated = registers[number].setCR4(first, model)
      reply = isX86 ? machine.perform(.moveToCR4(first), on: number) : .answer(machine.setControls(first, on: number))
    case .efer where isX86:
      invalidated = registers[number].setEFER(longMode: first & 1 != 0, noExecute: second & 1 != 0)
      reply = machine.perform(.setEFER(longMode: first & 1 != 0, noExecute: second & 1 != 0), on: number)
    default: return nil
    }
    note(invalidated, on: number)
    let wanted: ShadowReply = invalidated == .refused ? .exception(.generalProtection) : isX86 ? .done : .answer(true)
    return reply == wanted ? nil : "processor \(number), \(event): \(reply), not \(wanted)"
  }

  private mutating func note(_ invalidated: ShadowInvalidated, on number: Int) {
    switch invalidated {
    case .refused, .nothing: break
    case .space(let space): invalidations[number].invalidate(space: space, at: time)
    case .everything: invalidations[number].invalidateEverything(at: time)
    }
  }

  /// INVLPG, which is a NOP for an address that cannot be translated; SFENCE.VMA of an address, in every address space.
  mutating func invalidate(_ gva: GVA, on number: Int) -> String? {
    _ = machine.perform(.invalidate(gva), on: number)
    if isTranslatable(gva, on: number) {
      let space = settings.guest == .x86 ? registers[number].space : nil
      invalidations[number].invalidate(address: gva.rawValue, space: space, at: time)
    }
    return nil
  }

  private func isTranslatable(_ gva: GVA, on number: Int) -> Bool {
    trial.substitutes.removeAll(keepingCapacity: true)
    trial.begin()
    let result = registers[number].walk(gva, GuestAccess(.load, .supervisor), in: trial)
    if case .fault(let fault) = result { return fault.reason != .nonCanonical }
    return true
  }

  mutating func invalidateSpace(type: UInt64, _ space: UInt16, _ gva: GVA, on number: Int) -> String? {
    let isX86 = settings.guest == .x86
    let reply = machine.perform(.invalidateSpace(type: type, ASID(space), gva), on: number)
    if isX86 && isRefused(type, space, gva, registers[number]) {
      return reply == .exception(.generalProtection) ? nil : "INVPCID of type \(type) was not refused"
    }
    if case .exception = reply { return "INVPCID of type \(type) was refused" }
    switch type {
    case 0:
      invalidations[number].invalidate(address: gva.rawValue, space: isX86 ? space : nil, at: time)
    case 1: invalidations[number].invalidate(space: space, at: time)
    default: invalidations[number].invalidateEverything(at: time)
    }
    return nil
  }

  /// SDM vol. 2, "INVPCID", "Exceptions".
  private func isRefused(_ type: UInt64, _ space: UInt16, _ gva: GVA, _ registers: ShadowRegisters) -> Bool {
    if type > 3 { return true }
    let width: Int64 = registers.cr4 & ShadowRegisters.bitLA57 != 0 ? 57 : 48
    let signed = Int64(bitPattern: gva.rawValue)
    if type == 0 && (signed << (64 - width)) >> (64 - width) != signed { return true }
    return type < 2 && registers.cr4 & ShadowRegisters.bitPCIDE == 0 && space != 0
  }

  // MARK: The host

  mutating func changeHost(_ event: ShadowEvent) -> String? {
    let (first, second, third) = event.operands
    let gfn = GFN(first)
    switch event.verb {
    case .slot: return insertSlot(first, second / 2, third, isReadOnly: second & 1 != 0)
    case .unslot: return expect(.removeSlot(gfn), .answer(slots.remove(first)), event)
    case .log: return expect(.startDirtyLog(gfn), .answer(slots.setLogging(first, true)), event)
    case .unlog:
      let logs = slots.slots.contains { $0.gfn == first && $0.logs }
      if logs { _ = slots.setLogging(first, false) }
      return expect(.stopDirtyLog(gfn), .answer(logs), event)
    case .takeDirty:
      let mustBeDirty = slots.takeDirty(first)
      let reply = machine.perform(.host(.takeDirty(gfn)), on: 0)
      return mustBeDirty && reply != .answer(true) ? "a store to frame \(first) is not in the dirty log" : nil
    case .unmap: _ = machine.perform(.host(.unmap(gfn)), on: 0)
    case .protect: _ = machine.perform(.host(.writeProtect(gfn)), on: 0)
    case .zap: _ = machine.perform(.host(.beginZapAll), on: 0)
    case .zapMore: _ = machine.perform(.host(.continueZapAll(limit: Int(first & 0xFFFF))), on: 0)
    default: break
    }
    return nil
  }

  private mutating func expect(
    _ request: ShadowHostRequest, _ wanted: ShadowReply, _ event: ShadowEvent
  ) -> String? {
    let reply = machine.perform(.host(request), on: 0)
    return reply == wanted ? nil : "\(event): \(reply), not \(wanted)"
  }

  private mutating func insertSlot(_ gfn: UInt64, _ count: UInt64, _ hfn: UInt64, isReadOnly: Bool) -> String? {
    let new = ShadowModelSlots.Slot(gfn: gfn, count: count, hfn: hfn, isReadOnly: isReadOnly)
    guard count > 0, gfn < 1 << 36, count < 1 << 20, hfn < 1 << 36, !slots.overlapsHost(new) else { return nil }
    let slot = MemorySlot(
      firstGuestFrame: GFN(gfn), firstHostFrame: HFN(hfn), frameCount: count, isReadOnly: isReadOnly)
    let overlaps = slots.overlaps(new)
    switch machine.perform(.host(.insertSlot(slot)), on: 0) {
    case .done where !overlaps: slots.insert(new)
    case .refusal(.overlaps) where overlaps, .refusal(.full) where !overlaps: break
    case let reply: return "slot at frame \(gfn): \(reply), while it \(overlaps ? "overlaps" : "overlaps nothing")"
    }
    return nil
  }
}
