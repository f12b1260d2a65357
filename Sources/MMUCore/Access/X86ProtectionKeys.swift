/// The registers that say what each of the 16 protection keys forbids.
///
/// Bit 2i of a register is ADᵢ: no data access to a page with key i. Bit 2i + 1 is WDᵢ: no store.
///
/// Source: Intel SDM vol. 3A, section "Protection Keys".
public struct X86ProtectionKeys: Equatable, Sendable, BitwiseCopyable {
  /// PKRU: for user pages, where CR4.PKE is 1.
  public var pkru: UInt32
  /// IA32_PKRS: for supervisor pages, where CR4.PKS is 1.
  public var pkrs: UInt32

  /// Registers with these values; by default they forbid nothing.
  @inlinable @inline(__always)
  public init(pkru: UInt32 = 0, pkrs: UInt32 = 0) {
    self.pkru = pkru
    self.pkrs = pkrs
  }
}
