/// Turns the content of a block back into words.
///
/// Source: docs/TRACE_FORMAT.md, "Blocks".
final class MMUTBlockDecoder {
  private let slots = MMUTSlots.allocate()
  private let templates = UnsafeMutablePointer<MMUTTemplate>.allocate(capacity: MMUTLimits.slotsPerBlock + 1)
  private let unusedAddressBits: UInt64

  /// - Parameter addressBits: how many bits of an address are used; the others must repeat the highest of them.
  init(addressBits: UInt8) {
    unusedAddressBits = addressBits >= 57 ? 0 : ~0 &<< (7 &+ UInt64(addressBits))
  }

  deinit {
    slots.deallocate()
    templates.deallocate()
  }

  /// Decodes a block.
  ///
  /// - Parameters:
  ///   - content: the block's content. ``MMUTLimits/contentPadding`` more bytes behind it must be readable.
  ///   - words: room for the words of the counts, and for ``MMUTLimits/wordPadding`` more.
  ///   - counts: what the block's header says that it holds.
  func decode(
    _ content: UnsafeRawBufferPointer, into words: UnsafeMutablePointer<UInt64>, _ counts: MMUTCounts<UInt32>
  ) throws(MMUTFault) {
    var run = try Run(content, words, wordCount: Int(counts.total))
    try run.decode(slots, templates)
    try run.checkEnd()
    guard run.counts == counts else { throw MMUTFault("it holds other accesses than its header says") }
    guard run.areCanonical(unusedAddressBits) else { throw MMUTFault("an address is not canonical") }
  }
}

extension MMUTBlockDecoder {
  /// The position in each stream of a block, and what came of it so far.
  private struct Run {
    private var tokens: UnsafeRawPointer
    private var masks: UnsafeRawPointer
    private var corrections: UnsafeRawPointer
    private var definitions: UnsafeRawPointer
    private let tokensEnd: UnsafeRawPointer
    private let masksEnd: UnsafeRawPointer
    private let correctionsEnd: UnsafeRawPointer
    private let definitionsEnd: UnsafeRawPointer
    private var out: UnsafeMutablePointer<UInt64>
    private let outEnd: UnsafeMutablePointer<UInt64>
    private let wordCount: Int
    private var packedCounts: UInt64 = 0
    /// The bits in which any word differs from its next lower bit.
    private var differences = SIMD4<UInt64>.zero

