/// Accesses of a program that is known well enough to say what lies at its addresses.
public protocol ProgramSource: AccessSource {
  /// What the program had mapped, once all accesses were read; empty where nobody knows. Working it out may take a while.
  var mappings: TraceMappings { get }
}
