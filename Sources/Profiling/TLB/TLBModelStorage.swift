import MMUCore
import Workload

/// The memory of a model's TLBs, and of the tables of permutations that they read.
final class TLBModelStorage {
  private let words: MappedBuffer
  private let tables: [UnsafeMutableBufferPointer<UInt8>]

  /// Memory for a model; `nil` when the host gives none.
  init?(_ model: TLBModel) {
    guard let words = MappedBuffer(byteCount: model.shape.wordCount * MemoryLayout<UInt64>.stride) else { return nil }
    self.words = words
    tables = model.permutationTables.map { table in
      let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: table.count)
      _ = buffer.initialize(from: table)
      return buffer
    }
  }

  deinit { tables.forEach { $0.deallocate() } }

  /// The TLBs, empty; they are good as long as the storage is.
  func makeTLBs(_ model: TLBModel) -> TLBHierarchy {
    let vectors = tables.map { table in
      // A table of A positions has A + 1 rows.
      let ways = Int((Double(4 * table.count + 1).squareRoot() - 1) / 2)
      return PermutationVectors(ways: ways, UnsafeBufferPointer(table))
    }
    return vectors.withUnsafeBufferPointer {
      TLBHierarchy(model.shape, words: words.bound(to: UInt64.self), permutations: $0)
    }
  }
}