    init(
      _ content: UnsafeRawBufferPointer, _ words: UnsafeMutablePointer<UInt64>, wordCount: Int
    ) throws(MMUTFault) {
      guard content.count >= 16, let base = content.baseAddress else { throw MMUTFault("it is too short for a block") }
      func length(_ index: Int) -> Int {
        Int(UInt32(littleEndian: base.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
      }
      guard 16 + length(0) + length(1) + length(2) + length(3) == content.count else {
        throw MMUTFault("its parts do not add up to its length")
      }
      tokens = base + 16
      masks = tokens + length(0)
      corrections = masks + length(1)
      definitions = corrections + length(2)
      (tokensEnd, masksEnd, correctionsEnd) = (masks, corrections, definitions)
      definitionsEnd = definitions + length(3)
      (out, outEnd) = (words, words + wordCount)
      self.wordCount = wordCount
    }

    /// Whether every address repeats its highest used bit in those that are not used.
    func areCanonical(_ unusedAddressBits: UInt64) -> Bool {
      let all = differences[0] | differences[1] | differences[2] | differences[3]
      return all & unusedAddressBits == 0
    }

    var counts: MMUTCounts<UInt32> { MMUTCounts(packed: packedCounts, wordCount: wordCount) }

    func checkEnd() throws(MMUTFault) {
      guard out == outEnd else { throw MMUTFault("it holds fewer accesses than its header says") }
      guard tokens == tokensEnd, masks == masksEnd, corrections == correctionsEnd, definitions == definitionsEnd else {
        throw MMUTFault("its parts end at different accesses")
      }
    }

    /// One token after another: a template again, or a new one.
    ///
    /// Numbers are read before it is known that they are there; what comes of it is thrown away with the block.
    mutating func decode(
      _ slots: MMUTSlots, _ templates: UnsafeMutablePointer<MMUTTemplate>
    ) throws(MMUTFault) {
      var run = self
      defer { self = run }
      var previous = 0
      var templateCount = 0
      var slotCount = 0
      var place = 0
      var error: UInt64 = 0
      var latest = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
      while run.tokens < run.tokensEnd {
        let token = PrefixNumber.read(&run.tokens)
        let number = token == 0 && templateCount > 0 ? UInt64(templates[previous].successor) : token &- 1
        if number < UInt64(templateCount) {
          let current = Int(number)
          templates[previous].successor = UInt32(current)
          guard run.repeatTemplate(templates[current], slots, &error) else { throw MMUTFault(Self.tooMuch) }
          previous = current
        } else {
          guard number == UInt64(templateCount) else { throw MMUTFault("it names a template that does not exist") }
          let template = try run.define(slots, at: place, &latest)
          if templateCount > 0 { templates[previous].successor = UInt32(templateCount) }
          templates[templateCount] = template
          previous = templateCount
          templateCount &+= 1
          slotCount &+= Int(template.count)
          guard slotCount <= MMUTLimits.slotsPerBlock else { throw MMUTFault("its templates have too many slots") }
          place &+= MMUTSlots.spaced(Int(template.count))
        }
      }
    }

    private static var tooMuch: String { "it holds more accesses than its header says, or ends within one" }

    /// Writes what a template predicts, then corrects it; answers whether all of it was there.
    @inline(__always)
    private mutating func repeatTemplate(
      _ template: MMUTTemplate, _ slots: MMUTSlots, _ error: inout UInt64
    ) -> Bool {
      let count = Int(template.count)
      guard outEnd - out >= count else { return false }
      let start = Int(template.start)
      predict(
        UnsafeMutableRawPointer(slots.last + start), UnsafeRawPointer(slots.stride + start), byteCount: count &* 8)
      let mask = masks.loadUnaligned(as: UInt64.self).littleEndian & (~0 &>> UInt64(truncatingIfNeeded: 64 &- count))
      masks += (count &+ 7) &>> 3
      if mask != 0 { correct(mask, start, slots, &error) }
      out += count
      packedCounts &+= template.packedCounts
      return masks <= masksEnd && corrections <= correctionsEnd
    }

    /// Moves a template's slots on, four at a time, and writes them out: some more than there are, which do no harm.
    @inline(__always)
    private mutating func predict(_ last: UnsafeMutableRawPointer, _ stride: UnsafeRawPointer, byteCount: Int) {
      let out = UnsafeMutableRawPointer(self.out)
      var offset = 0
      repeat {
        let words =
          last.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
          &+ stride.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
        out.storeBytes(of: words, toByteOffset: offset, as: SIMD4<UInt64>.self)
        last.storeBytes(of: words, toByteOffset: offset, as: SIMD4<UInt64>.self)
        differences |= words ^ (words &+ words)
        offset &+= 32
      } while offset < byteCount
    }

    /// Replaces the words of the mask's slots.
    @inline(__always)
    private mutating func correct(_ mask: UInt64, _ start: Int, _ slots: MMUTSlots, _ error: inout UInt64) {
      var rest = mask
      repeat {
        let index = rest.trailingZeroBitCount
        rest &= rest &- 1
        let number = PrefixNumber.read(&corrections)
        // A register that moved moves many slots by the same distance: 0 says so.
        if number != 0 { error = UInt64(bitPattern: PrefixNumber.unfolded(number)) &<< 7 }
        let word = out[index] &+ error
        slots.correct(start &+ index, word, error: error)
        out[index] = word
        differences |= SIMD4(word ^ (word &+ word), 0, 0, 0)
      } while rest != 0
    }

    /// Reads a template that has not been seen yet.
    @inline(never)
    private mutating func define(
      _ slots: MMUTSlots, at start: Int, _ latest: inout (UInt64, UInt64, UInt64, UInt64)
    ) throws(MMUTFault) -> MMUTTemplate {
      let count = Int(definitions.load(as: UInt8.self))
      definitions += 1
      guard count >= 1, count <= MMUTLimits.slotsPerTemplate else {
        throw MMUTFault("a template has no slots or too many")
      }
      guard outEnd - out >= count else { throw MMUTFault(Self.tooMuch) }
      var template = MMUTTemplate(start: UInt32(start), count: UInt16(count), successor: 0, packedCounts: 0)
      for index in 0..<count {
        let low = UInt64(definitions.load(as: UInt8.self))
        definitions += 1
        guard Self.isWord(low) else { throw MMUTFault("a word is neither an access nor an event") }
        let distance = UInt64(bitPattern: PrefixNumber.unfolded(PrefixNumber.read(&definitions))) &<< 7
        let word = Self.moved(&latest, low & 3, by: distance) | low
        out[index] = word
        differences |= SIMD4(word ^ (word &+ word), 0, 0, 0)
        template.packedCounts &+= MMUTTemplate.packedCount(word)
      }
      guard definitions <= definitionsEnd else { throw MMUTFault("a template is cut off") }
      packedCounts &+= template.packedCounts
      slots.define(start, out, count: count)
      out += count
      return template
    }

    /// Whether seven bits are the lowest of an access or of an event.
    private static func isWord(_ low: UInt64) -> Bool {
      low & 3 == 3 ? low & 0xC0 == 0x40 : low & 0xBC == 0
    }

    /// Moves the latest word of a kind, without its low bits.
    private static func moved(
      _ latest: inout (UInt64, UInt64, UInt64, UInt64), _ kind: UInt64, by distance: UInt64
    ) -> UInt64 {
      switch kind {
      case 0:
        latest.0 &+= distance
        return latest.0
      case 1:
        latest.1 &+= distance
        return latest.1
      case 2:
        latest.2 &+= distance
        return latest.2
      default:
        latest.3 &+= distance
        return latest.3
      }
    }
  }
}
