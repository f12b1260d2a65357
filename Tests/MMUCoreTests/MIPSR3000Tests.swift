import MMUCore
import Testing

/// Kane and Heinrich, "MIPS RISC Architecture", chapters 4 and 6.
@Suite struct MIPSR3000Tests {
  /// One entry by its fields.
  private struct Fields {
    let page: UInt64
    let asid: UInt16
    let bits: UInt32  // G, V, D, N

    var entry: MIPSR3000.Entry {
      MIPSR3000.Entry(entryHi: UInt32(page << 12) | UInt32(asid) << 6, entryLo: 0x1234_5000 | bits << 8)
    }
    var isGlobal: Bool { bits % 2 == 1 }
    var isValid: Bool { bits / 2 % 2 == 1 }
    var isDirty: Bool { bits / 4 % 2 == 1 }
  }

  private static let pages: [UInt64] = [0, 1, 0x7FFFF, 0x80000, 0x9FFFF, 0xA0000, 0xBFFFF, 0xC0000, 0xFFFFF]
  private static let spaces: [UInt16] = [0, 1, 32, 63]

  /// What must become of an access, told by ranges and divisions.
  private func predict(_ fields: Fields, _ page: UInt64, _ kind: AccessKind, _ asid: UInt16, isUser: Bool) -> String {
    if isUser && page >= 0x80000 { return kind == .store ? "AdES" : "AdEL" }
    if (0x80000..<0xA0000).contains(page) { return "at \((page - 0x80000) * 4096 + 0xABC)" }
    if (0xA0000..<0xC0000).contains(page) { return "at \((page - 0xA0000) * 4096 + 0xABC)" }
    let code = kind == .store ? "TLBS" : "TLBL"
    guard fields.page == page, fields.isGlobal || fields.asid == asid else {
      return page < 0x80000 ? "UTLB \(code)" : code
    }
    if !fields.isValid { return code }
    if kind == .store && !fields.isDirty { return "Mod" }
    return "at \(0x1234_5ABC)"
  }

  private func describe(_ outcome: MIPSOutcome) -> String {
    switch outcome {
    case .mapped(let translation): return "at \(translation.address.rawValue)"
    case .exception(let exception):
      let names = [1: "Mod", 2: "TLBL", 3: "TLBS", 4: "AdEL", 5: "AdES"]
      let name = names[Int(exception.code ?? 0)] ?? "none"
      return exception.vector == .refill ? "UTLB \(name)" : name
    }
  }

  @Test func everyEntryAnswersEveryAccessAsTheManualSays() throws {
    var owned = try OwnedMIPSTLB<MIPSR3000>(count: 9)
    for entryPage in Self.pages {
      for entrySpace in Self.spaces {
        for bits in 0..<16 as Range<UInt32> {
          let fields = Fields(page: entryPage, asid: entrySpace, bits: bits)
          owned.tlb.write(fields.entry, at: 8)
          for page in Self.pages { try compare(fields, page, owned.tlb) }
        }
      }
    }
  }

  private func compare(_ fields: Fields, _ page: UInt64, _ tlb: MIPSTLB<MIPSR3000>) throws {
    for asid in Self.spaces {
      for kind in [AccessKind.load, .store, .fetch] {
        for isUser in [false, true] {
          let gva = GVA(page * 4096 + 0xABC)
          let outcome = tlb.translate(gva, kind, asid: ASID(asid), isUser ? .user : .none)
          let expected = predict(fields, page, kind, asid, isUser: isUser)
          #expect(describe(outcome) == expected, "\(fields), \(page), \(kind), ASID \(asid), user \(isUser)")
          if let translation = outcome.translation { checkRights(translation, fields, page) }
        }
      }
    }
  }

