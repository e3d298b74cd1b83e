#!/usr/bin/env python3
"""Make a large project, and the same project for dbt.

    make_project.py --datasets 10000 --out /tmp/big              # /tmp/big/spec, /tmp/big/dbt

Every dataset reads one or two earlier ones, filters, derives three columns, aggregates, and casts its six columns to
their types. Every twentieth reads an input with six typed columns. Same arguments, same bytes.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

PER_FILE = 250


def input_spec(name: str) -> str:
    """Return an input with six typed columns."""
    return (
        f"  {name}:\n    path: {name}.csv\n    columns:\n"
        "      k1: string not null\n      k2: bigint\n      m1: decimal(12,2)\n"
        "      m2: bigint\n      m3: double\n      m4: date\n"
    )


def transform_spec(name: str, parent: str, other: str | None) -> str:
    """Return a dataset as pipelinec sees it."""
    join = f"      - join: {{ with: {other}, on: [k1, k2], kind: left, columns: {{ o1: m1 }} }}\n" if other else ""
    extra = " + coalesce(o1, 0)" if other else ""
    return (
        f"  {name}:\n    from: {parent}\n    steps:\n{join}"
        "      - filter: m2 > 0 and m1 is not null and k1 <> 'none'\n"
        "      - derive:\n"
        f"          amount: m1 * 2 + m2{extra}\n"
        "          label: upper(trim(k1)) || '-' || cast(k2 as string)\n"
        "          month: date_trunc('month', m4)\n"
        "      - aggregate:\n"
        "          by: [label, k2]\n"
        "          measures:\n"
        "            s1: sum(amount)\n"
        "            s2: count()\n"
        "            s3: avg(m3)\n"
        "            s4: max(month)\n"
        "      - select:\n"
        "          k1: cast(label as string)\n"
        "          k2: cast(k2 as bigint)\n"
        "          m1: cast(s1 as decimal(12,2))\n"
        "          m2: cast(s2 as bigint)\n"
        "          m3: cast(s3 as double)\n"
        "          m4: cast(s4 as date)\n"
    )


def model_sql(parent: str, other: str | None) -> str:
    """Return the same dataset as a dbt model."""
    join = f"left join {{{{ ref('{other}') }}}} o on p.k1 = o.k1 and p.k2 = o.k2" if other else ""
    extra = " + coalesce(o.m1, 0)" if other else ""
    return f"""with joined as (
  select p.*, p.m1 * 2 + p.m2{extra} as amount, upper(trim(p.k1)) || '-' || cast(p.k2 as varchar) as label,
    date_trunc('month', p.m4) as month
  from {{{{ ref('{parent}') }}}} p {join}
  where p.m2 > 0 and p.m1 is not null and p.k1 <> 'none'
)
select cast(label as varchar) as k1, cast(k2 as bigint) as k2, cast(sum(amount) as decimal(12,2)) as m1,
  cast(count(*) as bigint) as m2, cast(avg(m3) as double) as m3, cast(max(month) as date) as m4
from joined group by label, k2
"""


def main() -> None:
    """Write both projects."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datasets", type=int, default=10000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()

    rng = random.Random(args.seed)
    spec, models = args.out / "spec", args.out / "dbt" / "models"
    spec.mkdir(parents=True, exist_ok=True)
    models.mkdir(parents=True, exist_ok=True)
    inputs, transforms = [], []
    names: list[str] = []
    columns = []
    for number in range(args.datasets):
        name = f"d{number:05d}"
        if number % 20 == 0:
            source = f"in_{number:05d}"
            inputs.append(input_spec(source))
            seed = "select 'a' as k1, 1 as k2, 1.0 as m1, 1 as m2, 1.0 as m3, current_date as m4"
            (models / f"{source}.sql").write_text(seed)
            parent, other = source, None
        else:
            parent = names[-1 - rng.randrange(min(len(names), 40))]
            other = names[-1 - rng.randrange(min(len(names), 40))] if rng.random() < 0.5 else None
            other = None if other == parent else other
        transforms.append(transform_spec(name, parent, other))
        (models / f"{name}.sql").write_text(model_sql(parent, other))
        types = [
            ("k1", "varchar"),
            ("k2", "bigint"),
            ("m1", "decimal(12,2)"),
            ("m2", "bigint"),
            ("m3", "double"),
            ("m4", "date"),
        ]
        columns.append(
            f"  - name: {name}\n    columns:\n"
            + "".join(f"      - {{name: {column}, data_type: '{kind}'}}\n" for column, kind in types)
        )
        names.append(name)

    (spec / "pipeline.yaml").write_text("pipeline: big\n\ninputs:\n" + "".join(inputs))
    for start in range(0, len(transforms), PER_FILE):
        text = "transforms:\n" + "\n".join(transforms[start : start + PER_FILE])
        (spec / f"part_{start // PER_FILE:04d}.yaml").write_text(text)
        (models / f"schema_{start // PER_FILE:04d}.yml").write_text(
            "version: 2\nmodels:\n" + "".join(columns[start : start + PER_FILE])
        )
    (args.out / "dbt" / "dbt_project.yml").write_text(
        "name: big\nversion: '1.0'\nprofile: big\nmodel-paths: [models]\nflags:\n  send_anonymous_usage_stats: false\n"
    )
    (args.out / "dbt" / "profiles.yml").write_text(
        "big:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: ':memory:'}\n"
    )


if __name__ == "__main__":
    main()
