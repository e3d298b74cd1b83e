#!/usr/bin/env python3
"""Make car rental data: the committed sample, or as many rows as you like.

    generate.py                                   # rewrites data/ beside this file (seed 7, with dirt)
    generate.py --out DIR --rentals 2000000       # a large set for benchmarks
    generate.py --out DIR --rentals 2000000 --clean

Same arguments, same bytes. Dirt, unless --clean: nulls, duplicate rentals, dates that do not exist, negative
amounts, rentals that end before they start, users and places nobody knows.
"""

from __future__ import annotations

import argparse
import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

FIRST_DAY = datetime(2024, 1, 1)
DAYS = 152
BRANDS = ["Toyota", "Ford", "Tesla", "Honda", "BMW", "Kia"]
TYPES = ["basic", "premium", "high_end", "family"]
FIRST_NAMES = ["Ada", "Ben", "Chloe", "Diego", "Esi", "Farid", "Grace", "Hugo", "Ines", "Jonas"]
LAST_NAMES = ["Adams", "Boateng", "Costa", "Dubois", "Evans", "Fischer", "Garcia", "Hall"]
CITIES = ["Modesto", "Fontana", "Roseville", "Fresno", "Oakland", "San Diego"]


def hex_id(rng: random.Random) -> str:
    """Ten hex digits, as the original's keys."""
    return f"{rng.getrandbits(40):010x}"


def write(path: Path, header: list[str], rows) -> None:
    """Write a CSV file with Unix line ends."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def users(rng: random.Random, ids: list[str], dirt: float):
    """One row per user; some cannot be reached, one was born on a day that does not exist."""
    for number, user_id in enumerate(ids):
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        expiry = FIRST_DAY + timedelta(days=rng.randrange(200, 4000))
        created = FIRST_DAY - timedelta(days=rng.randrange(0, 900))
        email = "" if rng.random() < dirt else f"{first}.{last}{number}@example.com".lower()
        created_text = "2024-02-30" if dirt and number == 3 else f"{created:%Y-%m-%d}"
        active = 7 if rng.random() < dirt / 2 else rng.randrange(2)
        yield [
            user_id, first, last, email, f"555-{number % 10000:04d}", f"AB{number % 1000000:06d}",
            f"{expiry:%Y-%m-%d}", created_text, active,
        ]  # fmt: skip


def vehicles(rng: random.Random, ids: list[str], dirt: float):
    """One row per vehicle; some lack a brand, some dates are in the wrong order."""
    for number, vehicle_id in enumerate(ids):
        expires = FIRST_DAY + timedelta(days=rng.randrange(0, 1500))
        certified = FIRST_DAY - timedelta(days=rng.randrange(0, 1500))
        brand = "" if rng.random() < dirt else f" {rng.choice(BRANDS)} "
        expires_text = f"{expires:%Y/%m/%d}" if dirt and number == 5 else f"{expires:%d-%m-%Y}"
        yield [
            1 if rng.random() < 0.9 else 0, 5000000 + number, f"OWNER {number}", "FOR HIRE VEHICLE", expires_text, "",
            f"{certified:%Y-%m-%d}", rng.randrange(2010, 2025), "(718)555-0100", f"{number} MAIN ST", vehicle_id,
            f"{certified:%d-%m-%Y} 13:25:00", brand, rng.choice(TYPES),
        ]  # fmt: skip


def locations(rng: random.Random, ids: list[int], dirt: float):
    """One row per location; one lies outside the globe."""
    for number, location_id in enumerate(ids):
        latitude = 123.5 if dirt and number == 2 else round(rng.uniform(-90, 90), 6)
        yield [
            location_id, f"Garage {number}, North" if number % 3 == 0 else f"Garage {number}", f"{number} Heath Road",
            rng.choice(CITIES), "ca" if number % 4 == 0 else "CA", f"{90000 + number}", latitude,
            round(rng.uniform(-180, 180), 6),
        ]  # fmt: skip


def rentals(rng: random.Random, count: int, user_ids, vehicle_ids, location_ids, dirt: float):
    """Rentals, with every kind of dirt the pipeline must survive."""
    for _ in range(count):
        start = FIRST_DAY + timedelta(minutes=rng.randrange(DAYS * 24 * 60))
        hours = rng.randrange(1, 73)
        end, amount = start + timedelta(hours=hours), f"{hours * rng.choice((10, 20, 30, 50))}.0"
        user_id, start_text = rng.choice(user_ids), f"{start:%Y-%m-%d %H:%M:%S}"
        roll = rng.random() if dirt else 1.0
        if roll < dirt:
            user_id = ""
        elif roll < 2 * dirt:
            amount = f"-{amount}"
        elif roll < 3 * dirt:
            end = start - timedelta(hours=1)
        elif roll < 4 * dirt:
            start_text = f"2024-02-30 {start:%H:%M:%S}"
        elif roll < 5 * dirt:
            amount = "n/a"
        row = [
            hex_id(rng), user_id, rng.choice(vehicle_ids), start_text, f"{end:%Y-%m-%d %H:%M:%S}",
            rng.choice(location_ids), rng.choice(location_ids), amount,
        ]  # fmt: skip
        yield row
        if roll > 1 - dirt and dirt:
            yield row


def main() -> None:
    """Parse the arguments and write the four files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data", help="folder to write")
    parser.add_argument("--rentals", type=int, default=600, help="number of rentals (600)")
    parser.add_argument("--users", type=int, help="number of users (rentals / 4, at least 40)")
    parser.add_argument("--vehicles", type=int, help="number of vehicles (rentals / 5, at least 30)")
    parser.add_argument("--locations", type=int, default=20, help="number of locations (20)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--clean", action="store_true", help="no dirt")
    args = parser.parse_args()

    rng, dirt = random.Random(args.seed), 0.0 if args.clean else 0.02
    user_ids = [hex_id(rng) for _ in range(args.users or max(40, args.rentals // 4))]
    vehicle_ids = [hex_id(rng) for _ in range(args.vehicles or max(30, args.rentals // 5))]
    location_ids = rng.sample(range(1000, 10000), args.locations)
    args.out.mkdir(parents=True, exist_ok=True)
    write(
        args.out / "users.csv",
        ["user_id", "first_name", "last_name", "email", "phone_number", "driver_license_number",
         "driver_license_expiry", "creation_date", "is_active"],
        users(rng, user_ids, dirt),
    )  # fmt: skip
    write(
        args.out / "vehicles.csv",
        ["active", "vehicle_license_number", "registration_name", "license_type", "expiration_date",
         "permit_license_number", "certification_date", "vehicle_year", "base_telephone_number", "base_address",
         "vehicle_id", "last_update_timestamp", "brand", "vehicle_type"],
        vehicles(rng, vehicle_ids, dirt),
    )  # fmt: skip
    write(
        args.out / "locations.csv",
        ["location_id", "location_name", "address", "city", "state", "zip_code", "latitude", "longitude"],
        locations(rng, location_ids, dirt),
    )  # fmt: skip
    write(
        args.out / "rental_transactions.csv",
        ["rental_id", "user_id", "vehicle_id", "rental_start_time", "rental_end_time", "pickup_location",
         "dropoff_location", "total_amount"],
        rentals(rng, args.rentals, user_ids, vehicle_ids, location_ids, dirt),
    )  # fmt: skip


if __name__ == "__main__":
    main()
