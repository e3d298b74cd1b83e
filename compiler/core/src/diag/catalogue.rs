//! The catalogue of codes: one line, one pair of files.
//!
//! A line `E0201 => unknown_column, "unknown column"` declares the module `diag/unknown_column.rs`, re-exports its
//! function of the same name, makes the constant [`code::E0201`] and includes the page `diag/unknown_column.md`; a
//! missing file fails the build. Codes are never reused: a code that goes leaves a comment in its place.

use super::Code;

/// What `pipelinec explain` knows about one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// The module's name: a stable identifier in words (`unknown_column`).
    pub name: &'static str,
    /// A few words; the page's heading is `# <code>: <title>`.
    pub title: &'static str,
    /// The page, Markdown.
    pub page: &'static str,
}

/// All codes, in order.
#[must_use]
pub fn all() -> &'static [Entry] {
    ENTRIES
}

/// The entry of a code or of its name, in any letter case.
#[must_use]
pub fn find(word: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|e| e.code.0.eq_ignore_ascii_case(word) || e.name.eq_ignore_ascii_case(word))
}

macro_rules! codes {
    ($($code:ident => $name:ident, $title:literal;)+) => {
        $(
            mod $name;
            pub use $name::$name;
        )+

        /// The codes as constants, for the modules that raise them.
        pub mod code {
            use crate::diag::Code;
            $(
                #[doc = $title]
                pub const $code: Code = Code(stringify!($code));
            )+
        }

        const ENTRIES: &[Entry] = &[$(
            Entry {
                code: code::$code,
                name: stringify!($name),
                title: $title,
                page: include_str!(concat!(stringify!($name), ".md")),
            },
        )+];
    };
}

pub use incomparable_types::Operand;

