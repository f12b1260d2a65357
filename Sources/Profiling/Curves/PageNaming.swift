import MMUCore

/// Who knows what lies at an address: the mapping, and the symbol where there is one. `nil` where nobody knows.
public typealias PageNaming = (GVA) -> String?
