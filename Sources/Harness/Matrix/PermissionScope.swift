/// How much of a permission matrix is run, and who is told.
struct PermissionScope: Sendable {
  /// Each setup takes every n-th path, not all the same ones.
  let stride: Int
  /// Told, now and then, how many cases are done.
  let progress: @Sendable (Int) -> Void
}
