/// The formats that the oracle compares.
public enum KVMFormats {
  /// All of them.
  public static let all: [any KVMFormat.Type] = [KVMLong4.self, KVMLong5.self, KVMPAE.self, KVMLegacy32.self]

  /// The format of a name.
  static func named(_ name: String) -> (any KVMFormat.Type)? { all.first { $0.name == name } }
}
