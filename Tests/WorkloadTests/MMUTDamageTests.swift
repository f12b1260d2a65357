import Foundation
import MMUCore
import Testing
import Workload

@Suite struct MMUTDamageTests {
  private static let accesses = TestStream.everything.accesses(seed: 3, count: 600)
  private static func smallFile() throws -> [UInt8] { try TestStream.file(accesses, blockSize: 150) }

  /// Where sections begin: kind and offset.
  static func sections(_ file: [UInt8]) -> [(kind: String, offset: Int, length: Int)] {
    var sections: [(String, Int, Int)] = []
    var offset = 0
    while offset + 64 <= file.count {
      let stored = file[(offset + 16)..<(offset + 20)].reversed().reduce(0) { $0 << 8 | Int($1) }
      sections.append((String(decoding: file[(offset + 8)..<(offset + 12)], as: UTF8.self), offset, 64 + stored))
      offset += 64 + stored
    }
    return sections
  }

  /// The number of the block that comes next where the file is at an offset.
  private static func nextBlock(_ file: [UInt8], at offset: Int) -> UInt64 {
    1 + UInt64(sections(file).filter { $0.kind == "BLCK" && $0.offset + $0.length <= offset }.count)
  }

  /// Expects an error that names the block at an offset.
  private static func expectDamage(_ file: [UInt8], at offset: Int, in whole: [UInt8], _ what: String) {
    let number = nextBlock(whole, at: offset)
    do {
      _ = try TestStream.read(file)
      Issue.record("\(what) was not noticed")
    } catch let TraceFailure.malformed(name, damage) {
      #expect(name == "trace" && damage.unit == .block && damage.number == number, "\(what): \(damage)")
    } catch {
      Issue.record("\(what): \(error)")
    }
  }

  /// Whether some accesses are others with some left out, in order.
  static func isPart(_ part: [MemoryAccess], of whole: [MemoryAccess]) -> Bool {
    var rest = whole[...]
    for access in part {
      guard let index = rest.firstIndex(of: access) else { return false }
      rest = rest[(index + 1)...]
    }
    return true
  }

  @Test func everyTruncationIsNamed() throws {
    let file = try Self.smallFile()
    for length in 0..<file.count {
      let cut = Array(file[..<length])
      Self.expectDamage(cut, at: length, in: file, "a file cut off after \(length) bytes")
      let (rest, source) = try TestStream.read(cut, salvages: true)
      let sound = 150 * Int(Self.nextBlock(file, at: length) - 1)
      #expect(rest == Array(Self.accesses.prefix(sound)), "salvage after \(length) bytes")
      #expect(source.salvage.firstDamage != nil && !source.salvage.sawEnd)
    }
  }

  @Test func everyFlippedBitIsNoticedOrHarmless() throws {
    let file = try Self.smallFile()
    var harmless = 0
    for bit in 0..<(8 * file.count) {
      var damaged = file
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      do {
        let (read, _) = try TestStream.read(damaged)
        #expect(read == Self.accesses, "bit \(bit) changed accesses")
        harmless += 1
      } catch let TraceFailure.malformed(_, damage) {
        #expect(damage.number == Self.nextBlock(file, at: bit / 8), "bit \(bit): \(damage)")
      }
    }
    // A bit of a compressed stream may have no meaning.
    #expect(harmless < 8 * file.count / 100, "\(harmless) bits")
  }

