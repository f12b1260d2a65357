import MMUCore
import MMUReference
import Workload

/// A second stage as a subject, with what a nested walk needs to know of it.
protocol SecondStageSubject: FormatSubject where Format: SecondStageFormat {
  /// How a hypervisor writes its entries.
  associatedtype Encoding: EntryEncoding where Encoding.Format == Format

  /// What reading an entry of the guest's tables is to it, by the manual.
  var tableRead: GuestAccess { get }
  /// What an access is to it, given what the guest's tables grant, by the manual.
  func hostAccess(_ access: GuestAccess, _ guestRights: AccessRights) -> GuestAccess
}

extension EPTSubject: SecondStageSubject {
  typealias Encoding = EPTEncoding

  var tableRead: GuestAccess { GuestAccess(controls.contains(.accessedDirty) ? .store : .load, .supervisor) }

  /// Mode-based execute control goes by the linear address.
  func hostAccess(_ access: GuestAccess, _ guestRights: AccessRights) -> GuestAccess {
    GuestAccess(access.kind, guestRights.contains(.user) ? .user : .supervisor)
  }
}

extension NPTSubject: SecondStageSubject {
  typealias Encoding = NPTEncoding

  var tableRead: GuestAccess { GuestAccess(.store, .user) }
  func hostAccess(_ access: GuestAccess, _ guestRights: AccessRights) -> GuestAccess { GuestAccess(access.kind, .user) }
}

extension RISCVSubject: SecondStageSubject
where Format: RISCVSecondStageFormat, Reference.Input == GuestPhysical, Reference.Output == HostPhysical {
  typealias Encoding = RISCVEncoding<Format>

  var tableRead: GuestAccess { GuestAccess(.load, .supervisor) }
  func hostAccess(_ access: GuestAccess, _ guestRights: AccessRights) -> GuestAccess { GuestAccess(access.kind, .user) }
}

extension ARMStage2Subject: SecondStageSubject {
  typealias Encoding = ARMStage2Encoding<Granule>

  var tableRead: GuestAccess { GuestAccess(.load, .supervisor) }
  func hostAccess(_ access: GuestAccess, _ guestRights: AccessRights) -> GuestAccess { access }
}
