import MMUCore

extension X86Configuration: CustomStringConvertible {
  /// The names of the controls that are set, and the rest.
  public var description: String {
    var names: [String] = []
    if controls.contains(.writeProtect) { names.append("WP") }
    if controls.contains(.noExecute) { names.append("NXE") }
    if controls.contains(.smep) { names.append("SMEP") }
    if controls.contains(.smap) { names.append("SMAP") }
    if controls.contains(.pageSizeExtensions) { names.append("PSE") }
    if controls.contains(.userKeys) { names.append("PKRU=0x\(String(keys.pkru, radix: 16))") }
    if controls.contains(.supervisorKeys) { names.append("PKRS=0x\(String(keys.pkrs, radix: 16))") }
    if has1GiBPages { names.append("1GiB") }
    if hasPSE36 { names.append("PSE-36") }
    if honoursGlobal { names.append("PGE") }
    return "[\(names.joined(separator: " ")) MAXPHYADDR=\(maxPhysicalAddressBits)]"
  }
}
