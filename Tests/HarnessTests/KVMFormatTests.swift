import Harness
import MMUCore
import MMUReference
import Testing

/// The formats' random tables, over core and reference alone: also those that no KVM here runs.
@Suite struct KVMFormatTests {
  @Test(arguments: 0..<4) func coreAndReferenceAgree(_ number: Int) throws {
    #expect(KVMFormats.all.count == 4)
    let format = KVMFormats.all[number]
    let name = format.name
    let rehearsal = KVMRehearsal.run(format, seed: 0x5EED_0003, cases: 20_000)
    #expect(rehearsal.disagreement == nil)
    #expect(rehearsal.translated > 5000 && rehearsal.marking > 2000)
    for reason: PageFault.Reason in [.notPresent, .protection, .reservedBit, .tableOutsideMemory] {
      #expect(rehearsal.faults[reason, default: 0] > 50, "\(reason)")
    }
    #expect((rehearsal.refusedRoots > 50) == (name == "x86-pae"))
    print(
      "\(name): \(rehearsal.translated) translated, faults \(rehearsal.faults), \(rehearsal.refusedRoots) roots refused"
    )
  }

  private func asked(_ controls: X86Controls, _ access: GuestAccess) -> KVMCase {
    KVMCase(configuration: X86Configuration(controls: controls), root: GPA(0x1000), gva: GVA(0), access: access)
  }

  /// SDM vol. 3A, section "Page-Fault Exceptions": I/D needs CR4.SMEP, or CR4.PAE and EFER.NXE.
  @Test func fetchesAreNotReportedWithoutPAEAndSMEP() {
    let fetch = GuestAccess(.fetch, .user)
    let code = X86PageFaultCode(rawValue: 0x15)
    #expect(KVMLegacy32.mended(code, of: asked(.noExecute, fetch)).rawValue == 0x5)
    #expect(KVMLegacy32.mended(code, of: asked(.noExecute | .smep, fetch)) == code)
    #expect(KVMLegacy32.mended(code, of: asked(.none, fetch)) == code)
    #expect(KVMPAE.mended(code, of: asked(.noExecute, fetch)) == code)
  }

  @Test func oldShadowsAreFound() {
    let load = GuestAccess(.load, .supervisor)
    let store = GuestAccess(.store, .supervisor)
    let before = asked(.writeProtect, load)
    #expect(!before.mayFindOldShadows(after: before))
    #expect(!asked(.writeProtect, store).mayFindOldShadows(after: before))
    #expect(!asked(.none, GuestAccess(.store, .user)).mayFindOldShadows(after: before))
    #expect(asked(.writeProtect | .noExecute, load).mayFindOldShadows(after: before))
    #expect(asked(.writeProtect | .pageSizeExtensions, load).mayFindOldShadows(after: before))
    #expect(asked(.none, store).mayFindOldShadows(after: before))
    #expect(before.mayFindOldShadows(after: asked(.none, store)))
  }
}
