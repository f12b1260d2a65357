/// What recognizes, from a few registers, accesses whose repetition changes nothing: those to the key in front of their first-level set.
/// For pages of one size.
///
/// It knows linear indices alone. Where the index is folded it always looks into set 0, and so answers no for nearly every access.
struct TLBRepeats {
  /// A first-level TLB.
  private struct Side {
    let rows: UnsafeMutablePointer<UInt64>
    let shift: UInt64
    let mask: UInt64
    let keyMask: UInt64
    let sizeBits: UInt64

    @inline(__always)
    init(_ array: TLBArray, _ size: PageSize) {
      let shift = size.shift &+ array.pairShift
      rows = array.tlb.rows
      self.shift = UInt64(shift) &+ 7 &- UInt64(array.tlb.rowShift)
      mask = array.tlb.geometry.foldsIndex ? 0 : array.tlb.setMask &<< UInt64(array.tlb.rowShift)
      keyMask = ~PageSize(shift: shift).offsetMask &<< 7 | MemoryAccess.crossingBit
      sizeBits = UInt64(shift &- 11)
    }

    @inline(__always)
    func difference(_ access: MemoryAccess, _ spaceBits: UInt64) -> UInt64 {
      let front = rows[Int(truncatingIfNeeded: (access.rawValue &>> shift) & mask)]
      return front ^ (access.rawValue & keyMask | sizeBits | spaceBits)
    }
  }

  private let data: Side
  private let instruction: Side
  private var lowerBits: UInt64
  /// What differs in the upper half of the address space.
  private var upperDifference: UInt64
  /// How many there were.
  private(set) var counts = KindCounts()

  /// For TLBs that are both on the first level.
  @inline(__always)
  init(data: TLBArray, instruction: TLBArray, _ size: PageSize, spaceBits: UInt64, globalBits: UInt64) {
    self.data = Side(data, size)
    self.instruction = Side(instruction, size)
    lowerBits = spaceBits
    upperDifference = spaceBits ^ globalBits
  }

  /// Changes the address space.
  @inline(__always)
  mutating func change(spaceBits: UInt64, globalBits: UInt64) {
    lowerBits = spaceBits
    upperDifference = spaceBits ^ globalBits
  }

  /// The position of the first access that is no such repetition.
  @inline(__always)
  mutating func skip(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, from start: Int, includesFetches: Bool
  ) -> Int {
    var index = start
    while index < accesses.count {
      let access = accesses[index]
      let upper = UInt64(bitPattern: Int64(bitPattern: access.rawValue) &>> 63)
      let spaceBits = lowerBits ^ (upper & upperDifference)
      let isFetch = includesFetches && access.isFetch
      let difference = isFetch ? instruction.difference(access, spaceBits) : data.difference(access, spaceBits)
      guard difference == 0 else { break }
      counts.count(access)
      index &+= 1
    }
    return index
  }
}
