import Harness
import MMUCore
import Testing

/// The virtual machine itself in every paging mode, over a few entries written by hand.
@Suite(.serialized) struct KVMMachineTests {
  /// Tables that map, from address 0 on: a writable page, a read-only one, none, and a supervisor's.
  private struct HandMade {
    let machine: KVMMachine
    let mode: KVMMode
    private let entryBytes: Int
    private let tables: [GPA]

    static let page = GPA(0x20_0000)

    init(_ machine: KVMMachine, _ mode: KVMMode) {
      self.machine = machine
      self.mode = mode
      entryBytes = mode == .legacy32 ? 4 : 8
      let levels = [KVMMode.legacy32: 2, .pae: 3, .long4: 4, .long5: 5][mode] ?? 4
      tables = (0..<levels).map { GPA(UInt64(0x1000 * ($0 + 1))) }
      for (table, next) in zip(tables, tables.dropFirst()) {
        // A PDPTE has no W and no U.
        write(next.rawValue | (mode == .pae && table == tables[0] ? 1 : 7), table, 0)
      }
      for (index, flags) in [7, 5, 0, 3].enumerated() {
        write(flags == 0 ? 0 : Self.page.rawValue + UInt64(index * 4096 + flags), tables[levels - 1], index)
      }
      let (index, value) = machine.rootEntry(for: mode)
      write(value, tables[0], index)
    }

    func write(_ entry: UInt64, _ table: GPA, _ index: Int) {
      let start = machine.memory.base + Int(table.rawValue) + index * entryBytes
      if entryBytes == 4 {
        start.storeBytes(of: UInt32(truncatingIfNeeded: entry), as: UInt32.self)
      } else {
        start.storeBytes(of: entry, as: UInt64.self)
      }
    }

    func flags(_ table: Int, _ index: Int) -> UInt8 {
      machine.memory.base.load(
        fromByteOffset: Int(tables[table].rawValue) + index * entryBytes, as: UInt8.self)
    }

    func run(_ gva: UInt64, _ access: GuestAccess, controls: X86Controls = .writeProtect) throws -> KVMAnswer {
      try machine.noteTableChanges()
      var request = KVMRequest(mode: mode, root: tables[0], gva: GVA(gva), access: access, controls: controls)
      request.token = 0xCAFE
      return try machine.run(request)
    }

    var root: GPA { tables[0] }
    var leafTable: Int { tables.count - 1 }
  }

  private func withTables(_ mode: KVMMode, _ body: (HandMade) throws -> Void) throws {
    do {
      let machine = try KVMMachine(byteCount: 4 << 20)
      if machine.supports(mode) { try body(HandMade(machine, mode)) } else { print("skipped: no mode \(mode)") }
    } catch let failure as KVMFailure where failure.isAbsence {
      print(failure.skipText)
    }
  }

  @Test(arguments: KVMMode.allCases) func loadsAndStoresMark(_ mode: KVMMode) throws {
    try withTables(mode) { tables in
      for privilege in [Privilege.user, .supervisor] {
        let memory = tables.machine.memory
        memory.store(0xBEEF, at: HandMade.page)
        tables.write(HandMade.page.rawValue + 7, GPA(UInt64(0x1000 * (tables.leafTable + 1))), 0)
        let loaded = try tables.run(0, GuestAccess(.load, privilege))
        #expect(loaded == .done(data: 0xBEEF))
        #expect(tables.flags(tables.leafTable, 0) == 0x27, "A, not D")
        let stored = try tables.run(0, GuestAccess(.store, privilege))
        #expect(stored == .done(data: 0xCAFE))
        #expect(tables.flags(tables.leafTable, 0) == 0x67, "A and D")
        #expect(memory.load(at: HandMade.page) == 0xCAFE)
        #expect(tables.flags(tables.leafTable - 1, 0) & 0x20 != 0 || mode == .pae && tables.leafTable == 1)
      }
    }
  }

  @Test(arguments: KVMMode.allCases) func faultsHaveTheirCodes(_ mode: KVMMode) throws {
    try withTables(mode) { tables in
      let isReadOnly = try tables.run(0x1008, GuestAccess(.store, .supervisor))
      #expect(isReadOnly == .exception(vector: 14, errorCode: 3, cr2: GVA(0x1008)))
      let answer3 = try tables.run(0x1008, GuestAccess(.store, .supervisor), controls: .none)
      #expect(answer3 == .done(data: 0xCAFE))
      let isReadOnlyForUser = try tables.run(0x1008, GuestAccess(.store, .user), controls: .none)
      #expect(isReadOnlyForUser == .exception(vector: 14, errorCode: 7, cr2: GVA(0x1008)))
      let isAbsent = try tables.run(0x2010, GuestAccess(.load, .user))
      #expect(isAbsent == .exception(vector: 14, errorCode: 4, cr2: GVA(0x2010)))
      let isSupervisors = try tables.run(0x3000, GuestAccess(.load, .user))
      #expect(isSupervisors == .exception(vector: 14, errorCode: 5, cr2: GVA(0x3000)))
    }
  }

  @Test(arguments: KVMMode.allCases) func fetchesRunWhatTheyFind(_ mode: KVMMode) throws {
    try withTables(mode) { tables in
      tables.machine.memory.base.storeBytes(of: 0xEE, toByteOffset: 0x20_0FFF, as: UInt8.self)
      for privilege in [Privilege.user, .supervisor] {
        let answer4 = try tables.run(0xFFF, GuestAccess(.fetch, privilege))
        #expect(answer4 == .fetched, "at the end of a page")
      }
      let isAbsent = try tables.run(0x2001, GuestAccess(.fetch, .user))
      #expect(isAbsent == .exception(vector: 14, errorCode: 4, cr2: GVA(0x2001)), "I/D only under NXE or SMEP")
    }
  }

  @Test(arguments: KVMMode.allCases) func whatIsNoMemoryIsADevice(_ mode: KVMMode) throws {
    try withTables(mode) { tables in
      tables.write(0x4000_0007, GPA(UInt64(0x1000 * (tables.leafTable + 1))), 0)
      let load = try tables.run(0x10, GuestAccess(.load, .user))
      guard case .device(GPA(0x4000_0010), isWrite: false, _) = load else {
        Issue.record("\(load)")
        return
      }
      let store = try tables.run(0x10, GuestAccess(.store, .supervisor))
      #expect(store == .device(GPA(0x4000_0010), isWrite: true, data: 0xCAFE))
      let request = KVMRequest(
        mode: mode, root: tables.root, gva: GVA(0x1004), access: GuestAccess(.load, .supervisor), controls: .none)
      let answer5 = try tables.machine.translate(request)
      #expect(answer5 == GPA(0x20_1004))
    }
  }

  @Test func aMalformedPDPTEFaultsAtTheLoadOfCR3() throws {
    try withTables(.pae) { tables in
      tables.write(3, tables.root, 1)
      let answer = try tables.run(0, GuestAccess(.load, .user))
      #expect(answer == .rootException(vector: 13, errorCode: 0))
    }
  }

  @Test func aMachineOfABadSizeIsRefused() {
    #expect(throws: KVMFailure.self) { try KVMMachine(byteCount: 4097) }
  }
}
