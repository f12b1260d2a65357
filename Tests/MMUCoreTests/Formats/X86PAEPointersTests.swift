import MMUCore
import Testing
import Workload

/// Intel SDM vol. 3A, section "PDPTE Registers" and the tables "Use of CR3 with PAE Paging" and "Format of a PAE
/// Page-Directory-Pointer-Table Entry".
@Suite struct X86PAEPointersTests {
  private let buffer: MappedBuffer
  private let memory: GuestMemory

  init() throws {
    buffer = try #require(MappedBuffer(byteCount: 2 * 4096))
    memory = GuestMemory(buffer.bytes)
    for index in 0..<4 as Range<UInt64> { memory.store(0x5_0001 + index << 12, at: GPA(0x1020 + index * 8)) }
  }

  @Test func allFourAreRead() {
    let expected = X86PAEPointers(0x5_0001, 0x5_1001, 0x5_2001, 0x5_3001)
    #expect(X86PAEPointers.load(from: memory, cr3: GPA(0x1020)) == expected)
    #expect((0..<4).map { expected[$0] } == [0x5_0001, 0x5_1001, 0x5_2001, 0x5_3001])
  }

  @Test func bits4To0AndBits63To32OfCR3AreIgnored() {
    let expected = X86PAEPointers.load(from: memory, cr3: GPA(0x1020))
    #expect(expected != nil)
    for bit in [0, 1, 2, 3, 4, 32, 40, 63] as [UInt64] {
      #expect(X86PAEPointers.load(from: memory, cr3: GPA(0x1020 | 1 << bit)) == expected, "bit \(bit)")
    }
    #expect(X86PAEPointers.load(from: memory, cr3: GPA(0x1000)) == X86PAEPointers(0, 0, 0, 0))
  }

  @Test func aReservedBitOfAPresentPointerIsGeneralProtection() {
    for (index, bit) in (0..<4).flatMap({ index in (1..<64).map { (index as UInt64, $0 as UInt64) } }) {
      let place = GPA(0x1020 + index * 8)
      let pointer = memory.load(at: place) ?? 0
      memory.store(pointer | 1 << bit, at: place)
      let isRefused = X86PAEPointers.load(from: memory, cr3: GPA(0x1020), maxPhysicalAddressBits: 40) == nil
      let isReserved = [1, 2, 5, 6, 7, 8].contains(bit) || bit >= 40
      #expect(isRefused == isReserved, "bit \(bit) of pointer \(index)")
      memory.store(pointer, at: place)
    }
  }

  @Test func anAbsentPointerHasNoReservedBits() {
    memory.store(~1, at: GPA(0x1038))
    let expected = X86PAEPointers(0x5_0001, 0x5_1001, 0x5_2001, ~1)
    #expect(X86PAEPointers.load(from: memory, cr3: GPA(0x1020), maxPhysicalAddressBits: 36) == expected)
  }

  @Test func memoryThatIsNotThereReadsAsNotPresent() {
    #expect(X86PAEPointers.load(from: memory, cr3: GPA(0x2000)) == X86PAEPointers(0, 0, 0, 0))
  }
}
