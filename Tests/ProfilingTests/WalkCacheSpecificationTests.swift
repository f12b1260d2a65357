import MMUCore
import Profiling
import Testing

@Suite struct WalkCacheSpecificationTests {
  @Test func whatMayBeWritten() throws {
    let cases: [(String, WalkCacheGeometry)] = [
      ("4,4,24", WalkCacheGeometry(pml4: 4, pdpt: 4, pde: 24)), ("none", .none), ("0,0,0", .none),
      ("2,4,32,nested=16", WalkCacheGeometry(pml4: 2, pdpt: 4, pde: 32, nested: 16)),
      ("nested=16,2,4,32,tag=virtual", WalkCacheGeometry(pml4: 2, pdpt: 4, pde: 32, nested: 16)),
      ("24,TAG=Physical", WalkCacheGeometry(physical: 24)),
      ("24,tag=physical,nested=8,lines=512", WalkCacheGeometry(physical: 24, nested: 8, lines: 512)),
    ]
    for (text, geometry) in cases {
      #expect(try WalkCacheSpecification.geometry(text) == geometry, "\(text)")
      #expect(try WalkCacheSpecification.geometry(geometry.name) == geometry, "\(geometry.name)")
    }
  }

  @Test func whatIsWrongIsSaid() {
    let cases: [(String, WalkCacheSpecificationError)] = [
      ("4,4", .wrongCount(2, tag: "virtual")), ("4,4,24,1", .wrongCount(4, tag: "virtual")),
      ("4,4,24,tag=physical", .wrongCount(3, tag: "physical")), ("4,4,x", .notANumber(cache: "a walk cache", "x")),
      ("", .notANumber(cache: "a walk cache", "")), ("4,4,-1", .notANumber(cache: "a walk cache", "-1")),
      ("4,4,24,nested=", .notANumber(cache: "nested", "")), ("4,4,24,nestd=16", .unknownKey("nestd")),
      ("4,4,24,nested=1,nested=2", .duplicateKey("nested")), ("4,4,24,tag=both", .unknownTag("both")),
      ("4,4,24,a=b=c", .notAnAssignment("a=b=c")), ("4,4,99999999", .tooLarge(cache: "a walk cache", 99_999_999)),
      ("4,4,24,lines=99999999999999", .notANumber(cache: "lines", "99999999999999")),
    ]
    for (text, error) in cases {
      #expect(throws: error) { try WalkCacheSpecification.geometry(text) }
      #expect(!error.description.contains("\n") && error.description.count < 160, "\(error)")
    }
    #expect(WalkCacheSpecificationError.unknownKey("nestd").description.contains("did you mean 'nested'?"))
    #expect(WalkCacheSpecificationError.unknownTag("phys").description.contains("did you mean 'physical'?"))
  }
}
