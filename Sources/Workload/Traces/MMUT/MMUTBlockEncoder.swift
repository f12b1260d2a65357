/// Makes a block's content of words: finds what repeats.
///
/// How words are cut into templates is the writer's business; a reader follows. Here a template ends where the program
/// jumps: it is the instructions between two jumps with their data accesses. Where there are no fetches, it ends where the
/// bits of a word say so, which they say again when the word comes again.
///
/// Source: Milenković and Milenković, "Stream-Based Trace Compression", CAL 2 (2003); Muthitacharoen et al., "A
/// Low-bandwidth Network File System", SOSP (2001), for the boundaries.
final class MMUTBlockEncoder {
  private let slots = MMUTSlots.allocate()
  private let templates = UnsafeMutablePointer<MMUTTemplate>.allocate(capacity: MMUTLimits.slotsPerBlock + 1)
  /// What every slot must be for a template to be seen again: all of the word, or only its low bits.
  private let patterns = UnsafeMutablePointer<UInt64>.allocate(
    capacity: 4 * MMUTLimits.slotsPerBlock + MMUTLimits.slotsPerTemplate)
  /// Template numbers plus one, by the hash of their patterns; 0 where there is none.
  private let table = UnsafeMutablePointer<UInt32>.allocate(capacity: MMUTBlockEncoder.tableSize)
  private var streams = MMUTStreams()
  private var templateCount = 0
  private var slotCount = 0
  private var place = 0
  private var previous = 0
  private var error: UInt64 = 0
  private var latest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private let pattern = UnsafeMutablePointer<UInt64>.allocate(capacity: MMUTLimits.slotsPerTemplate)

  private static let tableSize = 1 << 17

  deinit {
    slots.deallocate()
    templates.deallocate()
    patterns.deallocate()
    table.deallocate()
    pattern.deallocate()
    streams.deallocate()
  }

  /// Encodes as many words as a block takes.
  ///
  /// - Returns: how many there were, the content, which is good until the next call, and the counts.
  func encode(
    _ words: UnsafeBufferPointer<UInt64>
  ) -> (wordCount: Int, content: UnsafeRawBufferPointer, counts: MMUTCounts<UInt32>) {
    begin()
    var done = 0
    var packedCounts: UInt64 = 0
    while done < words.count, slotCount <= MMUTLimits.slotsPerBlock - MMUTLimits.slotsPerTemplate {
      let rest = UnsafeBufferPointer(rebasing: words[done...])
      let (count, hash) = Self.cut(rest, pattern)
      let number = find(pattern, count, hash)
      if number < templateCount {
        repeatTemplate(number, rest)
      } else {
        define(rest, pattern, count)
      }
      packedCounts &+= templates[number].packedCounts
      done += count
    }
    return (done, streams.content(), MMUTCounts(packed: packedCounts, wordCount: done))
  }

  private func begin() {
    table.update(repeating: 0, count: Self.tableSize)
    streams.removeAll()
    (templateCount, slotCount, place, previous, error) = (0, 0, 0, 0, 0)
    latest = (0, 0, 0, 0)
  }

  // MARK: Cutting

  /// An instruction of x86 has at most 15 bytes; fetches further apart are a jump.
  private static var longestInstruction: UInt64 { 15 }

  /// Finds where the template at the start of some words ends; writes its pattern.
  ///
  /// - Returns: its length and the pattern's hash.
  private static func cut(
    _ words: UnsafeBufferPointer<UInt64>, _ pattern: UnsafeMutablePointer<UInt64>
  ) -> (count: Int, hash: UInt64) {
    let limit = min(words.count, MMUTLimits.slotsPerTemplate)
    var hash: UInt64 = 0
    var index = 0
    var latestFetch: UInt64?
    while index < limit {
      let word = words[index]
      let isFetch = word & 3 == 2
      if isFetch, index > 0 {
        guard let latestFetch, (word &- latestFetch) &>> 7 <= longestInstruction, word > latestFetch else { break }
      }
      if isFetch { latestFetch = word }
      pattern[index] = isFetch || latestFetch == nil ? word : word & 127
      hash = mixed(hash, pattern[index])
      index &+= 1
      if latestFetch == nil, endsTemplate(word) { break }
    }
    return (index, hash &+ UInt64(index))
  }

