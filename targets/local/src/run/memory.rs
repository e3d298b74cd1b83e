//! The engine's memory.
//!
//! Operators that can go to disk share the limit fairly. Queues between streams (`RepartitionExec`) are counted but
//! never refused: refused, they go to disk by a way that can wait for itself for ever
//! (<https://github.com/apache/datafusion/issues/24883>, in 55.2). They hold batches under way only, and stop their
//! senders when all receivers have some.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion::error::Result;
use datafusion::execution::memory_pool::{FairSpillPool, MemoryConsumer, MemoryLimit, MemoryPool, MemoryReservation};

/// A fair pool that never refuses queues.
#[derive(Debug)]
pub(super) struct Pool {
    fair: FairSpillPool,
    limit: usize,
    queued: AtomicUsize,
}

impl Pool {
    pub(super) fn new(limit: usize) -> Self {
        Self { fair: FairSpillPool::new(limit), limit, queued: AtomicUsize::new(0) }
    }
}

fn is_queue(consumer: &MemoryConsumer) -> bool {
    consumer.name().starts_with("RepartitionExec[")
}

impl fmt::Display for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} and {} B queued", self.fair, self.queued.load(Ordering::Relaxed))
    }
}

impl MemoryPool for Pool {
    fn name(&self) -> &'static str {
        "pipelinec"
    }

    fn register(&self, consumer: &MemoryConsumer) {
        if !is_queue(consumer) {
            self.fair.register(consumer);
        }
    }

    fn unregister(&self, consumer: &MemoryConsumer) {
        if !is_queue(consumer) {
            self.fair.unregister(consumer);
        }
    }

    fn grow(&self, reservation: &MemoryReservation, additional: usize) {
        if is_queue(reservation.consumer()) {
            self.queued.fetch_add(additional, Ordering::Relaxed);
        } else {
            self.fair.grow(reservation, additional);
        }
    }

    fn shrink(&self, reservation: &MemoryReservation, shrink: usize) {
        if is_queue(reservation.consumer()) {
            self.queued.fetch_sub(shrink, Ordering::Relaxed);
        } else {
            self.fair.shrink(reservation, shrink);
        }
    }

    fn try_grow(&self, reservation: &MemoryReservation, additional: usize) -> Result<()> {
        if is_queue(reservation.consumer()) {
            self.queued.fetch_add(additional, Ordering::Relaxed);
            return Ok(());
        }
        self.fair.try_grow(reservation, additional)
    }

    fn reserved(&self) -> usize {
        self.fair.reserved() + self.queued.load(Ordering::Relaxed)
    }

    fn memory_limit(&self) -> MemoryLimit {
        MemoryLimit::Finite(self.limit)
    }
}
