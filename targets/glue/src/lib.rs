//! Plan to Glue catalog.
