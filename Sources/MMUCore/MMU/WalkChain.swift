/// How a chain of walks goes on: each page's frame names the next page, so that no walk can begin before the last one
/// ended and none can be left out.
///
/// gva = (gpa << 3) & `gvaMask`, in the address space whose root is `firstRoot` + ((gpa >> `spaceShift`) frames).
public struct WalkChain: Sendable, BitwiseCopyable {
  /// The root of address space 0; the roots of the others follow, a frame each.
  public var firstRoot: GPA
  /// The bits of an address that the chain uses.
  public var gvaMask: UInt64
  /// The position of the address space's number in a guest physical address.
  public var spaceShift: UInt64

  /// A chain's parameters.
  public init(firstRoot: GPA, gvaMask: UInt64, spaceShift: UInt64) {
    self.firstRoot = firstRoot
    self.gvaMask = gvaMask
    self.spaceShift = spaceShift
  }

  /// The address that follows a walk's result.
  @inline(__always)
  public func next(after gpa: GPA) -> GVA { GVA((gpa.rawValue &<< 3) & gvaMask) }

  /// The root of the address space that follows a walk's result.
  @inline(__always)
  public func root(after gpa: GPA) -> GPA {
    firstRoot.advanced(by: (gpa.rawValue &>> spaceShift) &<< UInt64(PageSize.kib4.shift))
  }
}
