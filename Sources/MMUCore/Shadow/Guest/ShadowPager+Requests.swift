// Calls as values. What performs them stands in this module and is specialised for each host and policy, whoever asks.

extension ShadowPager {
  /// Does what the host asks.
  mutating func perform(_ request: ShadowHostRequest) -> ShadowReply {
    switch request {
    case .insertSlot(let slot): return insertSlot(slot).map { .refusal($0) } ?? .done
    case .removeSlot(let gfn): return .answer(removeSlot(beginningAt: gfn))
    case .startDirtyLog(let gfn): return .answer(startDirtyLog(beginningAt: gfn))
    case .stopDirtyLog(let gfn): return .answer(stopDirtyLog(beginningAt: gfn))
    case .takeDirty(let gfn): return .answer(takeDirty(gfn))
    case .unmap(let gfn): unmap(gfn)
    case .writeProtect(let gfn): writeProtect(gfn)
    case .hostDidWrite(let gfn): hostDidWrite(gfn)
    case .beginZapAll: beginZapAll()
    case .continueZapAll(let limit): return .answer(continueZapAll(limit: limit))
    }
    return .done
  }
}

extension X86ShadowMMU {
  /// Does what a processor or the host asks; ``ShadowRequest/loadRoot(_:_:keepsTranslations:)`` is nothing to x86.
  @_specialize(where Host == X86Shadow5, Policy == WriteProtectSync)
  @_specialize(where Host == X86Shadow5, Policy == UnsyncPolicy)
  @_specialize(where Host == X86Shadow5, Policy == SnapshotSync)
  @_specialize(where Host == X86Shadow5, Policy == VTLBPolicy)
  public mutating func perform(_ request: ShadowRequest, on number: Int) -> ShadowReply {
    var refusal: X86Exception?
    switch request {
    case .access(let gva, let access): return .outcome(self.access(gva, access, on: number))
    case .store(let gva, let access, let value, let byteCount):
      return .outcome(store(value, byteCount: byteCount, at: gva, access, on: number))
    case .write(let gpa, let value, let byteCount): write(value, byteCount: byteCount, at: gpa, on: number)
    case .loadRoot: break
    case .moveToCR3(let source): refusal = moveToCR3(source, on: number)
    case .moveToCR0(let source): refusal = moveToCR0(source, on: number)
    case .moveToCR4(let source): refusal = moveToCR4(source, on: number)
    case .setEFER(let longMode, let noExecute):
      refusal = setEFER(longMode: longMode, noExecute: noExecute, on: number)
    case .invalidate(let gva): refusal = invlpg(gva, on: number)
    case .invalidateSpace(let type, let pcid, let gva):
      let descriptor = X86INVPCIDDescriptor(low: UInt64(pcid.rawValue), gva: gva)
      refusal = invpcid(type: type, descriptor, on: number)
    case .host(let request):
      let reply = pager.perform(request)
      performFlush()
      return reply
    }
    return refusal.map { .exception($0) } ?? .done
  }

  /// ``checkInvariants()``, specialised as ``perform(_:on:)`` is.
  @_specialize(where Host == X86Shadow5, Policy == WriteProtectSync)
  @_specialize(where Host == X86Shadow5, Policy == UnsyncPolicy)
  @_specialize(where Host == X86Shadow5, Policy == SnapshotSync)
  @_specialize(where Host == X86Shadow5, Policy == VTLBPolicy)
  public mutating func audit() -> ShadowViolation? { checkInvariants() }
}

extension ShadowMMU where Guest.Root == GPA {
  /// Does what a processor or the host asks; x86's control registers are nothing to other guests.
  @_specialize(where Guest == RISCVSv39, Host == RISCVShadow39, Policy == WriteProtectSync)
  @_specialize(where Guest == RISCVSv39, Host == RISCVShadow39, Policy == UnsyncPolicy)
  @_specialize(where Guest == RISCVSv39, Host == RISCVShadow39, Policy == SnapshotSync)
  @_specialize(where Guest == RISCVSv39, Host == RISCVShadow39, Policy == VTLBPolicy)
  @_specialize(where Guest == RISCVSv39, Host == X86Shadow4, Policy == WriteProtectSync)
  @_specialize(where Guest == RISCVSv39, Host == X86Shadow4, Policy == UnsyncPolicy)
  @_specialize(where Guest == RISCVSv39, Host == X86Shadow4, Policy == SnapshotSync)
  @_specialize(where Guest == RISCVSv39, Host == X86Shadow4, Policy == VTLBPolicy)
  @_specialize(where Guest == RISCVSv32, Host == X86Shadow4, Policy == WriteProtectSync)
  @_specialize(where Guest == RISCVSv32, Host == X86Shadow4, Policy == UnsyncPolicy)
  @_specialize(where Guest == RISCVSv32, Host == X86Shadow4, Policy == SnapshotSync)
  @_specialize(where Guest == RISCVSv32, Host == X86Shadow4, Policy == VTLBPolicy)
  public mutating func perform(_ request: ShadowRequest, on number: Int) -> ShadowReply {
    switch request {
    case .access(let gva, let access): return .outcome(self.access(gva, access, on: number))
    case .store(let gva, let access, let value, let byteCount):
      return .outcome(store(value, byteCount: byteCount, at: gva, access, on: number))
    case .write(let gpa, let value, let byteCount): write(value, byteCount: byteCount, at: gpa, on: number)
    case .loadRoot(let root, let asid, let keeps):
      return .answer(loadRoot(root, pcid: asid, keepsTranslations: keeps, on: number))
    case .invalidate(let gva): invalidate(gva, on: number)
    case .invalidateSpace(let type, let asid, let gva):
      if type == 0 { invalidate(gva, on: number) }
      if type == 1 { flushSpace(asid, on: number) }
      if type > 1 { flushAllSpaces(on: number) }
    case .host(let request):
      let reply = pager.perform(request)
      performFlush()
      return reply
    case .moveToCR0, .moveToCR3, .moveToCR4, .setEFER: break
    }
    return .done
  }

  /// ``checkInvariants()``, specialised as ``perform(_:on:)`` is.
  @_specialize(where Guest == RISCVSv39, Host == RISCVShadow39, Policy == WriteProtectSync)
  @_specialize(where Guest == RISCVSv39, Host == RISCVShadow39, Policy == UnsyncPolicy)
  @_specialize(where Guest == RISCVSv39, Host == RISCVShadow39, Policy == SnapshotSync)
  @_specialize(where Guest == RISCVSv39, Host == RISCVShadow39, Policy == VTLBPolicy)
  @_specialize(where Guest == RISCVSv39, Host == X86Shadow4, Policy == WriteProtectSync)
  @_specialize(where Guest == RISCVSv39, Host == X86Shadow4, Policy == UnsyncPolicy)
  @_specialize(where Guest == RISCVSv39, Host == X86Shadow4, Policy == SnapshotSync)
  @_specialize(where Guest == RISCVSv39, Host == X86Shadow4, Policy == VTLBPolicy)
  @_specialize(where Guest == RISCVSv32, Host == X86Shadow4, Policy == WriteProtectSync)
  @_specialize(where Guest == RISCVSv32, Host == X86Shadow4, Policy == UnsyncPolicy)
  @_specialize(where Guest == RISCVSv32, Host == X86Shadow4, Policy == SnapshotSync)
  @_specialize(where Guest == RISCVSv32, Host == X86Shadow4, Policy == VTLBPolicy)
  public mutating func audit() -> ShadowViolation? { checkInvariants() }
}
