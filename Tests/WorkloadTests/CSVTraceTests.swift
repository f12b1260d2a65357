import MMUCore
import Testing
import Workload

@Suite struct CSVTraceTests {
  static let text = """
    # a comment
    address,kind,size
    0x7ffd5a3c1e48,store,8
    0x401136,I,3
    4096,L

    0x00000000deadbeef,fetch,15
    0x1000,R,64
    "0x2000","write","4096"
    0X3000 , w , 1
    0xffffffffff600000,load

    """

  static let accesses = [
    MemoryAccess(.store, GVA(0x7FFD_5A3C_1E48), byteCount: 8), MemoryAccess(.fetch, GVA(0x40_1136), byteCount: 3),
    MemoryAccess(.load, GVA(4096)), MemoryAccess(.fetch, GVA(0xDEAD_BEEF), byteCount: 15),
    MemoryAccess(.load, GVA(0x1000), byteCount: 64), MemoryAccess(.store, GVA(0x2000), byteCount: 4096),
    MemoryAccess(.store, GVA(0x3000)), MemoryAccess(.load, GVA(0xFFFF_FFFF_FF60_0000)),
  ]

  @Test func readsEveryKindOfLine() throws {
    #expect(try TraceText.words(Self.text, .csv) == Self.accesses)
    #expect(try TraceText.words(Self.text) == Self.accesses)
  }

  @Test func needsNoHeaderAndNoLastNewline() throws {
    let text = "0x1000,L,8\r\n0x2000,S\n0x3000,I,4"
    #expect(
      try TraceText.words(text, .csv) == [
        MemoryAccess(.load, GVA(0x1000), byteCount: 8), MemoryAccess(.store, GVA(0x2000)),
        MemoryAccess(.fetch, GVA(0x3000), byteCount: 4),
      ])
  }

  @Test func takesColumnsByTheirNames() throws {
    let text = "\u{FEFF}time,\"Size\",addr,type,symbol\n1,8,0x1000,W,\"f(int, \"\"x\"\")\"\n2,,0x2000,,main\n"
    #expect(
      try TraceText.words(text, .csv) == [
        MemoryAccess(.store, GVA(0x1000), byteCount: 8), MemoryAccess(.load, GVA(0x2000)),
      ])
  }

  @Test func switchesAddressSpacesWhereTheyChange() throws {
    let text = "address,kind,size,asid\n0x1000,L,1,0\n0x1000,L,1,4095\n0x1000,S,1,4095\n0x1000,L,1,\n0x1000,L,1,7\n"
    let load = MemoryAccess(.load, GVA(0x1000))
    #expect(
      try TraceText.words(text, .csv) == [
        MemoryAccess(.switchSpace(ASID(0))), load, MemoryAccess(.switchSpace(ASID(4095))), load,
        MemoryAccess(.store, GVA(0x1000)), load, MemoryAccess(.switchSpace(ASID(7))), load,
      ])
  }

  @Test func givesObjectsPages() throws {
    let text =
      "time,obj_id,obj_size,op\n0,42932745,512,2a\n1,42932745,99999,2a\n2,18446744073709551615,1,2a\n3,name,1,2a\n"
    let words = try TraceText.words(text, .csv)
    #expect(words.prefix(2).elementsEqual(Array(repeating: MemoryAccess(.load, GVA(42_932_745 << 12)), count: 2)))
    #expect(words.count == 4)
    #expect(words[2].gva.offset(in: .kib4) == 0)
    #expect(words[3].gva.offset(in: .kib4) == 0 && words[3].gva != words[2].gva)
  }

  @Test(arguments: [
    ("0x1000,X", "the kind is none of load, store, fetch, L, S, I, R, W"), ("0x1000,LL", "the kind is none of"),
    (",L", "the line has no address"), ("1000g,L", "the address is no number"), ("-4096,L", "the address is no number"),
    ("0x,L", "the address is no number"), ("7ffd5a3c1e48,L", "the address is no number"),
    ("0x10000000000000000,L", "the address is no number"), ("0x1000,L,0", "the size is not 1 to 4096"),
    ("0x1000,L,4097", "the size is not 1 to 4096"), ("0x1000,L,8x", "the size is no number"),
    ("0x1000,L,8,4096", "the address space is not 0 to 4095"), ("\"0x1000,L", "a quote is not closed"),
    ("\"0x1000\"1,L", "text follows a quote"), ("0x800000000000,L", "the address is not canonical in 48 bits"),
    ("0x7fffffffffff,L,2", "the address is not canonical in 48 bits"),
  ])
  func refusesDamageAndSaysWhere(_ line: String, _ reason: String) throws {
    let tail = String(repeating: "0x1000,L,8\n", count: 10)
    let damage = TraceText.damage("0x1000,L,8\n\n\(line)\n\(tail)", .csv, addressBits: 48)
    #expect(damage?.reason.hasPrefix(reason) == true, "\(String(describing: damage))")
    #expect(damage?.unit == .line)
    #expect(damage?.number == 3)
    #expect(damage?.excerpt == line)
  }

  @Test(arguments: [
    ("time,size\n", "the header names no column 'address' and none 'obj_id', or both"),
    ("address,obj_id\n", "the header names no column 'address' and none 'obj_id', or both"),
    ("address,addr\n", "the header names a column twice"),
  ])
  func refusesHeadersWithoutAnAddress(_ text: String, _ reason: String) {
    #expect(TraceText.damage(text, .csv)?.reason == reason)
  }
}
