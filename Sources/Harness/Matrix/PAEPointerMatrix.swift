import MMUCore
import MMUReference
import Workload

/// What MOV to CR3 makes of PAE's pointers: every one alone with P or without, and each other bit.
enum PAEPointerMatrix {
  /// Compares all.
  static func run() -> MatrixReport {
    var tally = MatrixTally()
    guard let buffer = MappedBuffer(byteCount: 8192) else { fatalError("no host memory left") }
    let (memory, reference) = (GuestMemory(buffer.bytes), ReferenceMemory<GuestPhysical>(frameCount: 2))
    for bits in 32...52 as ClosedRange<UInt8> {
      for index in 0..<4 as Range<UInt64> {
        for flags in 0..<128 as Range<UInt64> {
          // P, and one other bit.
          let pointer = 1 << (flags >> 1) | flags & 1
          let place = GPA(0x1020 + index * 8)
          memory.store(pointer, at: place)
          reference.setWord(pointer, at: place)
          let loaded = X86PAEPointers.load(from: memory, cr3: GPA(0x103F), maxPhysicalAddressBits: bits)
          let wanted = ReferenceX86PAE.loadPointers(
            from: reference, cr3: GPA(0x103F),
            configuration: X86Configuration(controls: .none, maxPhysicalAddressBits: bits))
          tally.count(fault: wanted == nil ? MatrixNames.number(of: .reservedBit) : nil)
          let held = loaded.map { loaded in (0..<4).map { loaded[$0] } }
          if held != wanted { tally.disagree("pointer \(pointer.hexadecimal), MAXPHYADDR \(bits)", chunk: 0) }
          memory.store(0, at: place)
          reference.setWord(0, at: place)
        }
      }
    }
    return MatrixReport("x86, loading PAE's pointers", tally) { "\(MatrixNames.reasons[$0])" }
  }
}
