// The control registers of a case as named numbers, and back.

extension QEMUControls {
  /// What a corpus file keeps of them.
  var corpusFields: [(String, UInt64)] {
    func flags(_ pairs: [(String, Bool)]) -> [(String, UInt64)] { pairs.map { ($0.0, $0.1 ? 1 : 0) } }
    switch self {
    case .riscv(let it):
      return [("root", it.root), ("levels", UInt64(it.levels))] + flags([("sum", it.sum), ("mxr", it.mxr)])
    case .aarch64(let it):
      let numbers = [
        ("root", it.root), ("sizeoffset", it.sizeOffset), ("granule", it.granule.number), ("outputsize", it.outputSize),
      ]
      return numbers
        + flags([
          ("upper", it.isUpper), ("ha", it.setsAccessFlag), ("hd", it.setsDirtyState), ("hpd", it.ignoresTableLimits),
          ("wxn", it.wxn), ("pan", it.pan),
        ])
    case .x86(let it):
      return [("root", it.root), ("levels", UInt64(it.levels)), ("pkru", UInt64(it.pkru))]
        + flags([
          ("wp", it.wp), ("nxe", it.nxe), ("smep", it.smep), ("smap", it.smap), ("pge", it.pge), ("ac", it.ac),
          ("pke", it.pke),
        ])
    }
  }

  /// Reads them from a corpus file.
  init(_ file: CorpusText, _ guest: QEMUGuest) throws(CorpusFailure) {
    switch guest {
    case .riscv64: self = .riscv(try QEMURISCVControls(file))
    case .aarch64: self = .aarch64(try QEMUAArch64Controls(file))
    case .x86_64: self = .x86(try QEMUX86Controls(file))
    }
  }
}

extension QEMURISCVControls {
  fileprivate init(_ file: CorpusText) throws(CorpusFailure) {
    let levels = try file.value("levels", below: 6)
    guard levels >= 3 else { throw file.missing("3, 4 or 5 levels") }
    self.init(
      levels: Int(levels), root: try file.value("root"), sum: try file.flag("sum"), mxr: try file.flag("mxr"))
  }
}

extension QEMUAArch64Controls {
  fileprivate init(_ file: CorpusText) throws(CorpusFailure) {
    let sizeOffset = try file.value("sizeoffset", below: 40)
    guard sizeOffset >= 16 else { throw file.missing("a sizeoffset of 16 to 39") }
    guard let granule = Granule(number: try file.value("granule")) else {
      throw file.missing("a granule of 12, 14 or 16")
    }
    self.init(root: try file.value("root"), sizeOffset: sizeOffset, isUpper: try file.flag("upper"))
    self.granule = granule
    outputSize = try file.value("outputsize", below: 6)
    setsAccessFlag = try file.flag("ha")
    setsDirtyState = try file.flag("hd")
    ignoresTableLimits = try file.flag("hpd")
    wxn = try file.flag("wxn")
    pan = try file.flag("pan")
  }
}

extension QEMUX86Controls {
  fileprivate init(_ file: CorpusText) throws(CorpusFailure) {
    let levels = try file.value("levels", below: 6)
    guard levels >= 4 else { throw file.missing("4 or 5 levels") }
    self.init(root: try file.value("root"), levels: Int(levels))
    pkru = UInt32(try file.value("pkru", below: 1 << 32))
    wp = try file.flag("wp")
    nxe = try file.flag("nxe")
    smep = try file.flag("smep")
    smap = try file.flag("smap")
    pge = try file.flag("pge")
    ac = try file.flag("ac")
    pke = try file.flag("pke")
  }
}

extension QEMUAArch64Controls.Granule {
  /// The binary logarithm of its size.
  var number: UInt64 {
    switch self {
    case .kib4: 12
    case .kib16: 14
    case .kib64: 16
    }
  }

  fileprivate init?(number: UInt64) {
    switch number {
    case 12: self = .kib4
    case 14: self = .kib16
    case 16: self = .kib64
    default: return nil
    }
  }
}
