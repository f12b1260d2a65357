import MMUCore

/// A second implementation of a paging format, written from its manual.
public protocol ReferencePaging<Input, Output> {
  /// The addresses that it translates.
  associatedtype Input: AddressSpace
  /// The addresses that it gives.
  associatedtype Output: AddressSpace

  /// The memory that holds the tables.
  var memory: ReferenceMemory<Output> { get }

  /// Translates one access, and sets the accessed and dirty flags that it sets.
  func walk(_ address: Address<Input>, _ access: GuestAccess) -> ReferenceWalkResult<Output>
}
