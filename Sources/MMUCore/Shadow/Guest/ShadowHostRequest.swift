/// One call by the host of a guest under shadow paging as a value.
public enum ShadowHostRequest: Equatable, Sendable, BitwiseCopyable {
  /// ``ShadowPager/insertSlot(_:)``.
  case insertSlot(MemorySlot)
  /// ``ShadowPager/removeSlot(beginningAt:)``.
  case removeSlot(GFN)
  /// ``ShadowPager/startDirtyLog(beginningAt:)``.
  case startDirtyLog(GFN)
  /// ``ShadowPager/stopDirtyLog(beginningAt:)``.
  case stopDirtyLog(GFN)
  /// ``ShadowPager/takeDirty(_:)``.
  case takeDirty(GFN)
  /// ``ShadowPager/unmap(_:)-(GFN)``.
  case unmap(GFN)
  /// ``ShadowPager/writeProtect(_:)``.
  case writeProtect(GFN)
  /// ``ShadowPager/hostDidWrite(_:)``.
  case hostDidWrite(GFN)
  /// ``ShadowPager/beginZapAll()``.
  case beginZapAll
  /// ``ShadowPager/continueZapAll(limit:)``.
  case continueZapAll(limit: Int)
}
