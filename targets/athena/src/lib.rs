//! Plan to Athena SQL and the query Lambda.
