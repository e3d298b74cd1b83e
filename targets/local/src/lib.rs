//! Plan to SQL for the embedded engine, and the engine itself.
