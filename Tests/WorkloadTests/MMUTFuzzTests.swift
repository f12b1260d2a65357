import Foundation
import MMUCore
import Testing
import Workload

/// Mutated files: an error or a result, never a crash, a hang or memory without end.
@Suite struct MMUTFuzzTests {
  /// The parts of small files that differ as much as files can.
  private static func bases() throws -> [MMUTParts] {
    var mappings = TraceMappings()
    mappings.insert(TraceMapping(start: 0x1000, end: 0x9000, offset: 0, permissions: "r-xp", path: "/bin/x"))
    mappings.insert(TraceMapping(start: 0xA000, end: 0xB000, offset: 0, permissions: "rw-p", path: "[heap]"))
    let symbol = TraceSymbol(address: 0x1100, byteCount: 32, kind: .function, name: "main")
    mappings.insert(TraceObject(path: "/bin/x", symbols: [symbol]))
    return try TestStream.allCases.map { stream in
      MMUTParts(
        try TestStream.file(
          stream.accesses(seed: 9, count: 120), blockSize: 50, addressBits: stream == .program ? 48 : 57,
          mappings: mappings))
    }
  }

  private static func interesting(_ random: inout RandomGenerator) -> UInt64 {
    let values: [UInt64] = [
      0, 1, 2, 0x7F, 0x80, 0xFF, 0xFFFF, 1 << 16, 1 << 18, 1 << 22, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 60, .max,
    ]
    return random.next(below: 3) == 0 ? random.next() : values[Int(random.next(below: UInt64(values.count)))]
  }

  /// Changes some bytes: single ones, or runs that go, come or move.
  private static func mutate(_ bytes: inout [UInt8], _ random: inout RandomGenerator) {
    for _ in 0...random.next(below: 3) {
      guard !bytes.isEmpty else { return }
      let place = Int(random.next(below: UInt64(bytes.count)))
      let length = min(bytes.count - place, 1 + Int(random.next(below: 12)))
      switch random.next(below: 6) {
      case 0: bytes[place] ^= 1 << UInt8(random.next(below: 8))
      case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 2: bytes.removeSubrange(place..<(place + length))
      case 3: bytes.insert(contentsOf: Array(bytes[place..<(place + length)]), at: place)
      case 4: bytes.removeSubrange(place...)
      default:
        for index in 0..<min(length, 8) { bytes[place + index] = UInt8(truncatingIfNeeded: interesting(&random)) }
      }
    }
  }

  /// Changes parts and seals them again, so that no checksum tells.
  private static func sealedMutant(_ base: MMUTParts, _ random: inout RandomGenerator) -> [UInt8] {
    var parts = base
    for _ in 0...random.next(below: 2) {
      let index = Int(random.next(below: UInt64(parts.sections.count)))
      switch random.next(below: 8) {
      case 0: parts.sections.remove(at: index)
      case 1: parts.sections.insert(parts.sections[index], at: Int(random.next(below: UInt64(parts.sections.count))))
      case 2:
        let fields = [(14, 2), (24, 8), (32, 8), (40, 4), (44, 4), (48, 4), (52, 4)]
        let (offset, count) = fields[Int(random.next(below: 7))]
        parts.sections[index].set(interesting(&random), at: offset, count: count)
      case 3:
        let kinds = ["HEAD", "BLCK", "MAPS", "SYMS", "NOTE", "INDX", "END ", "WHAT"]
        parts.sections[index].kind = kinds[Int(random.next(below: 8))]
      default: mutate(&parts.sections[index].content, &random)
      }
      if parts.sections.isEmpty { break }
    }
    return parts.sealed(keepingIndex: random.next(below: 2) == 0)
  }

  @Test(.timeLimit(.minutes(10)), arguments: 1...4 as ClosedRange<UInt64>)
  func mutatedFilesGiveAnErrorOrAResult(_ seed: UInt64) throws {
    var random = RandomGenerator(seed: seed)
    let bases = try Self.bases()
    let whole = bases.map { $0.file }
    var results = 0
    for number in 0..<25_000 {
      let index = Int(random.next(below: UInt64(bases.count)))
      var file = whole[index]
      if random.next(below: 2) == 0 {
        file = Self.sealedMutant(bases[index], &random)
      } else {
        Self.mutate(&file, &random)
      }
      do {
        let (accesses, _) = try TestStream.read(file, salvages: random.next(below: 3) == 0)
        results += 1
        #expect(accesses.count <= 1 << 20, "file \(number) of seed \(seed)")
      } catch TraceFailure.malformed {
      } catch {
        Issue.record("file \(number) of seed \(seed): \(error)")
      }
    }
    // The mutations reach deep: some files are still good.
    #expect(results > 1000 && results < 24_000, "seed \(seed): \(results)")
  }
}
