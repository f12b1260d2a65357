/// Mistakes that shadow pagers have made, for tests to plant through ``SyncPolicy/hasDefect(_:)``.
public enum ShadowDefect: UInt8, CodedEnum {
  /// A load of a root does not bring unsync tables back in sync.
  case skipsResyncAtRootLoad
  /// INVLPG leaves the entry of an unsync table.
  case skipsInvalidation
  /// No flush is asked for when a mapping goes away.
  case skipsFlushAtDrop
  /// When an entry goes that is reached at several addresses, one of them is flushed.
  case flushesOneAddress
  /// No flush is asked for when a mapping loses the right to write.
  case skipsFlushAtWriteProtection
  /// A new shadow page does not write-protect its guest frame.
  case skipsWriteProtection
  /// A page is found whatever access its role inherits (CVE-2021-38198).
  case ignoresAccessInRole
  /// A page is found whether it is direct or not (CVE-2026-53359).
  case ignoresDirectInRole
  /// A page is found whatever its quadrant.
  case ignoresQuadrantInRole
  /// A page is found whatever the mode bits.
  case ignoresModeInRole
  /// A present link is followed although its page shadows another frame (CVE-2026-46113).
  case followsStaleLinks
  /// A large page of the host is mapped over a frame that is a table.
  case mapsLargeOverTables
  /// The frame of a large page is not aligned down to it.
  case skewsLargePages
  /// A zapped page leaves its entries in the reverse map.
  case leavesReverseMap
  /// A clean page is mapped writable.
  case mapsCleanWritable
  /// Prefetch maps pages that were never accessed.
  case prefetchesUnaccessed
  /// Prefetch lets a table go writable.
  case prefetchesTablesWritable
  /// The guest's entry is not looked at again before it is used (f7d9c7b7b902).
  case skipsRecheck
  /// A page that leads to unsync tables is linked as it is (65855ed8b034).
  case linksUnsync
  /// A resync decides anew who may write, without a look at what is in sync again (36a2e6774bfb).
  case grantsWriteAtResync
  /// A trapped write of 8 bytes drops only the first of two entries of 4.
  case dropsFirstNarrowEntryOnly
  /// A trapped write to a directory entry of 4 MiB drops only the first of its two shadow entries.
  case dropsFirstHalfOnly
  /// A store is not noted in the dirty log.
  case losesDirtyLog
  /// Device entries outlive a change of slots.
  case keepsDeviceEntries
  /// A root in use is reclaimed (XSA-438).
  case reclaimsLiveRoots
  /// Cached roots survive a flush of everything.
  case keepsCachedRoots
  /// Accesses by a read-only slot are mapped writable.
  case mapsReadOnlySlotsWritable
}
