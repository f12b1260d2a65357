import Workload

/// A few random changes to the bytes of a trace; the same seed makes the same ones.
struct TraceMutation {
  private var generator: RandomGenerator

  /// What damaged and edited traces have more often than random bytes do.
  private static let likely = Array("0f9x,: \n\r\t\"#|/-LSIRW@<>".utf8) + [0, 1, 0x7F, 0x80, 0xFF]

  init(seed: UInt64) { generator = RandomGenerator(seed: seed) }

  /// A place in some bytes, or behind them.
  mutating func position(in bytes: [UInt8]) -> Int { Int(generator.next(below: UInt64(bytes.count + 1))) }

  private mutating func byte() -> UInt8 {
    generator.next(below: 3) == 0
      ? UInt8(generator.next(below: 256)) : Self.likely[Int(generator.next(below: UInt64(Self.likely.count)))]
  }

  /// The bytes with one to four changes.
  mutating func applied(to original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...generator.next(below: 4) where !bytes.isEmpty {
      let place = Int(generator.next(below: UInt64(bytes.count)))
      switch generator.next(below: 8) {
      case 0, 1, 2: bytes[place] = byte()
      case 3: bytes[place] ^= 1 << UInt8(generator.next(below: 8))
      case 4: bytes.insert(byte(), at: place)
      case 5: bytes.removeSubrange(place..<min(bytes.count, place + 1 + Int(generator.next(below: 8))))
      case 6: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: place)
      default: bytes.removeLast(Int(generator.next(below: UInt64(1 + bytes.count / 4))))
      }
    }
    return bytes
  }
}
