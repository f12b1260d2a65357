import MMUCore
import MMUReference

// Accesses: what the native machine answers, and whether the shadowed one's answer can be told from it.

extension ShadowWorld {
  /// A store in the making.
  struct Store {
    var value: UInt64
    var byteCount: Int
  }

  /// Stores bytes; two stores, if they lie on two pages.
  mutating func store(
    _ value: UInt64, _ byteCount: Int, at gva: GVA, _ access: GuestAccess, on number: Int
  ) -> String? {
    guard (1...8).contains(byteCount), access.isStore else { return nil }
    let room = Int(4096 - gva.rawValue & 4095)
    if byteCount <= room { return self.access(gva, access, Store(value: value, byteCount: byteCount), on: number) }
    if let complaint = self.access(gva, access, Store(value: value, byteCount: room), on: number) { return complaint }
    let rest = Store(value: value >> UInt64(room * 8), byteCount: byteCount - room)
    return self.access(GVA(gva.rawValue &+ UInt64(room)), access, rest, on: number)
  }

  /// Makes an access on both machines, and compares.
  mutating func access(_ gva: GVA, _ access: GuestAccess, _ store: Store? = nil, on number: Int) -> String? {
    guard access.isStore == (store != nil) else { return nil }
    let expected = walkNow(gva, access, on: number)
    let marks = trial.reads.filter { $0.value != $0.shown }
    let reply = attempt(gva, access, store, on: number)
    guard let answer = answer(reply) else { return "\(text(gva, access, number)): \(reply)" }
    let isCurrent = answer == expected && tablesHold(marks, store, answer)
    if !isCurrent && !isExcused(answer, gva, access, store, on: number) {
      return complaint(answer, expected, marks, store, text(gva, access, number))
    }
    if case .memory = answer { memoryCount += 1 }
    if case .outcome(.emulateWrite) = reply { trapCount += 1 }
    commit(isCurrent ? marks : [], store, answer)
    // RISC-V's faults invalidate nothing.
    if settings.guest == .x86, case .fault(let fault) = answer, fault.reason != .nonCanonical {
      invalidations[number].invalidate(address: gva.rawValue, space: registers[number].space, at: time)
    }
    return nil
  }

  private func text(_ gva: GVA, _ access: GuestAccess, _ number: Int) -> String {
    "processor \(number), \(access.text) at \(gva.hexadecimal)"
  }

  /// What the tables as they are now say; the trial memory holds what was read and marked.
  private func walkNow(_ gva: GVA, _ access: GuestAccess, on number: Int) -> ShadowAnswer {
    trial.substitutes.removeAll(keepingCapacity: true)
    trial.begin()
    return answer(registers[number].walk(gva, access, in: trial), access)
  }

  private func answer(_ result: ReferenceWalkResult<GuestPhysical>, _ access: GuestAccess) -> ShadowAnswer {
    switch result {
    case .fault(let fault): return .fault(fault)
    case .mapped(let translation):
      let slot = slots.slot(of: translation.address.rawValue >> 12)
      let isMemory = slot.map { !($0.isReadOnly && access.isStore) } ?? false
      return isMemory ? .memory(translation.address) : .device(translation.address)
    }
  }

  /// Makes the access until it ends.
  private mutating func attempt(_ gva: GVA, _ access: GuestAccess, _ store: Store?, on number: Int) -> ShadowReply {
    let request: ShadowRequest =
      store.map { .store(gva, access, $0.value, byteCount: $0.byteCount) } ?? .access(gva, access)
    var reply = machine.perform(request, on: number)
    var count = 0
    while reply == .outcome(.retry) && count < Self.retryLimit {
      reply = machine.perform(request, on: number)
      count += 1
    }
    return reply
  }

  private func answer(_ reply: ShadowReply) -> ShadowAnswer? {
    guard case .outcome(let outcome) = reply else { return nil }
    switch outcome {
    case .memory(let hpa), .emulateAccess(let hpa):
      return slots.gfn(ofHost: hpa.rawValue >> 12).map { .memory(GPA($0 << 12 | hpa.rawValue & 4095)) }
    case .emulateWrite(let gpa): return .memory(gpa)
    case .device(let gpa): return .device(gpa)
    case .fault(let fault): return .fault(fault)
    case .retry, .outOfMemory: return nil
    }
  }

  // MARK: Memory

  /// Whether the guest's tables now hold these marks, and the store on top of them.
  private func tablesHold(_ marks: [ReferenceTrialMemory.Read], _ store: Store?, _ answer: ShadowAnswer) -> Bool {
    for mark in marks where !isStored(store, answer, over: mark.number) {
      if machine.memory.load(at: GPA(UInt64(mark.number * 8))) != mark.value { return false }
    }
    guard let store, case .memory(let gpa) = answer, isInMemory(gpa, store.byteCount) else { return true }
    for word in Int(gpa.rawValue / 8)...Int((gpa.rawValue + UInt64(store.byteCount) - 1) / 8) {
      let before = marks.first { $0.number == word }?.value ?? model.load(at: GPA(UInt64(word * 8))) ?? 0
      if machine.memory.load(at: GPA(UInt64(word * 8))) != stored(store, at: gpa, word: word, before) { return false }
    }
    return true
  }

