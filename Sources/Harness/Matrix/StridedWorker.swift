/// Examines every n-th chunk of another worker's, each time another one of n.
struct StridedWorker<Worker: MatrixWorker>: MatrixWorker {
  var worker: Worker
  let stride: Int

  var tally: MatrixTally { worker.tally }

  mutating func examine(chunk: Int) {
    // A step that is coprime to the stride, so that no control is always off.
    worker.examine(chunk: chunk * stride + chunk * 5 % stride)
  }
}
