import CHostShims

/// A physical memory of one space: a buffer that the caller hands in, with address 0 at its first byte.
///
/// It does not own the buffer. Addresses past its end are legal questions: a load of one answers `nil`.
public struct PhysicalMemory<Space: AddressSpace>: @unchecked Sendable {
  // Unchecked: the buffer is shared as a machine's memory is, and whoever shares it orders the accesses.

  /// The first byte, where the host keeps it.
  public let base: UnsafeMutableRawPointer

  /// The size in bytes, a multiple of 4096.
  public let byteCount: UInt64

  /// A memory over a caller's buffer; what does not fill a whole 4 KiB frame at the end is not used.
  ///
  /// The buffer must be aligned to 8 bytes and stay allocated as long as the memory is used.
  public init(_ buffer: UnsafeMutableRawBufferPointer) {
    precondition(!buffer.isEmpty, "a memory needs a buffer")
    base = buffer.baseAddress.unsafelyUnwrapped
    byteCount = UInt64(buffer.count) & ~PageSize.kib4.offsetMask
  }

  /// The number of 4 KiB frames.
  public var frameCount: UInt64 { byteCount &>> UInt64(PageSize.kib4.shift) }

  /// The 8-byte word at an address, whose lowest three bits are ignored; `nil` past the end.
  @inline(__always)
  public func load(at address: Address<Space>) -> UInt64? {
    guard address.rawValue < byteCount else { return nil }
    return base.load(fromByteOffset: Int(truncatingIfNeeded: address.rawValue & ~7), as: UInt64.self)
  }

  /// The page-table entry at an address, which is rounded down to a multiple of the entry's size; `nil` past the end.
  @inline(__always)
  public func loadEntry(at address: Address<Space>, _ size: EntrySize) -> UInt64? {
    if size == .bytes8 { return load(at: address) }
    guard address.rawValue < byteCount else { return nil }
    return UInt64(base.load(fromByteOffset: Int(truncatingIfNeeded: address.rawValue & ~3), as: UInt32.self))
  }

  /// Writes the page-table entry at an address, which is rounded down to a multiple of the entry's size.
  ///
  /// - Returns: whether the address lies in the memory; past the end nothing is written.
  @inline(__always) @discardableResult
  public func storeEntry(_ entry: UInt64, at address: Address<Space>, _ size: EntrySize) -> Bool {
    if size == .bytes8 { return store(entry, at: address) }
    guard address.rawValue < byteCount else { return false }
    let offset = Int(truncatingIfNeeded: address.rawValue & ~3)
    base.storeBytes(of: UInt32(truncatingIfNeeded: entry), toByteOffset: offset, as: UInt32.self)
    return true
  }

  /// Asks the host's caches for the line that holds an address; past the end, for nothing.
  @inline(__always)
  public func prefetch(_ address: Address<Space>) {
    guard address.rawValue < byteCount else { return }
    host_prefetch(base + Int(truncatingIfNeeded: address.rawValue))
  }

  /// Writes the 8-byte word at an address, whose lowest three bits are ignored.
  ///
  /// - Returns: whether the address lies in the memory; past the end nothing is written.
  @inline(__always) @discardableResult
  public func store(_ word: UInt64, at address: Address<Space>) -> Bool {
    guard address.rawValue < byteCount else { return false }
    let offset = Int(truncatingIfNeeded: address.rawValue & ~7)
    base.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
    return true
  }

  /// Writes the lowest bytes of a value, the first at the address itself.
  ///
  /// - Parameter byteCount: 1 to 8.
  /// - Returns: whether all of them lie in the memory; else nothing is written.
  public func storeBytes(_ value: UInt64, byteCount: Int, at address: Address<Space>) -> Bool {
    guard address.rawValue < self.byteCount, self.byteCount &- address.rawValue >= UInt64(byteCount) else {
      return false
    }
    let target = base + Int(truncatingIfNeeded: address.rawValue)
    for index in 0..<byteCount {
      let byte = UInt8(truncatingIfNeeded: value &>> (8 &* UInt64(index)))
      target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
    return true
  }
}

/// The memory that a guest takes for the physical one.
public typealias GuestMemory = PhysicalMemory<GuestPhysical>

/// The memory of the real machine.
public typealias MachineMemory = PhysicalMemory<HostPhysical>
