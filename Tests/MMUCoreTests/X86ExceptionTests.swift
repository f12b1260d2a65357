import MMUCore
import Testing

/// Intel SDM vol. 3A, section "Page-Fault Exceptions", figure "Page-Fault Error Code".
@Suite struct X86ExceptionTests {
  private static let gva = GVA(0x7FFF_1234_5678)

  /// Load, store and fetch by the user, then by the supervisor, with EFER.NXE = 1.
  private static let codes: [(reason: PageFault.Reason, codes: [UInt32])] = [
    (.notPresent, [0x04, 0x06, 0x14, 0x00, 0x02, 0x10]),
    (.tableOutsideMemory, [0x04, 0x06, 0x14, 0x00, 0x02, 0x10]),
    (.protection, [0x05, 0x07, 0x15, 0x01, 0x03, 0x11]),
    (.reservedBit, [0x0D, 0x0F, 0x1D, 0x09, 0x0B, 0x19]),
  ]

  private func errorCode(
    _ reason: PageFault.Reason, _ access: GuestAccess, _ controls: X86Controls
  ) -> UInt32? {
    let fault = PageFault(reason, at: PageLevel(2))
    let exception = X86Exception(fault, gva: Self.gva, access: access, controls: controls)
    guard case .pageFault(let code, let cr2) = exception, cr2 == Self.gva else { return nil }
    return code.rawValue
  }

  @Test func errorCodesAreTheManuals() {
    for (reason, codes) in Self.codes {
      for (access, code) in zip(GuestAccess.everyClass, codes) {
        #expect(errorCode(reason, access, .noExecute) == code, "\(reason), \(access)")
        #expect(errorCode(reason, access, .smep) == code, "\(reason), \(access)")
      }
    }
  }

  @Test func fetchesAreReportedOnlyUnderNXEOrSMEP() {
    for controls in X86Controls.combinations {
      let isReported = controls.contains(.noExecute) || controls.contains(.smep)
      let code = errorCode(.protection, GuestAccess(.fetch, .user), controls)
      #expect(code == (isReported ? 0x15 : 0x05), "controls \(controls.rawValue)")
    }
  }

  @Test func alignmentCheckDoesNotShow() {
    let access = GuestAccess(.store, .supervisor, overridesSMAP: true)
    #expect(errorCode(.protection, access, .allSet) == 0x03)
  }

  @Test func nonCanonicalIsGeneralProtection() {
    for access in GuestAccess.everyClass {
      let fault = PageFault(.nonCanonical, at: PageLevel(4))
      let exception = X86Exception(fault, gva: GVA(1 << 47), access: access, controls: .allSet)
      #expect(exception == .generalProtection)
    }
  }

  @Test func errorCodeBitsAreTheManuals() {
    let bits: [X86PageFaultCode] = [.present, .write, .user, .reservedBit, .instructionFetch]
    #expect(bits.map(\.rawValue) == [1, 2, 4, 8, 16])
  }
}
