extension QEMUOracle {
  /// Changes without those that a processor may make or leave when an access traps.
  ///
  /// On AArch64, whether a permission fault lets the access flag be set is constrained unpredictable: Arm ARM (DDI 0487),
  /// D8.5; QEMU 7.2 does not set it. On x86, the SDM (volume 3A, 4.8) says that an entry's accessed flag is set when the
  /// entry is used, and not whether one that forbids the access is. QEMU 7.2 sets that of an entry with PS = 1 and not that of
  /// a 4 KiB page's.
  static func withoutOptionalFlags(
    _ changes: [UInt64: UInt64], _ outcome: QEMUResult.Outcome, _ batch: QEMUBatch
  ) -> [UInt64: UInt64] {
    guard case .trapped(let cause, _) = outcome else { return changes }
    return changes.filter { address, word in
      guard let before = batch.word(at: address) else { return true }
      switch batch.guest {
      case .riscv64: return true
      case .aarch64: return word != before | 1 << 10 || cause & 0x3C != 12
      case .x86_64: return word != before | 1 << 5 || before & 1 << 7 == 0
      }
    }
  }
}
