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
  /// Where those frames are that may come and go, which lie in slots but not where these say; `nil` if none do.
  public var frames: UnsafeMutablePointer<FrameMap>?

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

  /// The map of an address's frame, if it may come and go.
  @inline(__always)
  private func map(of gpa: GPA) -> UnsafeMutablePointer<FrameMap>? {
    guard let frames, frames.pointee.covers(gpa.frame) else { return nil }
    return frames
  }

  /// Sees to it that an address's frame is there for an access, if it may come and go. Whoever leads to where it was must forget that.
  @inline(__always)
  func provide(_ gpa: GPA, isStore: Bool) -> FrameProvision? {
    map(of: gpa)?.pointee.provide(gpa.frame, isStore: isStore)
  }

  /// Whether an address is the guest's own at present: in a slot, and not given back.
  func owns(_ gpa: GPA) -> Bool {
    if let map = map(of: gpa) { return map.pointee.state(of: gpa.frame) != .givenBack }
    return resolve(gpa) != .unbacked
  }

  /// What may be kept of a translation: of frames that may come and go, one at a time.
  @inline(__always)
  func piece(of translation: GuestTranslation) -> GuestTranslation {
    guard translation.pageSize > .kib4, map(of: translation.address) != nil else { return translation }
    return Translation(
      address: translation.address, pageSize: .kib4, rights: translation.rights, permitted: translation.permitted,
      isDirty: translation.isDirty, isGlobal: translation.isGlobal)
  }

  /// What a guest physical address stands for.
  public func resolve(_ gpa: GPA) -> Resolution {
    if let map = map(of: gpa) {
      guard map.pointee.state(of: gpa.frame) == .mapped else { return .unbacked }
      let hpa = map.pointee.place(of: gpa.frame).address.advanced(by: gpa.offset(in: .kib4))
      return .backed(hpa, isReadOnly: map.pointee.isReadOnly(gpa.frame))
    }
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
    if map(of: gpa) != nil {
      guard case .backed(let hpa, let isReadOnly) = resolve(gpa) else { return nil }
      return HostPage(hpa: hpa.aligned(to: .kib4), size: .kib4, isReadOnly: isReadOnly)
    }
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
