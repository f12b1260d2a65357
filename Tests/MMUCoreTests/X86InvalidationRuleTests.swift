import MMUCore
import Testing

/// When the instructions are refused: every combination of toy values against the sentences of the manual.
@Suite struct X86InvalidationRuleTests {
  private typealias State = X86PagingState

  private static let addresses: [(gva: GVA, isCanonical48: Bool, isCanonical57: Bool)] = [
    (GVA(0), true, true), (GVA(0x7FFF_FFFF_FFFF), true, true), (GVA(0x8000_0000_0000), false, true),
    (GVA(0x00FF_FFFF_FFFF_FFFF), false, true), (GVA(0x0100_0000_0000_0000), false, false),
    (GVA(0xFEFF_FFFF_FFFF_FFFF), false, false), (GVA(0xFF00_0000_0000_0000), false, true),
    (GVA(0xFFFF_7FFF_FFFF_FFFF), false, true), (GVA(0xFFFF_8000_0000_0000), true, true), (GVA(~0), true, true),
    (GVA(1 << 63), false, false),
  ]

  @Test func canonicalAddressesHave48Or57Bits() {
    for address in Self.addresses {
      #expect(State(cr0: 0, cr3: 0, cr4: 0).isCanonical(address.gva) == address.isCanonical48, "\(address)")
      let wide = State(cr0: 0, cr3: 0, cr4: State.linearAddress57)
      #expect(wide.isCanonical(address.gva) == address.isCanonical57, "\(address)")
    }
  }

  @Test func invpcidIsRefusedWhenTheManualSaysSo() throws {
    var owned = try OwnedTLB(capacity: 4, .lru)
    for cr4 in [0, State.pcids, State.linearAddress57, State.pcids | State.linearAddress57] {
      for level in 0...3 as ClosedRange<UInt8> {
        let state = State(cr0: State.paging, cr3: 0, cr4: cr4, privilegeLevel: level)
        for type in [0, 1, 2, 3, 4, 5, 7, 1 << 32, ~0] as [UInt64] {
          for low in [0, 1, 0xFFF, 0x1000, 0x1001, 1 << 63] as [UInt64] {
            for address in Self.addresses {
              let isCanonical = cr4 & State.linearAddress57 == 0 ? address.isCanonical48 : address.isCanonical57
              var isRefused = level != 0 || type >= 4 || low >= 4096
              if type == 0 && !isCanonical { isRefused = true }
              if cr4 & State.pcids == 0 && (type == 0 || type == 1) && low % 4096 > 0 { isRefused = true }
              let descriptor = X86INVPCIDDescriptor(low: low, gva: address.gva)
              owned.put(address.gva, .kib4, asid: descriptor.pcid, isGlobal: false)
              let answer = X86Invalidation.invpcid(type: type, descriptor, state, on: &owned.tlb)
              #expect((answer == .generalProtection) == isRefused, "\(type), \(low), \(address), \(state)")
              let isKept = owned.holds(address.gva, asid: descriptor.pcid)
              #expect(isKept == isRefused, "what is refused drops nothing")
            }
          }
        }
      }
    }
  }

  @Test func movesToCR3AreRefusedForReservedBits() throws {
    var owned = try OwnedTLB(capacity: 4, .lru)
    for usesPCIDs in [false, true] {
      for level in 0...3 as ClosedRange<UInt8> {
        for width in [36, 46, 52] as [UInt8] {
          for bit in 0..<64 as Range<UInt64> {
            let old = State(
              cr0: State.paging, cr3: 0x9000, cr4: usesPCIDs ? State.pcids : 0, privilegeLevel: level,
              maxPhysicalAddressBits: width)
            var state = old
            let isReserved = bit == 63 ? !usesPCIDs : bit >= UInt64(width)
            let isRefused = isReserved || level > 0
            let answer = X86Invalidation.moveToCR3(1 << bit, &state, on: &owned.tlb)
            #expect((answer == .generalProtection) == isRefused, "bit \(bit), \(old)")
            #expect(state.cr3 == (isRefused ? 0x9000 : bit == 63 ? 0 : 1 << bit))
          }
        }
      }
    }
  }

  @Test func clearingPagingIsRefusedWithPCIDs() throws {
    var owned = try OwnedTLB(capacity: 4, .lru)
    for (old, new) in [(0, 0), (0, State.paging), (State.paging, 0), (State.paging, State.paging)] {
      for usesPCIDs in [false, true] {
        for level in 0...3 as ClosedRange<UInt8> {
          var state = State(cr0: old, cr3: 0, cr4: usesPCIDs ? State.pcids : 0, privilegeLevel: level)
          let isRefused = level > 0 || (usesPCIDs && old > new)
          #expect((X86Invalidation.moveToCR0(new, &state, on: &owned.tlb) != nil) == isRefused)
          #expect(state.cr0 == (isRefused ? old : new))
        }
      }
    }
  }

  @Test func movesToCR4AreRefusedWhenTheManualSaysSo() throws {
    var owned = try OwnedTLB(capacity: 4, .lru)
    let bits = [State.physicalAddressExtension, State.globalPages, State.linearAddress57, State.pcids, State.smep]
    let values = (0..<32).map { set in bits.indices.reduce(UInt64(0)) { $0 | (set >> $1 & 1 == 1 ? bits[$1] : 0) } }
    for old in values {
      for new in values {
        for (cr0, enables) in [(State.paging, true), (State.paging, false), (0, true)] {
          for cr3 in [0, 1, 0xFFF, 0x1000, 0x1800] as [UInt64] {
            for level in [0, 3] as [UInt8] {
              var state = State(cr0: cr0, cr3: cr3, cr4: old, enablesLongMode: enables, privilegeLevel: level)
              func rises(_ bit: UInt64) -> Bool { old & bit < new & bit }
              func changes(_ bit: UInt64) -> Bool { old & bit != new & bit }
              let isLong = cr0 == State.paging && enables
              var isRefused = level == 3
              if rises(State.pcids) && (!isLong || cr3 % 4096 != 0) { isRefused = true }
              if isLong && changes(State.linearAddress57) { isRefused = true }
              if isLong && changes(bits[0]) && !rises(bits[0]) { isRefused = true }
              let answer = X86Invalidation.moveToCR4(new, &state, on: &owned.tlb)
              #expect((answer != nil) == isRefused, "\(old) to \(new), CR3 \(cr3), \(state)")
              #expect(state.cr4 == (isRefused ? old : new))
            }
          }
        }
      }
    }
  }

  @Test func invlpgIsForLevelZero() throws {
    var owned = try OwnedTLB(capacity: 4, .lru)
    for level in 0...3 as ClosedRange<UInt8> {
      owned.put(GVA(0x1000), .kib4, asid: ASID(0), isGlobal: false)
      let state = State(cr0: State.paging, cr3: 0, cr4: 0, privilegeLevel: level)
      #expect((X86Invalidation.invlpg(GVA(0x1000), state, on: &owned.tlb) != nil) == (level > 0))
      let isKept = owned.holds(GVA(0x1000), asid: ASID(0))
      #expect(isKept == (level > 0))
    }
  }
}
