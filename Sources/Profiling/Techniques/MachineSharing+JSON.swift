import Workload

extension MachineSharing: Encodable {
  private enum Key: String, CodingKey {
    case machines, quantum, tagged, frames, merged
  }

  /// Writes everything by the names of the options.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(machines, forKey: .machines)
    try container.encode(quantum, forKey: .quantum)
    try container.encode(isTagged, forKey: .tagged)
    try container.encodeIfPresent(frameCount, forKey: .frames)
    try container.encode(mergesFrames, forKey: .merged)
  }
}
