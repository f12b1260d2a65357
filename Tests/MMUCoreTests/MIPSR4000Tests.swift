import MMUCore
import Testing

/// MIPS R4000 Microprocessor User's Manual, chapters 4 and 5, 32-bit addressing.
@Suite struct MIPSR4000Tests {
  /// PageMask as the manual's table has it, and the size of a page.
  private static let sizes: [(mask: UInt32, bytes: UInt64)] = [
    (0, 4 << 10), (0x6000, 16 << 10), (0x1E000, 64 << 10), (0x7E000, 256 << 10), (0x1F_E000, 1 << 20),
    (0x7F_E000, 4 << 20), (0x1FF_E000, 16 << 20),
  ]

  private func predict(
    _ bytes: UInt64, _ even: UInt32, _ odd: UInt32, start: UInt64, entrySpace: UInt16, _ gva: UInt64,
    _ kind: AccessKind, _ asid: UInt16
  ) -> String {
    let code = kind == .store ? "S" : "L"
    let isGlobal = even % 2 == 1 && odd % 2 == 1
    guard gva / (2 * bytes) == start / (2 * bytes), isGlobal || entrySpace == asid else { return "refill \(code)" }
    let isOdd = gva / bytes % 2 == 1
    let half = isOdd ? odd : even
    if half / 2 % 2 == 0 { return "invalid \(code)" }
    if kind == .store && half / 4 % 2 == 0 { return "modified" }
    let page = (isOdd ? 0xA_BCDE_F000 : 0x5_4321_0000) / bytes * bytes
    return "at \(page + gva % bytes), \(bytes), \(half / 4 % 2 == 1), \(isGlobal)"
  }

  private func describe(_ outcome: MIPSOutcome) -> String {
    switch outcome {
    case .mapped(let to):
      return "at \(to.address.rawValue), \(to.pageSize.byteCount), \(to.isDirty), \(to.isGlobal)"
    case .exception(let exception):
      if exception.cause == .modified { return exception.code == 1 ? "modified" : "?" }
      return "\(exception.cause) \(exception.code == 3 ? "S" : "L")"
    }
  }

  @Test func everyEntryAnswersEveryAccessAsTheManualSays() throws {
    var owned = try OwnedMIPSTLB<MIPSR4000>(count: 3)
    for (mask, bytes) in Self.sizes {
      for start in [0, 0x0200_0000, 0x7A00_0000, 0xC000_0000] as [UInt64] {
        for halves in 0..<64 as Range<UInt32> {
          let (even, odd) = (halves & 7, halves >> 3)
          let entry = MIPSR4000.Entry(
            pageMask: mask, entryHi: UInt32(start) | 0x81, entryLo0: 0x54_3210 << 6 | 3 << 3 | even,
            entryLo1: 0xAB_CDEF << 6 | 2 << 3 | odd)
          owned.tlb.write(entry, at: 1)
          for place in [0, bytes - 1, bytes, 2 * bytes - 1, 2 * bytes, 4 * bytes] as [UInt64] {
            for kind in [AccessKind.load, .store, .fetch] {
              for asid in [0x81, 1, 0x80, 0] as [UInt16] {
                let outcome = owned.tlb.translate(GVA(start + place), kind, asid: ASID(asid), .none)
                let expected = predict(
                  bytes, even, odd, start: start, entrySpace: 0x81, start + place, kind, asid)
                #expect(describe(outcome) == expected, "\(entry), \(start + place), \(kind), ASID \(asid)")
              }
            }
          }
        }
      }
    }
  }

  @Test func aMaskThatIsNoSizeBecomesTheLargestWithin() {
    for bits in 0..<4096 as Range<UInt32> {
      let entry = MIPSR4000.Entry(pageMask: bits << 13 | 0x1FFF, entryHi: 0, entryLo0: 0, entryLo1: 0)
      let expected = Self.sizes.last { $0.mask >> 13 & bits == $0.mask >> 13 }
      #expect(entry.pageMask == expected?.mask && entry.pageSize.byteCount == expected?.bytes)
    }
    let wide = MIPSR4000.Entry(pageMask: ~0, entryHi: 0, entryLo0: 0, entryLo1: 0)
    #expect(wide.pageMask == 0x1FF_E000)
  }

  @Test func theEntryKeepsOneGlobalBit() {
    for (even, odd) in [(0, 0), (0, 1), (1, 0), (1, 1)] as [(UInt32, UInt32)] {
      let entry = MIPSR4000.Entry(entryHi: ~0, entryLo0: 0xFFFF_FFFE | even, entryLo1: 0xFFFF_FFFE | odd)
      let both = even + odd == 2
      #expect(entry.isGlobal == both && entry.entryLo0 == 0x3FFF_FFFE | (both ? 1 : 0))
      #expect(entry.entryLo0 == entry.entryLo1 && entry.entryHi == 0xFFFF_E0FF && entry.asid == ASID(0xFF))
    }
  }