  private func isStored(_ store: Store?, _ answer: ShadowAnswer, over word: Int) -> Bool {
    guard let store, case .memory(let gpa) = answer else { return false }
    let last = gpa.rawValue + UInt64(store.byteCount) - 1
    return UInt64(word) >= gpa.rawValue / 8 && UInt64(word) <= last / 8
  }

  /// A word after a store over a part of it.
  private func stored(_ store: Store, at gpa: GPA, word: Int, _ before: UInt64) -> UInt64 {
    var word64 = before
    for byte in 0..<store.byteCount {
      let place = Int(gpa.rawValue) + byte
      guard place / 8 == word else { continue }
      let shift = UInt64(place % 8 * 8)
      word64 = word64 & ~(0xFF << shift) | (store.value >> UInt64(byte * 8) & 0xFF) << shift
    }
    return word64
  }

  /// Makes the model's memory what the guest's is.
  private mutating func commit(_ marks: [ReferenceTrialMemory.Read], _ store: Store?, _ answer: ShadowAnswer) {
    for mark in marks {
      storeInModel(mark.value, 8, at: GPA(UInt64(mark.number * 8)))
      slots.noteStore(UInt64(mark.number / 512))
    }
    guard let store, case .memory(let gpa) = answer else { return }
    guard isInMemory(gpa, store.byteCount) else { return }
    slots.noteStore(gpa.rawValue >> 12)
    storeInModel(store.value, store.byteCount, at: gpa)
  }

  private func complaint(
    _ answer: ShadowAnswer, _ expected: ShadowAnswer, _ marks: [ReferenceTrialMemory.Read], _ store: Store?,
    _ text: String
  ) -> String {
    if answer != expected { return "\(text): \(answer), not \(expected)" }
    for mark in marks {
      if let complaint = difference(at: GPA(UInt64(mark.number * 8)), expected: mark.value) {
        return "\(text): \(answer), but \(complaint)"
      }
    }
    return "\(text): \(answer), but the stored bytes are not there"
  }

  // MARK: The past

  /// Whether a TLB may have given an answer: the tables did at some time since the last invalidation, and it left no marks now.
  private mutating func isExcused(
    _ answer: ShadowAnswer, _ gva: GVA, _ access: GuestAccess, _ store: Store?, on number: Int
  ) -> Bool {
    if case .fault = answer { return false }
    guard excusesStaleness, tablesHold([], store, answer), wasGiven(answer, gva, access, on: number) else {
      return false
    }
    staleCount += 1
    return true
  }

  /// Goes through all combinations of values that the words of the walk had.
  private func wasGiven(_ answer: ShadowAnswer, _ gva: GVA, _ access: GuestAccess, on number: Int) -> Bool {
    let registers = registers[number]
    let moment = invalidations[number].last(of: gva.rawValue, shift: 12, space: registers.space)
    var choices: [Int] = []
    for _ in 0..<Self.combinationLimit {
      var (values, ends): ([UInt64?], [Int]) = ([], [])
      trial.substitutes = []
      trial.begin()
      var result = registers.walk(gva, access, in: trial)
      for (position, choice) in choices.enumerated() {
        let pasts = history.values(of: trial.reads[position].number, after: moment)
        values.append(choice == 0 ? nil : pasts[choice - 1].value)
        if choice > 0 { ends.append(pasts[choice - 1].until) }
        trial.substitutes = values
        trial.begin()
        result = registers.walk(gva, access, in: trial)
      }
      if self.answer(result, access) == answer, !trial.isChanged,
        isRecent(ends, result, gva, registers.space, on: number)
      {
        return true
      }
      guard let next = next(choices, after: moment) else { return false }
      choices = next
    }
    return true
  }

  /// Combinations that are tried before an answer counts as given.
  private static var combinationLimit: Int { 20_000 }

  /// The next combination: the last word of the walk that had another value still has it.
  private func next(_ choices: [Int], after moment: Int) -> [Int]? {
    for position in trial.reads.indices.reversed() {
      let choice = position < choices.count ? choices[position] : 0
      if choice < history.values(of: trial.reads[position].number, after: moment).count {
        let head = (0..<position).map { $0 < choices.count ? choices[$0] : 0 }
        return head + [choice + 1]
      }
    }
    return nil
  }

  /// Whether values were still held when any address of the large page that they map was last invalidated.
  private func isRecent(
    _ ends: [Int], _ result: ReferenceWalkResult<GuestPhysical>, _ gva: GVA, _ space: UInt16, on number: Int
  ) -> Bool {
    guard case .mapped(let translation) = result, let first = ends.min() else { return true }
    let shift = UInt64(translation.pageSize.shift)
    return first > invalidations[number].last(of: gva.rawValue, shift: shift, space: space)
  }
}