  @Test func salvageSkipsWhatIsDamaged() throws {
    let file = try Self.smallFile()
    for (index, section) in Self.sections(file).enumerated() {
      for offset in stride(from: section.offset, to: section.offset + section.length, by: 7) {
        var damaged = file
        damaged[offset] ^= 0x55
        let (read, source) = try TestStream.read(damaged, salvages: true)
        #expect(Self.isPart(read, of: Self.accesses), "byte \(offset)")
        let lost = section.kind == "BLCK" ? 150 : 0
        #expect(Self.accesses.count - read.count == lost, "byte \(offset) of section \(index)")
        if source.salvage.sawEnd { #expect(source.salvage.lostCount == UInt64(lost)) }
        #expect(section.kind == "END " || source.salvage.sawEnd)
      }
    }
  }

  @Test func salvageFindsBlocksInTheMiddleOfNothing() throws {
    let file = try Self.smallFile()
    let blocks = Self.sections(file).filter { $0.kind == "BLCK" }
    let third = Array(file[blocks[2].offset..<(blocks[2].offset + blocks[2].length)])
    let noise = [UInt8](repeating: 0x89, count: 300)
    let (read, source) = try TestStream.read(noise + third + noise, salvages: true)
    #expect(read == Array(Self.accesses[300..<450]))
    #expect(source.salvage.lostCount == 300 && !source.salvage.sawEnd)
  }

  @Test func refusesBlocksOutOfTheirPlace() throws {
    let file = try Self.smallFile()
    let blocks = Self.sections(file).filter { $0.kind == "BLCK" }
    let bytes = blocks.map { Array(file[$0.offset..<($0.offset + $0.length)]) }
    let head = Array(file[..<blocks[0].offset])
    let tail = Array(file[(blocks[3].offset + blocks[3].length)...])
    let wrong: [([[UInt8]], UInt64)] = [
      ([bytes[1], bytes[0], bytes[2], bytes[3]], 1), ([bytes[0], bytes[2], bytes[3]], 2),
      ([bytes[0], bytes[0], bytes[1], bytes[2], bytes[3]], 2), ([bytes[0], bytes[1], bytes[2]], 4),
    ]
    for (order, number) in wrong {
      let failure = #expect(throws: TraceFailure.self) { try TestStream.read(head + order.flatMap { $0 } + tail) }
      guard case .malformed(_, let damage) = failure else { continue }
      #expect(damage.number == number)
    }
    #expect(throws: TraceFailure.self) { try TestStream.read(file + [0]) }
  }

  @Test func skipsOptionalSectionsAndRefusesOtherUnknownOnes() throws {
    var parts = MMUTParts(try Self.smallFile())
    for (flags, isRead) in [(UInt16(1), true), (0, false), (2, false), (3, true)] {
      var section = parts.sections[2]
      section.kind = "XYZW"
      section.flags = flags
      parts.sections.insert(section, at: 2)
      if isRead {
        #expect(try TestStream.read(parts.file).0 == Self.accesses)
      } else {
        #expect(throws: TraceFailure.self) { try TestStream.read(parts.file) }
      }
      parts.sections.remove(at: 2)
    }
  }

  @Test func refusesOtherVersionsAndOtherFiles() throws {
    var parts = MMUTParts(try Self.smallFile())
    parts.sections[0].version = 2
    let failure = #expect(throws: TraceFailure.self) { try TestStream.read(parts.file) }
    #expect("\(failure!)".contains("version 2"))
    for text in ["", "I  0401ab70,3\n", String(repeating: "x", count: 100)] {
      let failure = #expect(throws: TraceFailure.self) { try TestStream.read(Array(text.utf8)) }
      guard case .malformed(_, let damage) = failure else { continue }
      #expect(damage.number == 1)
    }
  }

  /// What is sealed and yet wrong: counts, places, the index, the end, parts of a block that are too long or too short.
  @Test func whatContradictsItselfIsRefused() throws {
    let parts = MMUTParts(try Self.smallFile())
    let block = try #require(parts.sections.firstIndex { $0.kind == "BLCK" })
    let index = try #require(parts.sections.firstIndex { $0.kind == "INDX" })
    let end = parts.sections.count - 1
    func refused(_ what: String, _ change: (inout MMUTParts) -> Void) {
      var changed = parts
      change(&changed)
      #expect(throws: TraceFailure.self, "\(what)") { try TestStream.read(changed.sealed(keepingIndex: true)) }
    }
    #expect(try TestStream.read(parts.sealed(keepingIndex: true)).0 == Self.accesses)
    // One more of a kind and one less of another; then one more or less in all.
    for (more, less) in [(40, 44), (44, 48), (48, 40), (52, 48), (40, 60), (60, 40)] {
      refused("counts at \(more) and \(less)") { parts in
        if more < 60 { parts.sections[block].set(parts.sections[block].get(more, count: 4) + 1, at: more, count: 4) }
        if less < 60 { parts.sections[block].set(parts.sections[block].get(less, count: 4) - 1, at: less, count: 4) }
      }
    }
    for (offset, value) in [(24, 0), (24, 2), (32, 1), (32, UInt64.max)] {
      refused("\(value) at \(offset) of a block") { $0.sections[block].set(value, at: offset, count: 8) }
    }
    for offset in [24, 32] {
      refused("one more at \(offset) of the end") {
        $0.sections[end].set($0.sections[end].get(offset, count: 8) + 1, at: offset, count: 8)
      }
    }
    for byte in 0..<parts.sections[index].content.count {
      refused("byte \(byte) of the index") { $0.sections[index].content[byte] ^= 1 }
    }
    // A part of the block that has a byte too many, where its length says so.
    for part in 0..<4 {
      refused("part \(part) too long") { parts in
        let content = parts.sections[block].content
        let length = content[4 * part]
        let lengths = (0...part).map { Int(content[4 * $0]) | Int(content[4 * $0 + 1]) << 8 }
        guard length < 255 else { return parts.sections[block].content[16] = 0 }
        parts.sections[block].content[4 * part] += 1
        parts.sections[block].content.insert(1, at: 16 + lengths.reduce(0, +))
      }
    }
  }
}
