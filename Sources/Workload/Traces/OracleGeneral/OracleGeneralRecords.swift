import MMUCore

/// The requests of libCacheSim's oracleGeneral format: 24 packed little-endian bytes.
///
/// ```text
///  0  clock_time           4 bytes
///  4  obj_id               8
/// 12  obj_size             4
/// 16  next_access_vtime    8, signed: the number of the request that asks for the object again; -1 or 2⁶³ − 1 for none
/// ```
///
/// A request is a load of one byte from the page that ``ObjectAddress`` gives the object; times and sizes are left out.
///
/// Source: libCacheSim, traceReader/customizedReader/oracle/oracleGeneralBin.h.
struct OracleGeneralRecords: TraceRecords {
  static var includesFetches: Bool { false }
  static var mostWords: Int { 1 }
  static var byteCount: Int { 24 }

  private let objects: ObjectAddress

  init(addressBits: UInt8) { objects = ObjectAddress(addressBits: addressBits) }

  /// The most requests that a trace may have; it would be 24 TiB long.
  private static var mostRequests: UInt64 { 1 << 40 }

  @inline(__always)
  private static func nextAccess(_ record: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: record.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
  }

  @inline(__always)
  func read(_ record: UnsafeRawPointer, to place: UnsafeMutablePointer<MemoryAccess>) -> Int? {
    let object = UInt64(littleEndian: record.loadUnaligned(fromByteOffset: 4, as: UInt64.self))
    place[0] = MemoryAccess(.load, GVA(objects.address(of: object)))
    let next = Self.nextAccess(record)
    let isNumber = next &- 1 < Self.mostRequests
    return isNumber || next == .max || next == UInt64(Int64.max) ? 1 : nil
  }

  func damage(of record: UnsafeRawPointer) -> String {
    "next_access_vtime is \(Int64(bitPattern: Self.nextAccess(record))), which no request has: "
      + "this is no oracleGeneral trace"
  }
}
