/// What an access comes to once the monitor is done with it.
enum AgileAnswer: BitwiseCopyable {
  /// It was made, or the guest hears why not.
  case done(AccessOutcome)
  /// It is a store to a table that has a shadow, which the monitor makes.
  case emulate(GPA, HPA)
}
