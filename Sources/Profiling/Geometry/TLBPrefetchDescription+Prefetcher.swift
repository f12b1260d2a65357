import MMUCore

extension TLBPrefetchDescription {
  /// The prefetcher as the core builds it.
  var prefetcher: TLBPrefetcher {
    switch kind {
    case .nextPage: TLBPrefetcher(.nextPage, bufferEntries: buffer)
    case .stride: TLBPrefetcher(.stride, bufferEntries: buffer)
    case .distance: TLBPrefetcher(.distance, bufferEntries: buffer)
    }
  }
}