  /// Whether a template without fetches ends behind a word: behind one in eight.
  @inline(__always)
  private static func endsTemplate(_ word: UInt64) -> Bool {
    (word &* 0x9E37_79B9_7F4A_7C15) &>> 61 == 0
  }

  @inline(__always)
  private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product &>> 32
  }

  /// The number of the template with a pattern, or the next free one, which it has from now on.
  private func find(_ pattern: UnsafePointer<UInt64>, _ count: Int, _ hash: UInt64) -> Int {
    var index = Int(truncatingIfNeeded: hash &>> 40) & (Self.tableSize - 1)
    while true {
      let number = Int(table[index]) - 1
      if number < 0 {
        table[index] = UInt32(templateCount + 1)
        return templateCount
      }
      if matches(templates[number], pattern, count) { return number }
      index = (index + 1) & (Self.tableSize - 1)
    }
  }

  @inline(__always)
  private func matches(_ template: MMUTTemplate, _ pattern: UnsafePointer<UInt64>, _ count: Int) -> Bool {
    guard Int(template.count) == count else { return false }
    let known = patterns + Int(template.start)
    for index in 0..<count where known[index] != pattern[index] { return false }
    return true
  }

  // MARK: Writing

  private func repeatTemplate(_ number: Int, _ words: UnsafeBufferPointer<UInt64>) {
    let template = templates[number]
    streams.tokens.append(Int(templates[previous].successor) == number ? 0 : UInt64(number + 1))
    templates[previous].successor = UInt32(number)
    previous = number
    let start = Int(template.start)
    let count = Int(template.count)
    var mask: UInt64 = 0
    for index in 0..<count {
      let slot = start + index
      let predicted = slots.last[slot] &+ slots.stride[slot]
      slots.last[slot] = words[index]
      guard predicted != words[index] else { continue }
      mask |= 1 &<< UInt64(index)
      correct(slot, words[index], error: words[index] &- predicted)
    }
    streams.masks.append(lowBytesOf: mask, count: (count + 7) / 8)
  }

  private func correct(_ slot: Int, _ word: UInt64, error: UInt64) {
    let isSame = error == self.error
    streams.corrections.append(isSame ? 0 : PrefixNumber.folded(Int64(bitPattern: error) &>> 7))
    self.error = error
    slots.correct(slot, word, error: error)
  }

  private func define(_ words: UnsafeBufferPointer<UInt64>, _ pattern: UnsafePointer<UInt64>, _ count: Int) {
    streams.tokens.append(UInt64(templateCount + 1))
    var template = MMUTTemplate(start: UInt32(place), count: UInt16(count), successor: 0, packedCounts: 0)
    streams.definitions.append(lowBytesOf: UInt64(count), count: 1)
    for index in 0..<count {
      let word = words[index]
      streams.definitions.append(lowBytesOf: word & 127, count: 1)
      let distance = moveLatest(word & 3, to: word & ~127)
      streams.definitions.append(PrefixNumber.folded(Int64(bitPattern: distance) &>> 7))
      template.packedCounts &+= MMUTTemplate.packedCount(word)
    }
    if let base = words.baseAddress { slots.define(place, base, count: count) }
    (patterns + place).update(from: pattern, count: count)
    if templateCount > 0 { templates[previous].successor = UInt32(templateCount) }
    templates[templateCount] = template
    previous = templateCount
    templateCount += 1
    slotCount += count
    place += MMUTSlots.spaced(count)
  }

  /// Makes a word, without its low bits, the latest of its kind; answers how far it is from the one before.
  private func moveLatest(_ kind: UInt64, to word: UInt64) -> UInt64 {
    func move(_ place: inout UInt64) -> UInt64 {
      defer { place = word }
      return word &- place
    }
    switch kind {
    case 0: return move(&latest.0)
    case 1: return move(&latest.1)
    case 2: return move(&latest.2)
    default: return move(&latest.3)
    }
  }
}
