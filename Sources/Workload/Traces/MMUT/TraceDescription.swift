/// What a trace is of, as its file says.
public struct TraceDescription: Equatable, Sendable {
  /// The architecture of the recorded program or guest, such as `x86-64`; `unknown` where nobody knows.
  public var guest: String
  /// The paging mode that its addresses are for, by the name that `mmubench list formats` gives it, or `unknown`.
  public var paging: String
  /// How many bits of an address are used; the others repeat the highest of them.
  public var addressBits: UInt8
  /// Whether instruction fetches may be among the accesses.
  public var includesFetches: Bool
  /// The program that wrote the file.
  public var creator: String
  /// The recorded command and its arguments, if it was one.
  public var command: [String]
  /// The file or format that the trace was made from, if it was not recorded.
  public var source: String?

  /// The bits that an address may have, in a file.
  public static let addressBitsRange: ClosedRange<UInt8> = 32...57

  /// A description of accesses of x86-64 programs.
  public init(
    guest: String = "x86-64", paging: String = "x86-long4", addressBits: UInt8 = 48, includesFetches: Bool = true,
    creator: String = "mmubench", command: [String] = [], source: String? = nil
  ) {
    self.guest = guest
    self.paging = paging
    self.addressBits = addressBits
    self.includesFetches = includesFetches
    self.creator = creator
    self.command = command
    self.source = source
  }
}

extension TraceDescription {
  /// The description as the content of a file's first section.
  var fields: MMUTFields {
    var fields = MMUTFields()
    fields.add("guest", guest)
    fields.add("paging", paging)
    fields.add("address-bits", "\(addressBits)")
    fields.add("fetches", includesFetches ? "yes" : "no")
    fields.add("creator", creator)
    for argument in command { fields.add("argument", argument) }
    if let source { fields.add("source", source) }
    return fields
  }

  /// The description that a file's first section holds.
  init(_ fields: MMUTFields) throws(MMUTFault) {
    guard let guest = fields["guest"], let paging = fields["paging"], let creator = fields["creator"],
      let fetches = fields["fetches"], fetches == "yes" || fetches == "no",
      let bits = fields["address-bits"].flatMap({ UInt8($0) }), Self.addressBitsRange.contains(bits)
    else { throw MMUTFault("it does not say what the trace is of") }
    self.init(
      guest: guest, paging: paging, addressBits: bits, includesFetches: fetches == "yes", creator: creator,
      command: fields.all("argument"), source: fields["source"])
  }
}
