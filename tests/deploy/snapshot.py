"""What stands in an account, listing by listing, without dates and random ids: final states are compared by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from box.client import Box

# Left out of every answer: when something was made, and what the service calls it at random.
RANDOM = re.compile(
    r"(Date|Time|RoleId|InstanceProfileId|VersionId|RevisionId|ResponseMetadata|"
    r"creationTime|createdAt|updatedAt|LastModified|applicationId|NamedQueryId|AppliedAt)$"
)


def snapshot(box: Box, region: str) -> dict[str, Any]:
    """Name of the thing (`role/x`, `object/bucket/key`, ...) to what it is."""
    parts = (
        objects,
        roles,
        profiles,
        tables,
        crawlers,
        functions,
        queries,
        applications,
        machines,
        schedules,
        rules,
        logs,
    )
    return {name: stable(what) for part in parts for name, what in part(box, region)}


def stable(value: Any) -> Any:
    """The value without what differs between two equal deploys."""
    if isinstance(value, dict):
        return {key: stable(inner) for key, inner in sorted(value.items()) if not RANDOM.search(key)}
    if isinstance(value, list):
        return [stable(inner) for inner in value]
    return value


def pages(client: Any, operation: str, field: str, **given: Any) -> list[Any]:
    """Every entry of a listing, all pages of it where it has pages."""
    if not client.can_paginate(operation):
        return getattr(client, operation)(**given).get(field, [])
    return [entry for page in client.get_paginator(operation).paginate(**given) for entry in page.get(field, [])]


Things = Iterator[tuple[str, Any]]


def objects(box: Box, region: str) -> Things:
    """Buckets, and keys with the hashes of their content."""
    s3 = box.client("s3", region)
    for bucket in s3.list_buckets()["Buckets"]:
        yield f"bucket/{bucket['Name']}", {}
        for entry in pages(s3, "list_objects_v2", "Contents", Bucket=bucket["Name"]):
            yield f"object/{bucket['Name']}/{entry['Key']}", {"etag": entry["ETag"], "size": entry["Size"]}


def roles(box: Box, region: str) -> Things:
    """Roles with trust, policies and tags."""
    iam = box.client("iam", region)
    for role in pages(iam, "list_roles", "Roles"):
        name = {"RoleName": role["RoleName"]}
        inline = {
            policy: iam.get_role_policy(**name, PolicyName=policy)["PolicyDocument"]
            for policy in pages(iam, "list_role_policies", "PolicyNames", **name)
        }
        attached = pages(iam, "list_attached_role_policies", "AttachedPolicies", **name)
        tags = pages(iam, "list_role_tags", "Tags", **name)
        yield f"role/{role['RoleName']}", {"role": role, "inline": inline, "attached": attached, "tags": tags}


def profiles(box: Box, region: str) -> Things:
    """Instance profiles."""
    for profile in pages(box.client("iam", region), "list_instance_profiles", "InstanceProfiles"):
        yield f"instance-profile/{profile['InstanceProfileName']}", profile


def tables(box: Box, region: str) -> Things:
    """Glue databases and their tables."""
    glue = box.client("glue", region)
    for database in pages(glue, "get_databases", "DatabaseList"):
        yield f"database/{database['Name']}", database
        for table in pages(glue, "get_tables", "TableList", DatabaseName=database["Name"]):
            yield f"table/{database['Name']}/{table['Name']}", table


def crawlers(box: Box, region: str) -> Things:
    """Crawlers."""
    for crawler in pages(box.client("glue", region), "get_crawlers", "Crawlers"):
        yield f"crawler/{crawler['Name']}", crawler


def functions(box: Box, region: str) -> Things:
    """Functions, with the hash of their code."""
    for function in pages(box.client("lambda", region), "list_functions", "Functions"):
        yield f"function/{function['FunctionName']}", function


def queries(box: Box, region: str) -> Things:
    """Athena's workgroups and named queries."""
    athena = box.client("athena", region)
    for group in pages(athena, "list_work_groups", "WorkGroups"):
        name = {"WorkGroup": group["Name"]}
        yield f"workgroup/{group['Name']}", athena.get_work_group(**name)
        for query in pages(athena, "list_named_queries", "NamedQueryIds", **name):
            named = athena.get_named_query(NamedQueryId=query)["NamedQuery"]
            yield f"query/{group['Name']}/{named['Name']}", named


def applications(box: Box, region: str) -> Things:
    """EMR Serverless applications."""
    for application in pages(box.client("emr-serverless", region), "list_applications", "applications"):
        yield f"application/{application['name']}", {key: application[key] for key in ("name", "state", "type")}


def machines(box: Box, region: str) -> Things:
    """State machines: definition, role, tags."""
    states = box.client("stepfunctions", region)
    for machine in pages(states, "list_state_machines", "stateMachines"):
        arn = machine["stateMachineArn"]
        tags = states.list_tags_for_resource(resourceArn=arn)["tags"]
        yield (
            f"machine/{machine['name']}",
            {"machine": states.describe_state_machine(stateMachineArn=arn), "tags": tags},
        )


def schedules(box: Box, region: str) -> Things:
    """The scheduler's groups and schedules."""
    scheduler = box.client("scheduler", region)
    for group in pages(scheduler, "list_schedule_groups", "ScheduleGroups"):
        yield f"schedule-group/{group['Name']}", group
    for entry in pages(scheduler, "list_schedules", "Schedules"):
        name = {"GroupName": entry["GroupName"], "Name": entry["Name"]}
        yield f"schedule/{entry['GroupName']}/{entry['Name']}", scheduler.get_schedule(**name)


def rules(box: Box, region: str) -> Things:
    """EventBridge's rules with their targets."""
    events = box.client("events", region)
    for rule in pages(events, "list_rules", "Rules"):
        yield (
            f"rule/{rule['Name']}",
            {"rule": rule, "targets": pages(events, "list_targets_by_rule", "Targets", Rule=rule["Name"])},
        )


def logs(box: Box, region: str) -> Things:
    """Log groups, without how much is in them."""
    for group in pages(box.client("logs", region), "describe_log_groups", "logGroups"):
        yield f"log-group/{group['logGroupName']}", {"retention": group.get("retentionInDays")}
