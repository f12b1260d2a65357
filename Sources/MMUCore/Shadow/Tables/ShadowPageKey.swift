/// Which page an entry should lead to.
struct ShadowPageKey: Equatable, BitwiseCopyable {
  var gfn: GFN
  var role: ShadowPageRole
}
