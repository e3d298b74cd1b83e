"""Trino 435 for the tests: a server process, its protocol, and the catalog's tables in it.

The server archive and the Hive connector's modules of that release could not be had from Maven Central where this
was written, `trino-main` could: parser, analyzer, optimizer and operators are Trino's own, only the storage is the
memory connector. So the tables are made with the types of the bundle's Glue tables and filled with the rows of the
Parquet files; how Trino itself reads Parquet is not tested here.
"""
