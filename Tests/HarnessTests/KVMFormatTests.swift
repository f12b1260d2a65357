import Harness
import MMUCore
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
}
