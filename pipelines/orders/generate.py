#!/usr/bin/env python3
"""Make web shop data: orders, their lines, and products. Same arguments, same bytes.

generate.py                              # rewrites data/ beside this file (seed 13, with dirt)
generate.py --out DIR --orders 1000000
"""

from __future__ import annotations

import argparse
import random
from datetime import datetime, timedelta
from pathlib import Path

FIRST_DAY = datetime(2024, 1, 1)
CATEGORIES = ["shoes", "hats", "bags", "books"]
STATUSES = ["paid", "shipped", "shipped", "cancelled"]


def main() -> None:
    """Parse the arguments and write the three files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data", help="folder to write")
    parser.add_argument("--orders", type=int, default=250, help="number of orders (250)")
    parser.add_argument("--products", type=int, default=24, help="number of products (24)")
    parser.add_argument("--seed", type=int, default=13)
    args = parser.parse_args()

    rng = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    products = [f"P-{number:04d}" for number in range(args.products)]
    with (args.out / "products.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write("product,category,launched\n")
        for number, product in enumerate(products):
            category = "" if number % 11 == 7 else rng.choice(CATEGORIES)
            file.write(f"{product},{category},{FIRST_DAY - timedelta(days=rng.randrange(900)):%d.%m.%Y}\n")

    customers = [f"customer {number}" for number in range(max(10, args.orders // 6))]
    sold = products[: max(1, args.products - 2)]
    with (
        (args.out / "orders.csv").open("w", encoding="utf-8", newline="\n") as orders,
        (args.out / "order_lines.csv").open("w", encoding="utf-8", newline="\n") as lines,
    ):
        orders.write("order_id;customer;placed_at;status;currency\n")
        lines.write("order_id,product,quantity,unit_price,discount\n")
        for order in range(1, args.orders + 1):
            placed = FIRST_DAY + timedelta(minutes=rng.randrange(60 * 24 * 60))
            customer = rng.choice(customers) if rng.random() > 0.1 else rng.choice(("NULL", "-", ""))
            orders.write(f"{order};{customer};{placed:%Y-%m-%d %H:%M};{rng.choice(STATUSES)};EUR\n")
            for product in rng.sample(sold, min(len(sold), rng.randrange(1, 5))):
                price = f"{rng.randrange(500, 15000) / 100:.2f}" if rng.random() > 0.01 else "free"
                discount = rng.choice(("", "", "0.1", "0.25"))
                lines.write(f"{order},{product},{rng.randrange(0, 5)},{price},{discount}\n")


if __name__ == "__main__":
    main()
