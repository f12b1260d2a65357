import MMUCore

extension X86Configuration: CustomStringConvertible {
  /// The names of the controls that are set, and the rest.
  public var description: String {
    var names: [String] = []
    if controls.contains(.writeProtect) { names.append("WP") }
    if controls.contains(.noExecute) { names.append("NXE") }
    if controls.contains(.smep) { names.append("SMEP") }
    if controls.contains(.smap) { names.append("SMAP") }
    if has1GiBPages { names.append("1GiB") }
    if honoursGlobal { names.append("PGE") }
    return "[\(names.joined(separator: " ")) MAXPHYADDR=\(maxPhysicalAddressBits)]"
  }
}