  private func checkRights(_ translation: GuestTranslation, _ fields: Fields, _ page: UInt64) {
    let isMapped = page < 0x80000 || page >= 0xC0000
    #expect(translation.isDirty == (fields.isDirty || !isMapped))
    #expect(translation.isGlobal == (fields.isGlobal || !isMapped))
    #expect(translation.pageSize == .kib4)
    #expect(translation.permitted.contains(GuestAccess(.store, .supervisor).asSet))
    #expect(translation.permitted.contains(GuestAccess(.load, .user).asSet) == (page < 0x80000))
    #expect(translation.rights.contains(.user) == (page < 0x80000))
  }

  @Test func aMissLoadsWhatTheHandlerReads() throws {
    let owned = try OwnedMIPSTLB<MIPSR3000>()
    let user = try #require(owned.tlb.translate(GVA(0x7654_3210), .store, asid: ASID(0x2A), .user).exception)
    #expect(user.cause == .refill && user.vector == .refill && user.code == 3 && user.badVAddr == 0x7654_3210)
    // VPN 0x76543 above ASID 0x2A << 6; and VPN << 2 for a table of words.
    #expect(user.entryHi == 0x7654_3A80 && user.context == 0x001D_950C)
    // A user address of a kernel that runs has the same vector; kseg2 has not.
    let kernel = try #require(owned.tlb.translate(GVA(0x7654_3210), .load, asid: ASID(0), .none).exception)
    #expect(kernel.vector == .refill && kernel.code == 2)
    let high = try #require(owned.tlb.translate(GVA(0xC000_1004), .fetch, asid: ASID(1), .none).exception)
    #expect(high.vector == .generalR3000 && high.code == 2 && high.vector?.offset == 0x80)
    #expect(high.entryHi == 0xC000_1040 && high.context == 0x0010_0004)
  }

  @Test func invalidAndModifiedGoToTheGeneralVector() throws {
    var owned = try OwnedMIPSTLB<MIPSR3000>()
    owned.tlb.write(MIPSR3000.Entry(entryHi: 0x1000, entryLo: 0x8000_0100), at: 0)
    owned.tlb.write(MIPSR3000.Entry(entryHi: 0x2000, entryLo: 0x8000_0300), at: 1)
    let invalid = try #require(owned.tlb.translate(GVA(0x1000), .load, asid: ASID(9), .user).exception)
    #expect(invalid.cause == .invalid && invalid.vector == .generalR3000 && invalid.code == 2)
    #expect(invalid.entryHi == 0x1240 && invalid.context == 4)
    let modified = try #require(owned.tlb.translate(GVA(0x2FFC), .store, asid: ASID(9), .user).exception)
    #expect(modified.cause == .modified && modified.vector == .generalR3000 && modified.code == 1)
    #expect(modified.entryHi == 0x2240 && modified.badVAddr == 0x2FFC)
  }

  @Test func anAddressErrorLoadsBadVAddrAlone() throws {
    let owned = try OwnedMIPSTLB<MIPSR3000>()
    let error = try #require(owned.tlb.translate(GVA(0x8000_0004), .store, asid: ASID(1), .user).exception)
    #expect(error.cause == .addressError && error.code == 5 && error.vector == .generalR3000)
    #expect(error.badVAddr == 0x8000_0004 && error.entryHi == nil && error.context == nil)
  }

  @Test func entriesKeepTheirFieldsAlone() {
    let entry = MIPSR3000.Entry(entryHi: ~0, entryLo: ~0)
    #expect(entry.entryHi == 0xFFFF_FFC0 && entry.entryLo == 0xFFFF_FF00 && entry.asid == ASID(63))
    #expect(entry.isGlobal && entry.isValid && entry.isDirty)
  }

  @Test func signExtendedAddressesAreTheSame() throws {
    var owned = try OwnedMIPSTLB<MIPSR3000>()
    owned.tlb.write(MIPSR3000.Entry(entryHi: 0xC000_0000, entryLo: 0x0700_0700), at: 5)
    for gva in [GVA(0xC000_0123), GVA(0xFFFF_FFFF_C000_0123)] {
      let translation = try #require(owned.tlb.translate(gva, .store, asid: ASID(3), .none).translation)
      #expect(translation.address == GPA(0x0700_0123))
    }
  }
}
