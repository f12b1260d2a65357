import Profiling

/// A cell of a sweep with its profile.
struct ReportCell {
  let cell: SweepCell
  let profile: TLBProfile
}
