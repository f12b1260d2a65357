/// What a differential run compares with the reference.
public struct DifferentialSubject: Hashable, Sendable {
  /// Its name in reports.
  public let name: String

  /// ``PageWalker`` alone, over a format.
  static func walk(_ format: String) -> DifferentialSubject { DifferentialSubject(name: "walk/\(format)") }

  /// ``NestedWalker``, over a first and a second stage.
  static func nested(_ formats: String) -> DifferentialSubject { DifferentialSubject(name: "walk-nested/\(formats)") }

  /// ``MIPSTLB`` over a format.
  static func managedTLB(_ format: String) -> DifferentialSubject { DifferentialSubject(name: "tlb/\(format)") }

  /// ``NativeMMU``: TLB, walker and memory slots.
  public static let mmu = DifferentialSubject(name: "mmu")
  /// ``SetAssociativeTLB`` with payloads.
  public static let tlb = DifferentialSubject(name: "tlb")
  /// ``TLBHierarchy``.
  public static let hierarchy = DifferentialSubject(name: "hierarchy")
}

extension DifferentialSubject: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}
