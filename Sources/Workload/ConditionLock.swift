import Glibc

/// A lock whose holder can wait until another has changed what it guards: the system's mutex and condition.
final class ConditionLock: @unchecked Sendable {
  // Unchecked: both are made to be shared by threads, and stay where they are.

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// Does something alone.
  func locked<Answer>(_ body: () -> Answer) -> Answer {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body()
  }

  /// Changes something alone, and wakes all who wait.
  func change(_ body: () -> Void) {
    locked {
      body()
      pthread_cond_broadcast(changed)
    }
  }

  /// Gives the lock up until something was changed. Only its holder may.
  func wait() { pthread_cond_wait(changed, lock) }

  /// The same, until a moment of the wall clock at most; answers whether that has not passed.
  func wait(until deadline: timespec) -> Bool {
    withUnsafePointer(to: deadline) { pthread_cond_timedwait(changed, lock, $0) == 0 }
  }
}
