#!/usr/bin/env python3
"""Make web log data: nested JSON events, one file per day. Same arguments, same bytes.

generate.py                              # rewrites data/ beside this file (seed 11, with dirt)
generate.py --out DIR --events 1000000
"""

from __future__ import annotations

import argparse
import json
import random
from datetime import datetime, timedelta
from pathlib import Path

FIRST_DAY = datetime(2024, 5, 1)
PATHS = ["/", "/shop/shoes", "/shop/hats", "/blog/spring", "/checkout/cart", "/checkout/done", "/about"]
CAMPAIGNS = ["spring", "newsletter", None, None, None]
AGENTS = ["Mozilla/5.0", "Mozilla/5.0", "Safari/17", "GoogleBot/2.1", None]
TAGS = ["mobile", "returning", "beta", "logged-in"]


def event(rng: random.Random, number: int, visitor: str, when: datetime) -> dict:
    """One event, nested, now and then without its optional parts."""
    campaign = rng.choice(CAMPAIGNS)
    payload = {"utm": {"campaign": campaign}, "screen": [rng.randrange(320, 2560), 800]} if campaign else {}
    return {
        "event_id": f"e{number:06d}",
        "occurred": f"{when:%Y-%m-%dT%H:%M:%S}.{rng.randrange(1000):03d}Z",
        "visitor": visitor,
        "request": {
            "method": "POST" if rng.random() < 0.05 else "GET",
            "path": rng.choice(PATHS),
            "status": rng.choice((200, 200, 200, 200, 204, 404, 500)),
        },
        "client": {"country": rng.choice(("de", "gh", "us", None)), "agent": rng.choice(AGENTS)},
        "tags": rng.sample(TAGS, rng.randrange(3)) or None,
        "payload": json.dumps(payload),
    }


def dirty(rng: random.Random, line: str) -> str:
    """A broken line, a wrong type or a missing key."""
    return rng.choice([line[: len(line) // 2], line.replace('"occurred": "2024', '"occurred": "May 2024'), "{}"])


def main() -> None:
    """Parse the arguments and write one file per day."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data", help="folder to write")
    parser.add_argument("--events", type=int, default=400, help="number of events (400)")
    parser.add_argument("--days", type=int, default=3, help="number of days (3)")
    parser.add_argument("--seed", type=int, default=11)
    args = parser.parse_args()

    rng = random.Random(args.seed)
    folder = args.out / "events"
    folder.mkdir(parents=True, exist_ok=True)
    visitors = [f"v{number:04d}" for number in range(max(20, args.events // 12))]
    per_day = -(-args.events // args.days)
    number = 0
    for day in range(args.days):
        with (folder / f"{FIRST_DAY + timedelta(days=day):%Y-%m-%d}.jsonl").open("w", encoding="utf-8") as file:
            for _ in range(min(per_day, args.events - number)):
                when = FIRST_DAY + timedelta(
                    days=day, minutes=rng.randrange(24 * 60) // 7 * 7, seconds=rng.randrange(60)
                )
                line = json.dumps(event(rng, number, rng.choice(visitors), when), ensure_ascii=False)
                file.write((dirty(rng, line) if rng.random() < 0.01 else line) + "\n")
                if rng.random() < 0.01:
                    file.write(line + "\n")
                number += 1


if __name__ == "__main__":
    main()
