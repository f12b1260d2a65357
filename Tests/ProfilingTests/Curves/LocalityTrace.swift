import MMUCore
import Profiling
import Workload

/// A made-up trace, and what a person would say of it: the pages that each side touches, one after the other.
struct LocalityTrace {
  /// The words of the trace.
  private(set) var accesses: [MemoryAccess] = []
  /// Of each translation, the page with its space, as one number, and whether it is a fetch.
  private(set) var pages: [(page: UInt64, isFetch: Bool)] = []
  private let pageSize: PageSize
  private var space: UInt64 = 0

  /// Words, read one by one.
  init(_ accesses: [MemoryAccess], pageSize: PageSize = .kib4) {
    self.pageSize = pageSize
    for access in accesses { append(access) }
  }

  /// Accesses that stay on a page for a while and return to pages, those of fetches apart; some cross, some change the
  /// address space.
  init(
    seed: UInt64, count: Int, pageCount: UInt64, withFetches: Bool = true, withEvents: Bool = true,
    pageSize: PageSize = .kib4
  ) {
    self.pageSize = pageSize
    var generator = RandomGenerator(seed: seed)
    var data: UInt64 = 0
    var code: UInt64 = 0
    while accesses.count < count {
      if generator.next(below: 2) == 0 { data = Self.page(&generator, pageCount) * pageSize.byteCount }
      if generator.next(below: 9) == 0 { code = Self.page(&generator, pageCount) * pageSize.byteCount }
      let isFetch = withFetches && generator.next(below: 5) < 3
      let kind: AccessKind = isFetch ? .fetch : generator.next(below: 2) == 0 ? .load : .store
      let isAtEnd = generator.next(below: 40) == 0
      let offset = isAtEnd ? pageSize.byteCount - 3 : generator.next(below: pageSize.byteCount)
      append(MemoryAccess(kind, GVA((isFetch ? code : data) + offset), byteCount: 8))
      guard withEvents, generator.next(below: 200) == 0 else { continue }
      append(
        MemoryAccess([.switchSpace(ASID(UInt16(generator.next(below: 3)))), .flushAll][Int(generator.next(below: 2))]))
    }
  }

  private static func page(_ generator: inout RandomGenerator, _ count: UInt64) -> UInt64 {
    generator.next(below: 2) == 0 ? generator.next(below: count) : generator.next(below: 1 + count / 8)
  }

  private mutating func append(_ access: MemoryAccess) {
    accesses.append(access)
    guard !access.isEvent else {
      if case .switchSpace(let asid) = access.event { space = UInt64(asid.rawValue) }
      return
    }
    let first = access.gva.rawValue / pageSize.byteCount
    let second = (access.gva.rawValue / 4096 &+ 1) &* 4096 / pageSize.byteCount
    let isFetch = access.kind == .fetch
    pages.append((first | space << 50, isFetch))
    if access.crossesPage && second != first { pages.append((second | space << 50, isFetch)) }
  }

  /// The pages of a stream.
  func pages(_ stream: LocalityStream) -> [UInt64] {
    switch stream {
    case .data: pages.filter { !$0.isFetch }.map(\.page)
    case .fetch: pages.filter(\.isFetch).map(\.page)
    default: pages.map(\.page)
    }
  }

  /// What a profiler says of it, fed in batches.
  func profile(_ options: LocalityOptions, batch: Int = .max, naming: PageNaming? = nil) throws -> LocalityProfile {
    let profiler = try LocalityProfiler(options)
    accesses.withUnsafeBufferPointer { accesses in
      var done = 0
      while done < accesses.count {
        let end = done + min(batch, accesses.count - done)
        profiler.run(UnsafeBufferPointer(rebasing: accesses[done..<end]))
        done = end
      }
    }
    return profiler.result(naming: naming)
  }
}

extension LocalityOptions {
  /// Curves alone, with a point at every number of entries up to one.
  static func curves(through entries: Int) -> LocalityOptions {
    var options = LocalityOptions()
    options.sampledPages = 0
    options.hasWindows = false
    options.hottestPages = 0
    options.sizes = Array(1...entries)
    return options
  }
}
