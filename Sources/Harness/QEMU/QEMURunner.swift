import Foundation

/// Runs batches on one machine. Its program is built once.
///
/// The machine's RAM is a file that both sides map: the harness writes the batch into it before the machine starts and reads
/// the results from it when the machine has gone.
public final class QEMURunner {
  /// The machine.
  public let guest: QEMUGuest
  private let emulator: String
  private let program: String
  private let folder: URL
  private let timeout: Int
  private let isInterrupted: () -> Bool

  /// Finds the emulator and the toolchain, and builds the guest.
  ///
  /// - Parameters:
  ///   - timeout: of a run, in seconds.
  ///   - isInterrupted: asked while the machine runs; ends it, with ``QEMUFailure/interrupted``.
  public init(
    _ guest: QEMUGuest, timeout: Int = 120, isInterrupted: @escaping () -> Bool = { false }
  ) throws(QEMUFailure) {
    self.isInterrupted = isInterrupted
    guard let emulator = QEMUProcess.path(of: guest.emulator) else { throw .emulatorMissing(guest) }
    let toolchain = try QEMUToolchain()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mmubench-qemu-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotPrepare(folder: folder.path, message: error.localizedDescription)
    }
    do throws(QEMUFailure) {
      program = try toolchain.build(guest, into: folder)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
    self.guest = guest
    self.emulator = emulator
    self.folder = folder
    self.timeout = timeout
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Whether a guest's emulator is installed.
  public static func isInstalled(_ guest: QEMUGuest) -> Bool { QEMUProcess.path(of: guest.emulator) != nil }

  /// What the machine lacks to build guests, in a sentence; `nil` where nothing is missing.
  public static var toolchainLack: String? {
    do throws(QEMUFailure) {
      _ = try QEMUToolchain()
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Runs all cases of a batch; answers their results in order.
  public func run(_ batch: QEMUBatch) throws(QEMUFailure) -> [QEMUResult] {
    precondition(batch.guest == guest, "a batch for another machine")
    guard batch.cases.count <= QEMULayout.maxCases && batch.frameCount <= QEMULayout.maxFrames else {
      throw .batchTooLarge(cases: batch.cases.count, frames: batch.frameCount)
    }
    let path = folder.appendingPathComponent("ram").path
    defer { unlink(path) }
    guard let memory = QEMUMemory(path: path, byteCount: QEMULayout.ramSize) else {
      throw .cannotPrepare(folder: folder.path, message: String(cString: strerror(errno)))
    }
    memory.write(batch)
    let ending = try QEMUProcess.run(
      emulator, arguments(memory: path, extensions: batch.extensions), folder: folder, seconds: timeout,
      isInterrupted: isInterrupted)
    if ending.timedOut { throw .timedOut(guest, seconds: timeout, completed: memory.completed) }
    guard memory.isDone else { throw .stopped(guest, completed: memory.completed, message: ending.message) }
    return memory.results(of: batch)
  }

  private func arguments(memory: String, extensions: [String]) -> [String] {
    let size = QEMULayout.ramSize
    let common = [
      "-accel", "tcg", "-smp", "1", "-m", "\(size >> 20)M", "-nodefaults", "-no-user-config", "-display", "none",
      "-no-reboot", "-object", "memory-backend-file,id=ram,size=\(size),mem-path=\(memory),share=on", "-kernel",
      program,
    ]
    switch guest {
    case .riscv64:
      let processor = (["rv64"] + extensions.map { "\($0)=on" }).joined(separator: ",")
      return common + ["-machine", "virt,memory-backend=ram", "-cpu", processor, "-bios", "none"]
    case .aarch64:
      return common + ["-machine", "virt,memory-backend=ram,highmem=off", "-cpu", "max"]
    case .x86_64:
      return common
        + ["-machine", "q35,memory-backend=ram", "-cpu", "max", "-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
    }
  }
}
