import Harness
import MMUCore

/// Translation once more, as short as the manuals allow, to try the oracle on.
enum QEMUModels {
  static func expect(_ access: QEMUCase, _ batch: QEMUBatch) -> QEMUExpectation {
    switch access.controls {
    case .riscv(let controls): riscv(access, controls, batch)
    case .aarch64(let controls): aarch64(access, controls, batch)
    case .x86(let controls): x86(access, controls, batch)
    }
  }

  /// RISC-V Privileged Architecture, "Virtual Address Translation Process".
  private static func riscv(
    _ access: QEMUCase, _ controls: QEMURISCVControls, _ batch: QEMUBatch
  ) -> QEMUExpectation {
    let fault = QEMUExpectation(
      .trapped(cause: [13, 15, 12][Int(access.kind.rawValue)], address: access.address))
    let unused = UInt64(64 - 12 - 9 * controls.levels)
    let extended = UInt64(bitPattern: Int64(bitPattern: access.address << unused) >> Int64(unused))
    guard extended == access.address else { return fault }
    var table = controls.root
    for level in (1...controls.levels).reversed() {
      let slot = table + (access.address >> UInt64(3 + 9 * level) & 511) * 8
      guard let entry = batch.word(at: slot), entry & 1 != 0, entry & 6 != 4, entry >> 54 == 0 else { return fault }
      let next = entry << 2 & ~0xFFF
      if entry & 0xE == 0 {
        if entry & 0xD0 != 0 { return fault }
        table = next
        continue
      }
      let span = UInt64(4096) << UInt64(9 * (level - 1))
      let isUser = entry & 0x10 != 0
      let isRight: Bool
      switch access.kind {
      case .load: isRight = entry & 2 != 0 || controls.mxr && entry & 8 != 0
      case .store: isRight = entry & 4 != 0
      case .fetch: isRight = entry & 8 != 0
      }
      let isSupervisor = access.privilege == .supervisor
      let reaches = isSupervisor ? !isUser || controls.sum && access.kind != .fetch : isUser
      guard isRight && reaches && next & (span - 1) == 0 else { return fault }
      let updated = entry | 0x40 | (access.kind == .store ? 0x80 : 0)
      return QEMUExpectation(
        .translated(physical: next | access.address & (span - 1)), changes: updated == entry ? [:] : [slot: updated])
    }
    return fault
  }

  /// SDM volume 3A, sections 4.5 to 4.8.
  private static func x86(_ access: QEMUCase, _ controls: QEMUX86Controls, _ batch: QEMUBatch) -> QEMUExpectation {
    let unused = UInt64(64 - 12 - 9 * controls.levels)
    let extended = UInt64(bitPattern: Int64(bitPattern: access.address << unused) >> Int64(unused))
    guard extended == access.address else { return QEMUExpectation(.trapped(cause: 13 << 32, address: 0)) }
    let isUserAccess = access.privilege == .user
    var changes: [UInt64: UInt64] = [:]
    func fault(_ bits: UInt64) -> QEMUExpectation {
      let code: UInt64 =
        bits | (access.kind == .store ? 2 : 0) | (isUserAccess ? 4 : 0)
        | (access.kind == .fetch && (controls.nxe || controls.smep) ? 16 : 0)
      return QEMUExpectation(.trapped(cause: 14 << 32 | code, address: access.address), changes: changes)
    }
    var table = controls.root
    var rights: UInt64 = 7
    var noExecute: UInt64 = 0
    for level in (1...controls.levels).reversed() {
      let slot = table + (access.address >> UInt64(3 + 9 * level) & 511) * 8
      let entry = batch.word(at: slot) ?? 0
      guard entry & 1 != 0 else { return fault(0) }
      let isLeaf = level == 1 || level < 4 && entry & 0x80 != 0
      let span = UInt64(4096) << UInt64(9 * (level - 1))
      var reserved: UInt64 = 0xF_FF00_0000_0000 | (controls.nxe ? 0 : 1 << 63)
      if level > 3 { reserved |= 0x80 }
      if isLeaf && level > 1 { reserved |= (span - 1) & ~0x1FFF }
      if entry & reserved != 0 { return fault(9) }
      rights &= entry
      noExecute |= entry >> 63
      guard isLeaf else {
        if entry & 0x20 == 0 { changes[slot] = entry | 0x20 }
        table = entry & 0xF_FFFF_FFFF_F000
        continue
      }
      let isUserPage = rights & 4 != 0
      let isWritable = rights & 2 != 0
      var allowed = isUserPage || !isUserAccess
      switch access.kind {
      case .store: allowed = allowed && (isWritable || !isUserAccess && !controls.wp)
      case .fetch: allowed = allowed && noExecute == 0 && (isUserAccess || !isUserPage || !controls.smep)
      case .load: break
      }
      if access.kind != .fetch && !isUserAccess && isUserPage && controls.smap && !controls.ac { allowed = false }
      if controls.pke && isUserPage && access.kind != .fetch {
        let key = controls.pkru >> UInt32(2 * (entry >> 59 & 15))
        let denied = key & 1 != 0 || key & 2 != 0 && access.kind == .store && (isUserAccess || controls.wp)
        if denied { return fault(0x21) }
      }
      guard allowed else { return fault(1) }
      let updated = entry | 0x20 | (access.kind == .store ? 0x40 : 0)
      if updated != entry { changes[slot] = updated }
      return QEMUExpectation(
        .translated(physical: entry & 0xF_FFFF_FFFF_F000 & ~(span - 1) | access.address & (span - 1)),
        changes: changes)
    }
    return fault(0)
  }

