//! Plan to Step Functions state machine.
