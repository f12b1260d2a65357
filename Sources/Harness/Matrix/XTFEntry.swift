/// The one entry of XTF's matrix that varies: where it stands, what it grants, and one bit of it that may make a difference.
/// All other entries of the path grant everything.
struct XTFEntry: Sendable {
  /// Its level.
  let level: Int
  /// Whether PS is set.
  let hasPageSize: Bool
  /// Whether it maps the page, as its mode reads it.
  let isLeaf: Bool
  /// P, W and U: bits 2:0.
  let rights: UInt64
  /// The transition bit, or 0.
  let bit: UInt64
  /// Where the page lies that the path leads to.
  let page: UInt64

  /// The entry in words.
  var text: String {
    let granted = zip("PWU", [1, 2, 4]).filter { rights & UInt64($0.1) != 0 }.map { String($0.0) }.joined()
    let form = "L\(level)\(hasPageSize ? " with PS" : "")"
    return "\(form), rights \(granted.isEmpty ? "none" : granted), bit \(bit.hexadecimal), page \(page.hexadecimal)"
  }
}
