import CLimits
import MMUCore
import Workload

/// A trace as another tool writes it, over and over: what its reader is timed with.
///
/// The processor's addresses are those of a program: code, a heap of 4 GiB, a stack.
final class ForeignTrace {
  let format: ForeignTraceFormat
  /// What comes once, before the lines or records.
  private(set) var head: [UInt8] = []
  /// The lines or records.
  private(set) var body: [UInt8] = []
  /// How many they are.
  static let recordCount = 20_000
  /// The accesses that they make.
  private(set) var accesses: [MemoryAccess] = []
  /// Where its records are copied to, by what only copies them.
  let copyTarget = UnsafeMutableRawPointer.allocate(byteCount: Int(limit_copy_size), alignment: 4096)
  private var generator: RandomGenerator

  init(_ format: ForeignTraceFormat) {
    self.format = format
    generator = RandomGenerator(seed: 0x7ace)
    if format == .drmemtrace { head += "Output format:\n".utf8 }
    if format == .csv { head += "address,kind,size\n".utf8 }
    for number in 1...Self.recordCount { write(number) }
  }

  deinit { copyTarget.deallocate() }

  private func below(_ limit: UInt64) -> UInt64 { generator.next(below: limit) }

  private func address() -> UInt64 {
    switch below(4) {
    case 0: 0x7FFD_5A30_0000 + below(1 << 16) * 8
    default: 0x5583_0000_0000 + below(1 << 29) * 8
    }
  }

  private func hex(_ number: UInt64, _ width: Int = 1) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func add(_ kind: AccessKind, _ address: UInt64, _ byteCount: UInt64 = 1) {
    accesses.append(MemoryAccess(kind, GVA(address), byteCount: byteCount))
  }

  private func write(_ number: Int) {
    switch format {
    case .champsim: writeInstruction()
    case .oracleGeneral: writeRequest()
    default: body += (line(number) + "\n").utf8
    }
  }

  private func line(_ number: Int) -> String {
    let (address, isLoad) = (address(), below(3) > 0)
    let bytes: UInt64 = format == .csv || format == .drmemtrace ? 8 : 1
    add(isLoad ? .load : .store, address, bytes)
    switch format {
    case .pinatrace: return "0x7f2b1c0a\(hex(below(1 << 16), 4)): \(isLoad ? "R" : "W") 0x\(hex(address))"
    case .perfScript:
      let event = isLoad ? "cpu/mem-loads,ldlat=30/P:" : "        cpu/mem-stores/P:"
      let operation = isLoad ? "|OP LOAD|LVL L1 hit|SNP None|TLB L1 or L2 hit" : "|OP STORE|LVL L1 hit|SNP N/A|TLB N/A"
      return
        "       app  4711/4713  [002]  7316.288634:      1  \(event) \(padded(hex(address), 16))  10268100142 \(operation)"
        + "|LCK No|BLK  N/A     5583f64c15c0 main+0x10 (/usr/bin/app)"
    case .drmemtrace:
      let name = isLoad ? "read        " : "write       "
      return
        "\(padded("\(number)", 12))\(padded("\(number / 2)", 12)):     3256418 \(name) 8 byte(s) @ 0x\(hex(address, 16))"
        + " by PC 0x00007fc205a61943"
    default: return "0x\(hex(address)),\(isLoad ? "L" : "S"),8"
    }
  }

  private func append(_ words: UInt64...) {
    for word in words { withUnsafeBytes(of: word.littleEndian) { body += $0 } }
  }

  /// A third of the instructions load, a sixth of them store.
  private func writeInstruction() {
    let ip = 0x5583_F64C_0000 + below(1 << 20)
    let load = below(3) == 0 ? address() : 0
    let store = below(6) == 0 ? address() : 0
    append(ip, 0x0006_1A19_0006_0000, store, 0, load, 0, 0, 0)
    add(.fetch, ip)
    if load != 0 { add(.load, load) }
    if store != 0 { add(.store, store) }
  }

  private func writeRequest() {
    let object = below(1 << 30)
    append(object << 32 | 33_898, 512 << 32 | object >> 32, .max)
    add(.load, object << 12)
  }
}
