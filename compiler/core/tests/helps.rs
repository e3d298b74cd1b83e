//! Words of other tools and slips: the help says what to write here.

use pipelinec_core::check::check;
use pipelinec_core::diag::from_syntax;
use pipelinec_core::target::check_environment;
use pipelinec_core::{Diagnostic, FileId, plan};
use pipelinec_syntax::{SourceFile, parse_environments, parse_project};

const HEAD: &str = "
pipeline: shop
inputs:
  orders: { path: o.csv, columns: { id: bigint, customer: string, at: timestamp } }
  customers: { path: c.csv, columns: { customer: string not null unique, country: string } }
";

/// The help of the first finding.
fn help(sections: &str) -> String {
    let text = format!("{HEAD}{sections}");
    let (tree, errors) = parse_project(&[SourceFile { id: FileId(0), bytes: text.as_bytes() }]);
    let found: Vec<Diagnostic> = errors.iter().map(from_syntax).chain(check(&tree).1).collect();
    found.into_iter().next().and_then(|first| first.help).unwrap_or_default()
}

fn help_of_step(step: &str) -> String {
    help(&format!("transforms:\n  t:\n    from: orders\n    steps:\n      - {step}\n"))
}

#[test]
fn words_of_other_tools_have_one_here() {
    assert_eq!(help_of_step("groupby: { by: [id] }"), "did you mean `aggregate`?");
    assert_eq!(help_of_step("join: { with: customers, on: customer, kind: outer }"), "did you mean `full`?");
    assert_eq!(help_of_step("join: { with: customers, on: customer, how: left }"), "did you mean `kind`?");
    assert_eq!(help("kpis: { k: { from: orders, group_by: [id], measures: { n: count() } } }"), "did you mean `by`?");
}

#[test]
fn slips_have_their_fix() {
    assert_eq!(help_of_step("filter: count > 1"), "to call the function, write `count()`");
    let unnamed = "lists hold names of columns; an expression needs a name: `{ name: upper(customer) }`";
    assert_eq!(help_of_step("select: [upper(customer)]"), unnamed);
    let cut = help_of_step("derive: { x: substring(customer, 1, 2) }");
    assert_eq!(cut, "put the value in double quotes");
}

#[test]
fn what_is_missing_is_not_wrong_too() {
    let (tree, _) = parse_project(&[SourceFile { id: FileId(0), bytes: HEAD.as_bytes() }]);
    let Some(pipeline) = check(&tree).0 else { panic!("the spec is good") };
    let environments = b"environments:\n  dev: { account: '111111111111' }\n";
    let (environments, errors) = parse_environments(SourceFile { id: FileId(1), bytes: environments });
    assert!(errors.len() >= 2, "region and bucket are missing: {errors:?}");
    let (plan, _) = plan::plan(pipeline);
    let found = environments.environments.first().map(|dev| check_environment(&plan, dev)).unwrap_or_default();
    assert!(found.iter().all(|finding| finding.code.0 != "E0702" && finding.code.0 != "E0703"), "{found:?}");
}
