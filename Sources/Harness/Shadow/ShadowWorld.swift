import Foundation
import MMUCore
import MMUReference
import Workload

/// A machine under shadow paging beside a model of the native one: does one event after the other on both, and finds where
/// the guest could tell them apart.
///
/// An answer is right if the tables as they are now give it. A translation is also right if the tables gave it at some time
/// since the processor last invalidated the address, for then a TLB may hold it: every word that the walk reads is tried with
/// every value that it had since. Faults are never excused: they must follow from the tables as they are now. Under a policy
/// that keeps tables in sync at all times nothing is excused.
struct ShadowWorld<Machine: ShadowMachine> {
  /// How often an access may have to be made again before it must end.
  static var retryLimit: Int { 3 }

  var machine: Machine
  let settings: ShadowSettings
  let excusesStaleness: Bool
  private let buffer: MappedBuffer
  /// The guest's memory as it should be.
  let model: GuestMemory
  let trial: ReferenceTrialMemory
  var registers: [ShadowRegisters]
  var invalidations: [ShadowInvalidations]
  var slots = ShadowModelSlots()
  var history = ShadowHistory()
  /// The number of the event.
  var time = 0
  /// How many answers were excused.
  var staleCount = 0
  /// How many accesses reached memory, and how many stores were trapped on the way.
  var memoryCount = 0
  var trapCount = 0

  /// An empty world; `nil` when the host has no memory left.
  init?(_ settings: ShadowSettings, excusesStaleness: Bool) {
    guard let machine = Machine(settings), let buffer = MappedBuffer(byteCount: settings.memoryFrames * 4096) else {
      return nil
    }
    self.machine = machine
    self.settings = settings
    self.excusesStaleness = excusesStaleness
    self.buffer = buffer
    model = GuestMemory(buffer.bytes)
    trial = ReferenceTrialMemory(over: model)
    registers = Array(repeating: ShadowRegisters(guest: settings.guest), count: settings.processorCount)
    invalidations = Array(repeating: ShadowInvalidations(), count: settings.processorCount)
  }

  /// Does an event; what is wrong after it, or `nil`.
  mutating func perform(_ event: ShadowEvent) -> String? {
    time += 1
    guard event.processor < settings.processorCount else { return nil }
    if let complaint = react(to: event) ?? machine.audit() { return complaint }
    return time & 63 == 0 ? memoryDifference() : nil
  }

  private mutating func react(to event: ShadowEvent) -> String? {
    let (first, second, third) = event.operands
    let number = event.processor
    switch event.verb {
    case .access: return access(GVA(first), GuestAccess.everyClass[Int(second & 7)], on: number)
    case .store:
      return store(third, Int(second & 15), at: GVA(first), GuestAccess.everyClass[Int(second >> 4 & 7)], on: number)
    case .write: return write(third, Int(second), at: GPA(first), on: number)
    case .poke: return poke(third, Int(second), at: GPA(first))
    case .root, .cr0, .cr4, .efer: return setRegister(event)
    case .invlpg: return invalidate(GVA(first), on: number)
    case .invpcid:
      return invalidateSpace(type: first, UInt16(truncatingIfNeeded: second & 0xFFF), GVA(third), on: number)
    default: return changeHost(event)
    }
  }

  /// Where the guest's memory is not what it should be.
  func memoryDifference() -> String? {
    let count = settings.memoryFrames * 4096
    if memcmp(model.base, machine.memory.base, count) == 0 { return nil }
    for word in 0..<(count / 8) {
      let gpa = GPA(UInt64(word * 8))
      if let complaint = difference(at: gpa, expected: model.load(at: gpa) ?? 0) { return complaint }
    }
    return nil
  }

  func difference(at gpa: GPA, expected: UInt64) -> String? {
    let held = machine.memory.load(at: gpa) ?? 0
    if held == expected { return nil }
    return "memory at \(gpa.hexadecimal) is 0x\(String(held, radix: 16)), not 0x\(String(expected, radix: 16))"
  }

  // MARK: The model's memory

  /// Stores bytes in the model, and remembers what was there.
  mutating func storeInModel(_ value: UInt64, _ byteCount: Int, at gpa: GPA) {
    let words = Int(gpa.rawValue / 8)...Int((gpa.rawValue + UInt64(byteCount) - 1) / 8)
    let before = words.map { model.load(at: GPA(UInt64($0 * 8))) ?? 0 }
    _ = model.storeBytes(value, byteCount: byteCount, at: gpa)
    for (word, old) in zip(words, before) where model.load(at: GPA(UInt64(word * 8))) != old {
      history.note(word, had: old, until: time)
    }
  }

  func isInMemory(_ gpa: GPA, _ byteCount: Int) -> Bool {
    (1...8).contains(byteCount) && gpa.rawValue < model.byteCount
      && gpa.rawValue & 4095 + UInt64(byteCount) <= 4096
  }

  /// A trapped store, where the guest can make one at all.
  private mutating func write(_ value: UInt64, _ byteCount: Int, at gpa: GPA, on number: Int) -> String? {
    guard isInMemory(gpa, byteCount), let slot = slots.slot(of: gpa.rawValue >> 12), !slot.isReadOnly else {
      return nil
    }
    storeInModel(value, byteCount, at: gpa)
    slots.noteStore(gpa.rawValue >> 12)
    _ = machine.perform(.write(gpa, value, byteCount: byteCount), on: number)
    return nil
  }

  /// A write of the host's.
  private mutating func poke(_ value: UInt64, _ byteCount: Int, at gpa: GPA) -> String? {
    guard isInMemory(gpa, byteCount) else { return nil }
    storeInModel(value, byteCount, at: gpa)
    slots.noteStore(gpa.rawValue >> 12)
    _ = machine.memory.storeBytes(value, byteCount: byteCount, at: gpa)
    _ = machine.perform(.host(.hostDidWrite(gpa.frame)), on: 0)
    return nil
  }
}
