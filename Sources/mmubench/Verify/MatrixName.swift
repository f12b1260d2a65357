import ArgumentParser

/// The matrices of `mmubench verify --matrix`.
enum MatrixName: String, CaseIterable, ExpressibleByArgument {
  /// Entry bits × controls × accesses of x86-64, as kvm-unit-tests' access.c has them.
  case access
  /// One entry in every paging mode of x86, as XTF's pagetable-emulation has it.
  case xtf
  /// What every format's permissions come to, whatever grants them.
  case permissions
}
