import MMUCore

/// What is to be found out about a stream of accesses in one pass.
public struct ProfilePlan: Sendable {
  /// The TLBs, each of which gets a profile of its own; at least one.
  public var models: [TLBModel]
  /// How pages are mapped.
  public var paging: DemandPaging
  /// How they are walked to.
  public var walks: WalkModel
  /// The guest that makes the same accesses under shadow paging, if any: its policy, and how many entries a fault maps.
  public var shadow: (policy: ShadowPolicyName, prefetchCount: Int)?
  /// What else to find out about the accesses; `nil` for nothing.
  public var locality: LocalityOptions?
  /// The choices of page sizes to compare with 4 KiB pages, on the first TLBs; none if empty.
  public var compared: [PageSizePolicy] = []

  /// A plan for TLBs alone.
  public init(_ models: [TLBModel], _ paging: DemandPaging, walks: WalkModel = WalkModel()) {
    precondition(!models.isEmpty, "nothing to profile")
    self.models = models
    self.paging = paging
    self.walks = walks
  }

  /// The choices of page sizes that TLBs have arrays for, beside 4 KiB pages.
  public static func comparable(_ description: TLBDescription) -> [PageSizePolicy] {
    PageSizePolicy.compared.filter { policy in (try? description.model(for: policy.sizes)) != nil }
  }
}
