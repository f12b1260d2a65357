import MMUCore
import Workload

/// Writes accesses as the tools of other formats do, as far as each can hold them.
struct TraceWriter {
  /// The accesses that were written, as they are to be read.
  private(set) var words: [MemoryAccess] = []
  private(set) var bytes: [UInt8] = []
  private var generator: RandomGenerator

  /// A trace of a format with some lines or records.
  init(_ format: ForeignTraceFormat, count: Int, seed: UInt64) {
    generator = RandomGenerator(seed: seed)
    if format == .drmemtrace {
      bytes += "Output format:\n<--record#-> <--instr#->: <---tid---> <record details>\n".utf8
    }
    var space: UInt64 = 0
    for number in 1...count {
      switch format {
      case .lackey: writeLackey()
      case .champsim: writeChampSim()
      case .pinatrace: writePinatrace()
      case .perfScript: writePerfScript(&space)
      case .drmemtrace: writeDrMemtrace(number)
      case .oracleGeneral: writeOracleGeneral()
      case .csv: writeCSV(&space)
      }
    }
    if format == .pinatrace { bytes += "#eof\n".utf8 }
    if format == .drmemtrace { bytes += "View tool results:\n    1 : total instructions\n".utf8 }
  }

  private mutating func below(_ limit: UInt64) -> UInt64 { generator.next(below: limit) }

  /// An address of any length, canonical in 57 bits, before the last page of its half.
  private mutating func address() -> UInt64 {
    let length = 13 + below(44)
    let low = 4096 + below(1 << length - 8192)
    return below(8) == 0 ? ~low - 8192 : low
  }

  private mutating func size() -> UInt64 { below(16) == 0 ? 1 + below(4096) : 1 + below(64) }

  private func hex(_ number: UInt64, _ width: Int = 1) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private mutating func write(_ kind: AccessKind, _ address: UInt64, _ size: UInt64 = 1) {
    words.append(MemoryAccess(kind, GVA(address), byteCount: size))
  }

  private mutating func writeLackey() {
    let (address, size) = (address(), size())
    let (head, kinds): (String, [AccessKind]) =
      [("I  ", [.fetch]), (" L ", [.load]), (" S ", [.store]), (" M ", [.load, .store])][Int(below(4))]
    bytes += "\(head)\(hex(address, 8)),\(size)\n".utf8
    for kind in kinds { write(kind, address, size) }
  }

  private mutating func writeChampSim() {
    let ip = address()
    let loads = (0..<below(5)).map { _ in address() }
    let stores = (0..<below(3)).map { _ in address() }
    bytes += ChampSimTraceTests.record(ip, loads: loads, stores: stores, isBranch: UInt8(below(2)))
    write(.fetch, ip)
    for load in loads { write(.load, load) }
    for store in stores { write(.store, store) }
  }

  private mutating func writePinatrace() {
    let (ip, address, size, isLoad) = (address(), address(), size(), below(2) == 0)
    let head = "0x\(hex(ip)): \(isLoad ? "R" : "W") "
    if below(2) == 0 {
      bytes += "\(head)0x\(hex(address))\n".utf8
      write(isLoad ? .load : .store, address)
    } else {
      bytes +=
        "\(head)\(padded("0x\(hex(address))", 18)) \(padded("\(size)", 2)) \(padded("0x\(hex(below(.max)))", 18))\n"
        .utf8
      write(isLoad ? .load : .store, address, size)
    }
  }

  private mutating func writePerfScript(_ process: inout UInt64) {
    let (address, isLoad, next) = (address(), below(2) == 0, below(20) == 0 ? 1 + below(4) : max(process, 1))
    // A process's number is its address space's, as long as they come in order.
    if next != process { process = nextProcess(next) }
    let event = isLoad ? "cpu/mem-loads,ldlat=30/P" : "cpu/mem-stores/P"
    let source = below(2) == 0 ? " \(hex(below(.max))) |OP \(isLoad ? "LOAD" : "STORE")|LVL L1 hit|SNP None|" : ""
    bytes +=
      "  some app \(process)/9 [001]  7.316: 1 \(padded(event, 30)): \(padded(hex(address), 16))\(source) f+0x1\n".utf8
    write(isLoad ? .load : .store, address)
  }

  private mutating func nextProcess(_ wanted: UInt64) -> UInt64 {
    let known = UInt64(Set(words.compactMap { $0.event == nil ? nil : $0.rawValue }).count)
    let process = min(wanted, known + 1)
    if words.last(where: { $0.isEvent }) != MemoryAccess(.switchSpace(ASID(UInt16(process)))) {
      words.append(MemoryAccess(.switchSpace(ASID(UInt16(process)))))
    }
    return process
  }

  private mutating func writeDrMemtrace(_ number: Int) {
    let (address, size, kind) = (address(), size(), Int(below(3)))
    let head = "\(padded("\(number)", 12))\(padded("\(number / 2)", 12)): \(padded("3256418", 11)) "
    let name = ["ifetch      ", "read        ", "write       "][kind]
    let tail = kind == 0 ? "48 89 e7             mov    %rsp, %rdi" : "by PC 0x\(hex(below(1 << 47), 16))"
    bytes += "\(head)\(name)\(padded("\(size)", 2)) byte(s) @ 0x\(hex(address, 16)) \(tail)\n".utf8
    write([.fetch, .load, .store][kind], address, size)
  }

  private mutating func writeOracleGeneral() {
    let object = below(1 << (1 + below(44)))
    bytes += OracleGeneralTests.record(object, next: below(2) == 0 ? -1 : Int64(1 + below(1000)))
    write(.load, object << 12)
  }

  private mutating func writeCSV(_ space: inout UInt64) {
    if bytes.isEmpty { bytes += "address,kind,size,asid\n".utf8 }
    let (address, size, kind) = (address(), size(), Int(below(3)))
    let name = [["I", "fetch"], ["L", "load", "R"], ["S", "store", "w"]][kind][Int(below(2))]
    let number = below(2) == 0 ? "0x\(hex(address))" : "\(address)"
    if below(20) == 0 {
      let next = below(4096)
      if next != space || !words.contains(where: { $0.isEvent }) {
        words.append(MemoryAccess(.switchSpace(ASID(UInt16(next)))))
      }
      space = next
      bytes += "\(number),\(name),\(size),\(next)\r\n".utf8
    } else {
      bytes += "\(number),\(name),\(size)\n".utf8
    }
    write([.fetch, .load, .store][kind], address, size)
  }
}