// Keep in order. E01 text, YAML, phrases · E02 names · E03 types and expressions · E04 steps · E05 datasets, graph,
// outputs, kpis · E06 params, macros, checks, tests, jobs · E07 environments and targets · E08 data and files at run
// time · E09 engine and machine · E10 state machines (`audit`) · W warnings · N advice.
codes! {
    E0101 => not_utf8, "the file is not UTF-8";
    E0102 => file_too_large, "the file is too large";
    E0103 => broken_yaml, "broken YAML";
    E0104 => tab_indent, "a tab used for indentation";
    E0105 => too_deep, "nested too deeply";
    E0106 => too_many_nodes, "aliases expand too far";
    E0107 => duplicate_key, "a key twice in one mapping";
    E0108 => unknown_key, "unknown key";
    E0109 => missing_key, "missing key";
    E0110 => wrong_shape, "a value of the wrong shape";
    E0111 => unknown_word, "a word outside the closed list";
    E0112 => unknown_step, "unknown step";
    E0113 => step_shape, "a step without exactly one keyword";
    E0114 => duplicate_head, "`pipeline` twice in one project";
    E0115 => missing_head, "no `pipeline` name";
    E0116 => empty_document, "nothing in the file";
    E0117 => several_documents, "more than one YAML document";
    E0118 => broken_phrase, "a phrase that cannot be read";
    E0119 => phrase_too_long, "a phrase that is too long";
    E0120 => bad_name, "not a name";
    E0121 => reserved_name, "a reserved name";
    E0122 => unterminated_text, "a text that never ends";
    E0123 => number_out_of_range, "a number that does not fit";
    E0124 => utf16, "the file is UTF-16";
    E0201 => unknown_column, "unknown column";
    E0202 => unknown_dataset, "unknown dataset";
    E0203 => unknown_function, "unknown function";
    E0204 => undeclared_param, "a parameter that is not declared";
    E0205 => unknown_type, "unknown type";
    E0206 => ambiguous_column, "a column of both sides";
    E0207 => unknown_field, "unknown field";
    E0208 => unknown_table, "a table that is not read here";
    E0209 => no_fields, "a field of something that has none";
    E0210 => bad_type, "a type that cannot exist";
    E0220 => duplicate_dataset, "a dataset name used twice";
    E0221 => dataset_case_clash, "dataset names that differ only in letter case";
    E0222 => duplicate_column, "a column name used twice";
    E0223 => column_case_clash, "column names that differ only in letter case";
    E0224 => listed_twice, "a column listed twice";
    E0225 => quarantine_name, "the name of an input's bad records";
    E0301 => wrong_argument_count, "wrong number of arguments";
    E0302 => wrong_argument_type, "an argument of the wrong type";
    E0303 => literal_needed, "a fixed value is needed";
    E0304 => bad_argument_value, "an argument outside its range";
    E0305 => bad_literal, "a value that does not exist";
    E0306 => literal_out_of_range, "a number outside its type";
    E0307 => decimal_out_of_range, "a decimal of more than 38 digits";
    E0308 => incomparable_types, "values that cannot be compared";
    E0309 => incompatible_branches, "values that have no common type";
    E0310 => condition_not_boolean, "a condition that is not boolean";
    E0311 => no_cast, "a cast that does not exist";
    E0312 => aggregate_misplaced, "an aggregate outside measures";
    E0313 => nested_aggregate, "an aggregate inside an aggregate";
    E0314 => window_misplaced, "a window function where none may stand";
    E0315 => window_missing, "a window function without `over`";
    E0316 => over_not_allowed, "`over` on a function that takes none";
    E0317 => nested_window, "a window function inside a window function";
    E0318 => frame_needed, "a window function that needs a frame";
    E0319 => bad_frame, "a frame that cannot be";
    E0320 => distinct_not_allowed, "`distinct` on a function that takes none";
    E0321 => filter_not_allowed, "`filter` on a function that takes none";
    E0322 => not_grouped, "a column neither grouped nor aggregated";
    E0323 => bad_regex, "an unsupported regular expression";
    E0324 => bad_like_pattern, "a broken `like` pattern";
    E0325 => bad_format, "an unsupported date format";
    E0326 => bad_json_path, "an unsupported JSON path";
    E0327 => bad_time_zone, "an unknown time zone";
    E0328 => approximate_not_allowed, "an approximate function without permission";
    E0329 => unsupported_here, "a function that an engine cannot run";
    E0330 => interval_misuse, "an interval out of place";
    E0331 => date_arithmetic, "arithmetic with dates";
    E0332 => expression_too_large, "an expression that grows too large";
    E0333 => not_orderable, "a value without an order";
    E0334 => wrong_operand_type, "an operand of the wrong type";
    E0335 => untyped_null, "a column that is only `null`";
    E0336 => ignore_nulls_not_allowed, "`ignore nulls` on a function that takes none";
    E0337 => star_not_allowed, "`*` as an argument";
    E0338 => not_an_array, "an index into something that is no array";
    E0401 => no_columns_left, "a step that leaves no columns";
    E0402 => fill_type, "a fill value of another type";
    E0403 => limit_zero, "a limit of no rows";
    E0404 => order_without_key, "an order for distinct rows";
    E0406 => cross_join_with_on, "a cross join with a condition";
    E0407 => join_same_name, "both sides of a join have one name";
    E0408 => join_columns_unwanted, "columns of a semi or anti join";
    E0409 => join_needs_equality, "a join that needs an equality";
    E0410 => join_key_types, "join keys of types that do not meet";
    E0411 => join_column_clash, "a column name on both sides of a join";
    E0412 => union_columns, "a union of datasets with different columns";
    E0413 => union_types, "a union of columns whose types do not meet";
    E0414 => empty_aggregate, "an aggregate of nothing";
    E0415 => empty_pivot, "a pivot without values or measures";
    E0416 => pivot_value, "a pivot value the column cannot have";
    E0417 => unpivot_types, "unpivoted columns whose types do not meet";
    E0418 => explode_not_array, "explode of something that is no array";
    E0501 => dependency_cycle, "datasets that read one another in a circle";
    E0502 => reads_query, "a job that reads a query";
    E0503 => query_reads_input, "a query that reads an input";
    E0504 => kpi_without_measures, "a KPI without measures";
    E0505 => pii_published, "personal data in a published result";
    E0510 => unknown_format, "an input whose format does not show";
    E0511 => input_without_columns, "an input without columns";
    E0512 => nested_in_csv, "a nested column in a CSV file";
    E0513 => csv_character, "a delimiter or quote that is not one character";
    E0514 => csv_same_character, "one character as delimiter and quote";
    E0515 => option_without_use, "an option its format does not have";
    E0516 => bad_path, "a path that is not inside its root";
    E0518 => format_without_use, "a format for something that has none";
    E0519 => input_partition_type, "a folder name of a type that has no short text";
    E0520 => partition_type, "a partition column of the wrong type";
    E0521 => partition_by_all, "all columns are partition columns";
    E0522 => upsert_without_key, "an upsert without a key";
    E0523 => upsert_into_csv, "an upsert into CSV files";
    E0524 => overwrite_without_partitions, "partitions to overwrite, but none";
    E0525 => key_without_upsert, "a key that nothing uses";
    E0526 => nested_csv_output, "a nested column in a CSV output";
    E0527 => output_path_clash, "two datasets written to one place";
    E0528 => output_over_input, "an output in an input's place";
    E0529 => query_output_option, "an output option of a query";
    E0601 => macro_recursion, "a function that calls itself";
    E0602 => macro_arity, "wrong number of arguments of your own function";
    E0603 => macro_shadows_function, "a function with the name of a built-in one";
    E0604 => macro_unknown_name, "a name the function does not have";
    E0605 => macro_argument_type, "an argument of your own function has the wrong type";
    E0606 => bad_param_default, "a default that is not of the parameter's type";
    E0607 => bad_param_type, "a parameter that is not a single value";
    E0608 => duplicate_macro_param, "a parameter twice in one function";
    E0609 => declared_twice, "declared twice";
    E0620 => duplicate_check, "two checks of one name";
    E0621 => references_count, "a reference of columns that do not pair up";
    E0622 => references_types, "a reference between types that do not meet";
    E0623 => row_count_range, "a row count that cannot be";
    E0625 => check_on_query, "a check of a query";
    E0630 => test_value, "a test value that does not fit its column";
    E0631 => test_row_columns, "expected rows with different columns";
    E0632 => test_null, "a test row without a value that must be there";
    E0634 => duplicate_test, "two tests of one name";
    E0635 => test_without_expect, "a test that expects nothing";
    E0640 => duplicate_job, "two jobs of one name";
    E0641 => empty_job, "a job that computes nothing";
    E0642 => dataset_in_two_jobs, "a dataset in two jobs";
    E0643 => not_for_a_job, "a dataset no job computes";
    E0701 => job_cycle, "a job that would have to wait for itself";
    E0702 => bad_region, "not an AWS region";
    E0703 => bad_bucket, "not an S3 bucket name";
    E0704 => unsupported_release, "an EMR release that cannot run the jobs";
    E0705 => bad_account, "not an AWS account id";
    E0706 => bad_schedule, "not a schedule";
    E0707 => bad_topic, "not an SNS topic";
    // E0708 was "a query that reads an input"; E0503 says it for every engine.
    E0709 => layout_overlap, "two areas of the bucket overlap";
    E0710 => bad_catalog_name, "not a name for the catalog";
    E0711 => no_capacity, "compute without capacity";
    E0712 => unsupported_iceberg, "an Iceberg dataset in generated jobs";
    E0713 => query_too_long, "a query too long for Athena";
    E0714 => state_machine_too_large, "a state machine that is too large";
    E0715 => unknown_environment, "an environment that does not exist";
    E0716 => text_parameter, "a text parameter in a query without the Lambda function";
    E0717 => schedule_param, "a parameter of a schedule that does not fit";
    E0718 => start_without_param, "runs that start without a parameter";
    E0719 => bad_trigger, "a trigger that cannot work";
    E0720 => bad_setting, "a setting that cannot be";
    E0721 => bad_spark_property, "a Spark property that cannot be set";
    E0722 => bad_projection, "values that a partition column cannot have";
    E0723 => needless_setting, "a setting of something that is not there";
    E0724 => bad_role, "not a role";
    E0725 => partition_case, "a partition column Athena cannot find";
    E0726 => crawler_table, "a table that the crawler names or types otherwise";
    E0801 => missing_data, "no data at the input's path";
    E0802 => no_matching_files, "no file matches the input's path";
    E0803 => header_mismatch, "the file does not have the declared columns";
    E0804 => bad_records, "records that do not fit the declared columns";
    E0805 => unreadable_parquet, "not a readable Parquet file";
    E0806 => data_encoding, "a data file that is not UTF-8";
    E0807 => unreadable_data, "a data file that cannot be read";
    E0808 => stored_type, "a Parquet column of another type";
    E0809 => partition_folder, "a folder name that is no partition value";
    E0810 => not_unique, "a value twice in a unique column";
    E0811 => output_folder, "the output folder cannot be written";
    E0812 => missing_param, "a parameter without a value";
    E0813 => bad_param_value, "a parameter value of the wrong type";
    E0814 => unknown_param, "a value for a parameter that does not exist";
    E0815 => unknown_selection, "a selected dataset that does not exist";
    E0816 => foreign_output, "publishing would delete what a run did not write";
    E0817 => earlier_rows, "earlier rows have other columns";
    E0818 => upsert_key_repeated, "an upsert key with two rows in one run";
    E0820 => check_failed, "a check failed";
    E0830 => computation_failed, "a value could not be computed";
    E0901 => memory_limit, "the memory limit was reached";
    E0902 => disk_full, "the disk is full";
    E0903 => cancelled, "the run was stopped";
    E0904 => output_busy, "another run writes to this folder";
    E0905 => engine_failure, "the embedded engine failed";
    E0906 => project_too_large, "more steps and columns than fit";
    E1001 => not_json, "a state machine that is not JSON";
    E1002 => definition_field, "a field that is missing or of the wrong kind";
    E1003 => unknown_state, "a state that does not exist";
    E1004 => no_transition, "a state that does not say what comes next";
    E1005 => unknown_state_field, "a field that does not exist";
    E1006 => state_name, "a state name that cannot be";
    E1007 => bad_state_path, "a path or function that cannot be read";
    E1008 => path_leads_nowhere, "a path that certainly leads nowhere";
    E1009 => cluster_id_lost, "a cluster whose id is lost before it is ended";
    E1010 => cluster_left_running, "a cluster that runs on after success";
    E1011 => cluster_left_after_failure, "a cluster that runs on after a failure that was caught";
    E1012 => cluster_left_uncaught, "a cluster that runs on after a failure that nobody catches";
    E1013 => no_such_integration, "a service integration that does not exist";
    E1014 => states_all_placed, "`States.ALL` that is not alone and last";
    E1015 => unknown_error_name, "a reserved error name that does not exist";
    E1016 => retry_number, "a number of a retrier that cannot be";
    E1017 => heartbeat_too_long, "a heartbeat that is not shorter than the timeout";
    W0301 => compare_null, "a comparison with `null`";
    W0302 => null_in_list, "`null` in a list of values";
    W0303 => constant_condition, "a condition that is always the same";
    W0304 => like_without_wildcard, "`like` without a wildcard";
    W0305 => empty_range, "a range that holds nothing";
    W0306 => repeated_value, "a value twice in one list";
    W0307 => day_as_timestamp, "a timestamp compared with a day";
    W0308 => window_without_order, "a window function without an order";
    W0501 => unused_input, "an input nothing reads";
    W0502 => join_fan_out, "a join that can multiply rows";
    W0503 => sort_without_limit, "an order that is not kept";
    W0504 => limit_without_sort, "a limit without an order";
    W0505 => needless_fill, "a fill of a column that is never null";
    W0506 => every_pair, "a join that compares every pair";
    W0507 => upsert_key_not_unique, "an upsert key that may repeat";
    W0508 => needless_allow_pii, "a permission that is not needed";
    W0509 => needless_dedupe, "a dedupe of rows that are unique";
    W0601 => unused_macro_param, "a function parameter that is not used";
    W0602 => unused_param, "a parameter that is not used";
    W0603 => unused_macro, "a function that is not used";
    W1001 => unreachable_state, "a state that nothing leads to";
    W1002 => failure_ends_as_success, "a failure that ends as success";
    W1003 => not_waited_for, "work that is started and not waited for";
    W1004 => crawl_outcome_unread, "a crawler that is not asked how it ended";
    W1005 => poll_without_end, "a loop that can ask for ever";
    W1006 => poll_without_wait, "a loop that asks without a pause";
    W1007 => no_timeout, "a task that can wait for a year";
    W1008 => no_idle_policy, "a cluster without an idle policy";
    W1009 => path_as_text, "a path that is taken for text";
    W1010 => cloudformation_in_machine, "a CloudFormation function inside a machine";
    W1011 => parallel_reads_written, "a branch that reads what another writes";
    W1012 => steps_queue, "parallel steps on a cluster that runs one at a time";
    W1013 => secret_in_data, "a secret in the data of an execution";
    N0301 => never_null, "a null test of a column that is never null";
    N0601 => unused_columns, "columns of an input nothing uses";
    N0602 => certain_check, "a check that cannot fail";
    N1001 => failure_passed_over, "a failure that is passed over";
}
