//! The Amazon States Language as types: what a state may hold, field by field, so that an invalid machine is hard to write.
//!
//! Only what the compiler emits is modelled, in the JSONPath query language. (Taken by helper ASL.)
