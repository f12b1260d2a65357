import MMUCore
import Testing
import Workload

/// Two guests on a host of few frames, who map their first pages at two addresses each.
struct HostedGuests {
  /// The second address of a page.
  static let other: UInt64 = 0x7000_0000_0000
  /// How many pages there are.
  static let pages: UInt64 = 8

  let host: MachineHost
  var guests: [TechniqueGuest] = []

  init(_ technique: MachineTechnique, frameCount: Int = 16) throws {
    host = MachineHost(frameCount: frameCount, isTagged: true)
    for number in [0, 1] as [UInt64] {
      var shape = MachineShape()
      shape.tableFrames = 1 << 10
      shape.dataFrames = 1 << 10
      let seat = host.makeSeat(shape, salt: number)
      let guest = try TechniqueGuest(technique.machine(shape, on: seat))
      for page in 0..<Self.pages {
        guest.set(guest.leaf(page), for: TechniqueGuest.base + page << 12)
        guest.set(guest.leaf(page), for: Self.other + page << 12)
      }
      guest.load()
      guests.append(guest)
    }
  }

  func map(_ number: Int) -> FrameMap { host.keeper(number).frames.pointee }

  func frame(_ page: UInt64) -> GFN { MachineShape().firstData.advanced(by: page) }

  /// What the machine's frame holds that an access reached, which must be the guest's own; `nil` if it reached none.
  func content(_ number: Int, _ gva: UInt64, _ kind: AccessKind) -> UInt64? {
    guard case .memory(let hpa) = guests[number].touch(gva, kind) else { return nil }
    let frame = frame(gva >> 12 & 7)
    #expect(map(number).state(of: frame) == .mapped && map(number).place(of: frame) == hpa.frame)
    return host.frames.pointee.content(of: hpa.frame)
  }

  /// Pages a frame out.
  func pageOut(_ page: UInt64, of number: Int) {
    for _ in 0..<2 { host.press(frame(page), of: number) }
  }
}
