import CKVM
import MMUCore

/// A virtual machine of one processor that makes single accesses over page tables in its memory.
///
/// Its own code and descriptor tables lie at the top of that memory, out of the way of the tables under test; one entry
/// of every root table leads to them (``rootEntry(for:)``).
public final class KVMMachine {
  /// What its processor has.
  public let features: KVMFeatures
  /// Its memory.
  public let memory: GuestMemory
  /// Where its own pages begin; they reach to the end of the memory.
  public let reservedBase: GPA

  private let machine: OpaquePointer

  /// Makes a machine, or says at which step the host refused.
  ///
  /// - Parameters:
  ///   - byteCount: its memory: a multiple of 4096, 1 MiB to 2 GiB.
  ///   - maxPhysicalAddressBits: MAXPHYADDR as its CPUID is to tell it; what KVM offers, where it is `nil`.
  public init(byteCount: Int, maxPhysicalAddressBits: UInt8? = nil) throws(KVMFailure) {
    var error = ckvm_error()
    guard let machine = ckvm_open(UInt64(byteCount), maxPhysicalAddressBits ?? 0, &error) else {
      throw KVMFailure(error)
    }
    self.machine = machine
    features = KVMFeatures(ckvm_get_features(machine))
    memory = GuestMemory(UnsafeMutableRawBufferPointer(start: ckvm_memory(machine), count: byteCount))
    reservedBase = GPA(ckvm_reserved_base(machine))
  }

  deinit { ckvm_close(machine) }

  /// Whether the machine runs in a mode: it tries.
  public func supports(_ mode: KVMMode) -> Bool { ckvm_supports(machine, mode.shim) }

  /// The entry that every root table must hold, and its number in the table.
  public func rootEntry(for mode: KVMMode) -> (index: Int, value: UInt64) {
    let entry = ckvm_get_root_entry(machine, mode.shim)
    return (Int(entry.index), entry.value)
  }

  /// Makes one access, with no translation cached before it.
  public func run(_ request: KVMRequest) throws(KVMFailure) -> KVMAnswer {
    var asked = request.shim
    var result = ckvm_result()
    var error = ckvm_error()
    guard ckvm_run(machine, &asked, &result, &error) else { throw KVMFailure(error) }
    return KVMAnswer(result)
  }

  /// To be called after the host has changed page tables and before the next access: KVM that shadows them sees only
  /// what the guest changes.
  public func noteTableChanges() throws(KVMFailure) {
    var error = ckvm_error()
    guard ckvm_tables_changed(machine, &error) else { throw KVMFailure(error) }
  }

  /// Where a supervisor-mode load of a canonical address goes; `nil` where it faults. Sets accessed bits as a load does,
  /// and runs nothing: the quicker check, of addresses alone.
  public func translate(_ request: KVMRequest) throws(KVMFailure) -> GPA? {
    var asked = request.shim
    var error = ckvm_error()
    var isValid = false
    var gpa: UInt64 = 0
    guard ckvm_translate(machine, &asked, &isValid, &gpa, &error) else { throw KVMFailure(error) }
    return isValid ? GPA(gpa) : nil
  }
}
