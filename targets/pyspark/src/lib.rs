//! Plan to PySpark jobs.
