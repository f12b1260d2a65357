import COracleGuests
import Foundation

/// Builds guests with the clang and lld of the Swift toolchain.
struct QEMUToolchain {
  private let clang: String
  private let linker: String

  /// Finds compiler and linker.
  init() throws(QEMUFailure) {
    clang = try Self.tool("clang")
    linker = try Self.tool("ld.lld")
  }

  /// Builds a guest's program; answers its path.
  func build(_ guest: QEMUGuest, into folder: URL) throws(QEMUFailure) -> String {
    let sources = folder.appendingPathComponent("sources")
    try Self.writeSources(into: sources)
    let own = sources.appendingPathComponent(guest.rawValue).path
    let common = sources.appendingPathComponent("common").path
    let general = [
      "--target=\(guest.rawValue)-none-elf", "-std=c17", "-O2", "-ffreestanding", "-Wall", "-Wextra", "-Werror",
      "-I\(common)", "-I\(own)",
    ]
    var objects: [String] = []
    for source in ["\(common)/oracle_main.c"] + files(guest).map({ "\(own)/\($0)" }) {
      let object = folder.appendingPathComponent("\(objects.count).o").path
      try run(clang, general + options(guest) + ["-c", source, "-o", object], guest, folder)
      objects.append(object)
    }
    let program = folder.appendingPathComponent("guest.\(guest.rawValue)").path
    // The linker itself, since the compiler would hand x86's objects to the host's gcc.
    let script = ["-T", "\(own)/link.ld", "--build-id=none", "-static", "-o", program]
    try run(linker, script + linkerOptions(guest) + objects, guest, folder)
    return program
  }

  private func run(
    _ tool: String, _ arguments: [String], _ guest: QEMUGuest, _ folder: URL
  ) throws(QEMUFailure) {
    let ending = try QEMUProcess.run(tool, arguments, folder: folder, seconds: 60)
    guard ending.status == 0 && !ending.timedOut else { throw .cannotBuild(guest, message: ending.message) }
  }

  private func files(_ guest: QEMUGuest) -> [String] {
    switch guest {
    case .riscv64: ["guest.S"]
    case .aarch64: ["tables.c", "guest.S"]
    case .x86_64: ["start.S", "access.S"]
    }
  }

  private func options(_ guest: QEMUGuest) -> [String] {
    switch guest {
    case .riscv64: ["-march=rv64imac_zicsr_zifencei", "-mabi=lp64", "-mcmodel=medany", "-fno-pic"]
    // No vector registers: nothing turns them on. Nor accesses off alignment, before there is translation.
    case .aarch64: ["-mgeneral-regs-only", "-mstrict-align", "-fno-pic"]
    // Relative addresses only, since it runs at two addresses.
    case .x86_64: ["-mgeneral-regs-only", "-mno-red-zone", "-fpie", "-fvisibility=hidden"]
    }
  }

  /// A flat file on x86, which multiboot's loader takes whatever mode its code is for.
  private func linkerOptions(_ guest: QEMUGuest) -> [String] { guest == .x86_64 ? ["--oformat=binary"] : [] }

  /// A tool beside `swiftc`, or else in `PATH`.
  private static func tool(_ name: String) throws(QEMUFailure) -> String {
    if let swiftc = QEMUProcess.path(of: "swiftc") {
      let links = [swiftc, URL(fileURLWithPath: swiftc).resolvingSymlinksInPath().path]
      for link in links {
        let candidate = URL(fileURLWithPath: link).deletingLastPathComponent().appendingPathComponent(name).path
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      }
    }
    guard let path = QEMUProcess.path(of: name) else { throw .toolMissing(name: name) }
    return path
  }

  /// Writes the sources, which are part of this program, to where the compiler reads them.
  private static func writeSources(into folder: URL) throws(QEMUFailure) {
    var count = 0
    let sources = UnsafeBufferPointer(start: oracle_guest_sources(&count), count: count)
    do {
      for source in sources {
        let file = folder.appendingPathComponent(String(cString: source.path))
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes: source.bytes, count: source.length).write(to: file)
      }
    } catch {
      throw .cannotPrepare(folder: folder.path, message: error.localizedDescription)
    }
  }
}
