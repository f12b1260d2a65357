import MMUCore

/// What a host keeps of one of its virtual machines: its frames, and what it read and wrote of them.
///
/// Data have no bytes. A store makes of what its frame held something else, that depends on where and on which of the machine's
/// stores it was; a load is noted with what its frame holds. So two machines that do the same write the same, and whoever
/// reads what it should not reads otherwise.
public final class MachineKeeper {
  /// Its physical-to-machine map.
  public let frames: UnsafeMutablePointer<FrameMap>
  /// What its loads read, in order.
  public internal(set) var reads = GuestHistory()
  /// How many loads and stores to data it made.
  public internal(set) var accessCount: UInt64 = 0

  unowned let host: MachineHost
  let number: Int
  private let salt: UInt64
  private var storeCount: UInt64 = 0
  private let storage: MachineMapStorage

  init(_ host: MachineHost, number: Int, shape: MachineShape, salt: UInt64) {
    self.host = host
    self.number = number
    self.salt = salt
    storage = MachineMapStorage(shape, host.storage)
    frames = storage.map
  }

  /// Notes an access that reached memory.
  func note(_ access: GuestAccess, at hpa: HPA) {
    let frame = hpa.frame
    guard host.frames.pointee.contains(frame) else { return }
    accessCount += 1
    let before = host.frames.pointee.content(of: frame)
    guard access.isStore else { return reads.note(before) }
    storeCount += 1
    host.frames.pointee.setContent(
      Self.mixed(before ^ hpa.offset(in: .kib4) << 48 ^ storeCount ^ salt &* 0x9E37_79B9_7F4A_7C15), of: frame)
  }

  /// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, figure 16.
  private static func mixed(_ word: UInt64) -> UInt64 {
    var word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return max(1, word ^ word >> 31)
  }
}
