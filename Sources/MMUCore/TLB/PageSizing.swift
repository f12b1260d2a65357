/// What says how large the page is that holds an address: the operating system's choice, as far as a TLB sees it.
///
/// A simulation asks for every translation that is not answered at once, so an answer is a few instructions. It must stay the
/// same for an address as long as a TLB may hold its page; whoever changes it invalidates the page.
public protocol PageSizing {
  /// The size of the page that holds an address.
  func pageSize(of gva: GVA) -> PageSize
}
