/// What is done about an information gap between a monitor and its guest.
///
/// Source: Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", appendix B, section "The Information Gap".
public enum GapRemedy: UInt8, CodedEnum {
  /// Nothing: a guest without work spins, and pages are zeroed by the monitor and by the guest's kernel.
  case none
  /// One knows from what the other does anyway: a guest without work enters its low-power mode, and a guest's kernel takes a frame
  /// that it never used for zeroed.
  case hint
  /// The guest asks: it calls the monitor when it has no work, and for pages of zeroes.
  case call
}
