/// Every format's permissions.
public enum PermissionMatrix {
  /// Runs everything, one report a format.
  ///
  /// - Parameter progress: told, now and then, how many cases are done.
  public static func run(progress: @escaping @Sendable (Int) -> Void = { _ in }) -> [MatrixReport] { [] }
}
