//! What a statement needs that Athena runs for somebody: Athena acts with the caller's permissions, on the catalog and on
//! the bucket.

use pipelinec_core::ir::Dataset;
use pipelinec_core::target::Bundle;

use crate::policy::{Scope, Statement};
use crate::{Context, Defect, data};

/// Reads the definition of a table, and where it is partitioned, which partitions it has.
const READ_TABLE: &[&str] = &["glue:GetTable"];
const READ_PARTITIONS: &[&str] = &["glue:BatchGetPartition", "glue:GetPartition", "glue:GetPartitions"];
const ADD_PARTITIONS: &[&str] = &["glue:BatchCreatePartition"];
/// Source: Athena, "Specify a query result location": the documented permissions on objects.
const WRITE_RESULTS: &[&str] =
    &["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"];

/// What a SQL statement does to the catalog.
#[derive(Debug, PartialEq, Eq)]
enum Verb {
    Select,
    AddPartitions,
}

/// Statements of the policy of whoever runs the query `name`.
pub(crate) fn query(context: &Context<'_>, name: &str, who: &str) -> Result<Vec<Statement>, Defect> {
    let tables = data::tables_of(context.plan, name);
    let tables = tables.ok_or_else(|| Defect(format!("there is no query `{name}`")))?;
    Ok(reading(context, &tables, &Verb::Select, who))
}

/// The same for a statement as text.
pub(crate) fn sql(context: &Context<'_>, sql: &str, who: &str) -> Result<Vec<Statement>, Defect> {
    if let Some(name) = query_of(context.bundle, sql) {
        return query(context, name, who);
    }
    let (verb, table) = partitions_of(sql).ok_or_else(|| Defect(format!("{who} runs an unknown statement: {sql}")))?;
    let (_, dataset) = (context.plan.pipeline.iter())
        .find(|(_, dataset)| dataset.name.to_lowercase() == table)
        .ok_or_else(|| Defect(format!("{who} changes the unknown table `{table}`")))?;
    Ok(reading(context, &[dataset], &verb, who))
}

/// The query whose file holds this text.
fn query_of<'a>(bundle: &'a Bundle, sql: &str) -> Option<&'a str> {
    let mut files = bundle.files.iter().filter_map(|(path, text)| {
        let name = path.strip_prefix("athena/")?.strip_suffix(".sql").filter(|name| !name.contains('/'))?;
        Some((name, std::str::from_utf8(text).ok()?))
    });
    files.find(|(_, text)| text.contains(sql.trim())).map(|(name, _)| name)
}

/// `MSCK REPAIR TABLE t` and `ALTER TABLE t ADD …`: the table.
fn partitions_of(sql: &str) -> Option<(Verb, String)> {
    let mut words = sql.split_whitespace();
    let first = words.next()?.to_uppercase();
    let table = match first.as_str() {
        "MSCK" => words.nth(2)?,
        "ALTER" => words.nth(1)?,
        _ => return None,
    };
    Some((Verb::AddPartitions, table.trim_matches(['`', ';']).to_lowercase()))
}

fn reading(context: &Context<'_>, tables: &[&Dataset], verb: &Verb, who: &str) -> Vec<Statement> {
    let Context { environment, names, arns, .. } = context;
    let glue = |resource: String| arns.of("glue", &resource);
    let database = || glue(format!("database/{}", names.database));
    let tables_in = |tables: &mut dyn Iterator<Item = String>| {
        Scope::of([glue("catalog".into()), database()].into_iter().chain(tables.map(&glue)))
    };
    let all_tables = || tables_in(&mut [format!("table/{}/*", names.database)].into_iter());
    let named = |tables: &[&Dataset]| {
        let name = |table: &&Dataset| format!("table/{}/{}", names.database, table.name.to_lowercase());
        tables_in(&mut tables.iter().map(name))
    };
    let databases = Scope::of([glue("catalog".into()), glue("database/default".into()), database()]);
    let mut statements = vec![
        Statement::new("FindTheDatabase", &["glue:GetDatabase"], databases, who),
        Statement::new("FindTheTables", READ_TABLE, named(tables), who).or_coarse(all_tables()),
    ];
    let partitioned: Vec<&Dataset> =
        tables.iter().copied().filter(|table| !table.output.partition_by.is_empty()).collect();
    if !partitioned.is_empty() {
        let statement = Statement::new("FindThePartitions", READ_PARTITIONS, named(&partitioned), who);
        statements.push(statement.or_coarse(all_tables()));
    }
    if *verb == Verb::AddPartitions {
        let statement = Statement::new("AddNewPartitions", ADD_PARTITIONS, named(tables), who);
        statements.push(statement.or_coarse(all_tables()));
    }
    let folders: Vec<String> =
        tables.iter().map(|table| format!("{}{}/*", environment.layout.output, table.output.path)).collect();
    statements.extend(bucket(context, &folders, verb, who));
    statements
}

fn bucket(context: &Context<'_>, folders: &[String], verb: &Verb, who: &str) -> Vec<Statement> {
    let Context { environment, arns, .. } = context;
    let (results, output) = (format!("{}*", environment.layout.results), format!("{}*", environment.layout.output));
    let listed = folders.iter().cloned().chain([results.clone()]);
    let all = Scope::of([arns.bucket()]).listing([results.clone(), output.clone()]);
    let mut statements = vec![
        Statement::new("FindTheBucket", &["s3:GetBucketLocation"], Scope::of([arns.bucket()]), who),
        Statement::new("ListTheQueriedData", &["s3:ListBucket"], Scope::of([arns.bucket()]).listing(listed), who)
            .or_coarse(all),
    ];
    if *verb == Verb::Select {
        let data = Scope::of(folders.iter().map(|folder| arns.object(folder)));
        statements.push(
            Statement::new("ReadTheQueriedData", &["s3:GetObject"], data, who)
                .or_coarse(Scope::of([arns.object(&output)])),
        );
    }
    statements.push(Statement::new("WriteTheResults", WRITE_RESULTS, Scope::of([arns.object(&results)]), who));
    let uploads = &["s3:ListBucketMultipartUploads"];
    statements.push(Statement::new("FindUnfinishedResults", uploads, Scope::of([arns.bucket()]), who));
    // Lake Formation's action takes no resource: it decides itself, table by table. It is asked for every table whose
    // folder is registered there, and for no other.
    let lake = Scope::of(["*".into()]);
    statements.push(Statement::new("AskLakeFormationWhereItRules", &["lakeformation:GetDataAccess"], lake, who));
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_add_partitions() {
        for sql in ["MSCK REPAIR TABLE `days`", "ALTER TABLE Days ADD IF NOT EXISTS PARTITION (day = '2024-01-01')"] {
            assert_eq!(partitions_of(sql), Some((Verb::AddPartitions, "days".into())), "{sql}");
        }
        assert_eq!(partitions_of("DROP TABLE days"), None);
    }
}
