/// The physical-to-machine map of one virtual machine: GPA to HPA, as a sorted list of slots.
///
/// This is Disco's pmap and KVM's memslots, in caller-given storage.
public struct MemorySlots {
  /// What a guest physical address stands for.
  public enum Resolution: Equatable, Sendable, BitwiseCopyable {
    /// Memory, at this host address.
    case backed(HPA, isReadOnly: Bool)
    /// No slot: a device, or nothing.
    case unbacked
  }

  /// Why a slot was not added.
  public enum Refusal: UInt8, CodedEnum {
    /// The storage is full.
    case full
    /// It shares a guest frame with a slot that is there.
    case overlaps
    /// It has no frames, or frames past the end of the frame space.
    case malformed
  }

  private let storage: UnsafeMutableBufferPointer<MemorySlot>
  /// How many slots there are.
  public private(set) var count = 0

  /// An empty map with room for `storage.count` slots.
  public init(storage: UnsafeMutableBufferPointer<MemorySlot>) { self.storage = storage }

  /// Adds a slot, or says why not and changes nothing.
  public mutating func insert(_ slot: MemorySlot) -> Refusal? {
    guard slot.isWellFormed else { return .malformed }
    guard count < storage.count else { return .full }
    let position = firstIndex(after: slot.firstGuestFrame)
    if position > 0 && storage[position - 1].guestEnd > slot.firstGuestFrame.rawValue { return .overlaps }
    if position < count && slot.guestEnd > storage[position].firstGuestFrame.rawValue { return .overlaps }
    var index = count
    while index > position {
      storage[index] = storage[index - 1]
      index -= 1
    }
    storage[position] = slot
    count += 1
    return nil
  }

  /// Removes the slot that begins at a guest frame; answers whether there was one.
  public mutating func remove(beginningAt frame: GFN) -> Bool {
    let position = firstIndex(after: frame) - 1
    guard position >= 0, storage[position].firstGuestFrame == frame else { return false }
    var index = position
    while index < count - 1 {
      storage[index] = storage[index + 1]
      index += 1
    }
    count -= 1
    return true
  }

  /// What a guest physical address stands for.
  public func resolve(_ gpa: GPA) -> Resolution {
    let position = firstIndex(after: gpa.frame) - 1
    guard position >= 0 else { return .unbacked }
    let slot = storage[position]
    guard gpa.frame.rawValue < slot.guestEnd else { return .unbacked }
    let distance = gpa.frame.rawValue &- slot.firstGuestFrame.rawValue
    let page = slot.firstHostFrame.advanced(by: distance).address
    return .backed(page.advanced(by: gpa.offset(in: .kib4)), isReadOnly: slot.isReadOnly)
  }

  /// The slots, sorted.
  public var all: UnsafeMutableBufferPointer<MemorySlot> { UnsafeMutableBufferPointer(rebasing: storage[..<count]) }

  /// The largest page, of at most a size, that the host can map at a guest physical address: its frames lie together in one slot and are
  /// aligned alike on both sides; `nil` where nothing backs the address.
  public func page(at gpa: GPA, upTo limit: PageSize) -> HostPage? {
    let position = firstIndex(after: gpa.frame) - 1
    guard position >= 0, gpa.frame.rawValue < storage[position].guestEnd else { return nil }
    let slot = storage[position]
    var size = limit
    while size >= .kib4 {
      let first = gpa.aligned(to: size).frame
      let isInside =
        first >= slot.firstGuestFrame && first.rawValue &+ size.byteCount &>> 12 <= slot.guestEnd
      let host = slot.firstHostFrame.advanced(by: first.rawValue &- slot.firstGuestFrame.rawValue).address
      if isInside && host == host.aligned(to: size) {
        return HostPage(hpa: host, size: size, isReadOnly: slot.isReadOnly)
      }
      size.shift -= 9
    }
    return nil
  }

  /// The position of the first slot that begins after a frame (binary search).
  private func firstIndex(after frame: GFN) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low &+ high) &>> 1
      if storage[middle].firstGuestFrame <= frame { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