  /// Arm ARM (DDI 0487), D8.2 to D8.5.
  private static func aarch64(
    _ access: QEMUCase, _ controls: QEMUAArch64Controls, _ batch: QEMUBatch
  ) -> QEMUExpectation {
    let isEL1 = access.privilege == .supervisor
    var changes: [UInt64: UInt64] = [:]
    func fault(_ status: UInt64, _ level: Int) -> QEMUExpectation {
      let exception: UInt64 = (access.kind == .fetch ? 0x20 : 0x24) | (isEL1 ? 1 : 0)
      let cause = exception << 26 | (access.kind == .store ? 1 << 6 : 0) | status | UInt64(level)
      return QEMUExpectation(.trapped(cause: cause, address: access.address), changes: changes)
    }
    let outside = ~UInt64(0) << (64 - controls.sizeOffset)
    guard access.address & outside == (controls.isUpper ? outside : 0) else { return fault(4, 0) }
    let outputBits = [32, 36, 40, 42, 44, 48][Int(controls.outputSize)]
    var table = controls.root
    var limits: UInt64 = 0
    for level in controls.startLevel...3 {
      let shift = UInt64(39 - 9 * level)
      let bits = level == controls.startLevel ? 64 - controls.sizeOffset - shift : 9
      let slot = table + (access.address >> shift & (1 << bits - 1)) * 8
      let entry = batch.word(at: slot) ?? 0
      let isLeaf = level == 3 || entry & 2 == 0
      guard entry & 1 != 0, !isLeaf || (level == 3 ? entry & 2 != 0 : level > 0) else { return fault(4, level) }
      let output = entry & 0xFFFF_FFFF_F000
      if output >> UInt64(outputBits) != 0 { return fault(0, level) }
      guard isLeaf else {
        if !controls.ignoresTableLimits { limits |= entry }
        table = output
        continue
      }
      let span = UInt64(1) << shift
      var updated = entry
      if entry & 0x400 == 0 {
        guard controls.setsAccessFlag else { return fault(8, level) }
        updated |= 0x400
      }
      // What the table entries withhold: APTable[0] EL0's access, APTable[1] writing, then UXN and PXN.
      let isClean = controls.setsDirtyState && entry & 1 << 51 != 0 && entry & 0x80 != 0
      let isReadOnly = entry & 0x80 != 0 && !isClean || limits & 1 << 62 != 0
      let isUser = entry & 0x40 != 0 && limits & 1 << 61 == 0
      let isWritable = !isReadOnly
      let uxn = (entry >> 54 | limits >> 60) & 1 != 0
      let pxn = (entry >> 53 | limits >> 59) & 1 != 0
      var allowed: Bool
      switch access.kind {
      case .fetch:
        allowed = isEL1 ? !pxn && !(isUser && isWritable) : !uxn
        if controls.wxn && isWritable && (isEL1 || isUser) { allowed = false }
      case .load, .store:
        allowed = (isEL1 || isUser) && !(isEL1 && controls.pan && isUser)
        if access.kind == .store && !isWritable { allowed = false }
      }
      guard allowed else {
        if updated != entry { changes[slot] = updated }
        return fault(12, level)
      }
      if access.kind == .store && isClean { updated &= ~0x80 }
      if updated != entry { changes[slot] = updated }
      return QEMUExpectation(
        .translated(physical: output & ~(span - 1) | access.address & (span - 1)), changes: changes)
    }
    return fault(4, 3)
  }
}