  /// Every segment in every mode: what it is and whether it needs the TLB.
  @Test func segmentsAreOpenToTheModesOfTheManual() {
    let tops: [(UInt64, String)] = [
      (0x0000_1000, "kuseg"), (0x7FFF_FFFF, "kuseg"), (0x8000_0000, "kseg0"), (0x9FFF_FFFF, "kseg0"),
      (0xA000_0000, "kseg1"), (0xBFFF_FFFF, "kseg1"), (0xC000_0000, "ksseg"), (0xDFFF_FFFF, "ksseg"),
      (0xE000_0000, "kseg3"), (0xFFFF_FFFF, "kseg3"),
    ]
    for bits in 0..<32 as Range<UInt8> {
      let status = MIPSStatus(rawValue: bits)
      if status.contains(.user | .supervisor) { continue }
      let isKernel = bits & 3 == 0 || bits & 12 != 0
      for (address, name) in tops {
        let isOpen = isKernel || name == "kuseg" || (name == "ksseg" && status.contains(.supervisor))
        let isWindow = name == "kseg0" || name == "kseg1" || (name == "kuseg" && status.contains(.errorLevel))
        let physical = GPA(name == "kuseg" ? address : address % 0x2000_0000)
        let expected: MIPSSegment =
          !isOpen ? .forbidden : isWindow ? .unmapped(physical) : .mapped(isUser: name == "kuseg")
        #expect(MIPSR4000.segment(of: GVA(address), status) == expected, "\(name), \(status)")
      }
    }
  }

  @Test func aMissGoesToTheVectorOfItsMode() throws {
    let owned = try OwnedMIPSTLB<MIPSR4000>()
    let vectors: [(MIPSStatus, MIPSVector, UInt32)] = [
      (.none, .refill, 0), (.user, .refill, 0), (.extendedAddressing, .extendedRefill, 0x80),
      (.exceptionLevel, .generalR4000, 0x180), (.exceptionLevel | .extendedAddressing, .generalR4000, 0x180),
    ]
    for (status, vector, offset) in vectors {
      let miss = try #require(owned.tlb.translate(GVA(0x1234_5678), .load, asid: ASID(7), status).exception)
      #expect(miss.cause == .refill && miss.vector == vector && vector.offset == offset && miss.code == 2)
    }
    let high = try #require(owned.tlb.translate(GVA(0xE000_0000), .store, asid: ASID(7), .none).exception)
    #expect(high.vector == .refill && high.code == 3, "unlike an R3000's kseg2")
  }

  @Test func aMissLoadsWhatTheHandlerReads() throws {
    let owned = try OwnedMIPSTLB<MIPSR4000>()
    let miss = try #require(owned.tlb.translate(GVA(0xC765_7ABC), .store, asid: ASID(0xA5), .none).exception)
    // VPN2 is 0xC7656000 >> 13 = 0x63B2B; Context has it at bit 4.
    #expect(miss.entryHi == 0xC765_60A5 && miss.context == 0x0063_B2B0 && miss.badVAddr == 0xC765_7ABC)
    let error = try #require(owned.tlb.translate(GVA(0xC765_7ABC), .load, asid: ASID(0xA5), .user).exception)
    #expect(error.cause == .addressError && error.code == 4 && error.vector == .generalR4000)
    #expect(error.entryHi == nil && error.context == nil)
  }

  @Test func pairsOfSeveralSizesMayOverlapOnlyByMistake() throws {
    var owned = try OwnedMIPSTLB<MIPSR4000>()
    owned.tlb.write(MIPSR4000.Entry(pageMask: 0x1FF_E000, entryHi: 0, entryLo0: 7, entryLo1: 7), at: 0)
    owned.tlb.write(MIPSR4000.Entry(entryHi: 0x0000_4001, entryLo0: 6, entryLo1: 6), at: 40)
    #expect(owned.tlb.translate(GVA(0x4000), .load, asid: ASID(1), .none).exception?.cause == .multipleMatch)
    #expect(owned.tlb.translate(GVA(0x4000), .load, asid: ASID(2), .none).translation?.pageSize == PageSize(shift: 24))
    #expect(owned.tlb.translate(GVA(0x6000), .load, asid: ASID(1), .none).translation?.address == GPA(0x6000))
  }
}
