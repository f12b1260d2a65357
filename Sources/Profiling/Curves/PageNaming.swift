import MMUCore

/// Who knows what lies at an address; `nil` where nobody knows.
public struct PageNaming {
  /// What begins a page, as exactly as can be: a symbol where there is one.
  public var page: (GVA) -> String?
  /// What a page is part of: neighbours of one name are one region.
  public var region: (GVA) -> String?

  /// Names for pages, and others for what they are part of.
  public init(page: @escaping (GVA) -> String?, region: @escaping (GVA) -> String?) {
    self.page = page
    self.region = region
  }

  /// The same names for pages and regions.
  public init(_ name: @escaping (GVA) -> String?) { self.init(page: name, region: name) }
}
