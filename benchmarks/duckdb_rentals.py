#!/usr/bin/env python3
"""Do the work of pipelines/car_rental in DuckDB: read, clean, measure, write Parquet.

    duckdb_rentals.py DATA OUT [THREADS]

The benchmark's peer: the SQL a careful person would write, with the same results.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

TABLES = {
    "clean_vehicles": """
        select active, vehicle_license_number, trim(registration_name) registration_name,
          trim(license_type) license_type,
          expiration_date, trim(permit_license_number) permit_license_number, certification_date, vehicle_year,
          base_telephone_number, trim(base_address) base_address, vehicle_id, last_update_timestamp,
          trim(brand) brand, trim(vehicle_type) vehicle_type
        from (select * replace (
            strptime(expiration_date, '%d-%m-%Y')::date as expiration_date,
            strptime(last_update_timestamp, '%d-%m-%Y %H:%M:%S') as last_update_timestamp)
          from read_csv('{data}/vehicles.csv', header = true, dateformat = '%Y-%m-%d', columns = {{
            'active': 'INTEGER', 'vehicle_license_number': 'VARCHAR', 'registration_name': 'VARCHAR',
            'license_type': 'VARCHAR', 'expiration_date': 'VARCHAR', 'permit_license_number': 'VARCHAR',
            'certification_date': 'DATE', 'vehicle_year': 'INTEGER', 'base_telephone_number': 'VARCHAR',
            'base_address': 'VARCHAR', 'vehicle_id': 'VARCHAR', 'last_update_timestamp': 'VARCHAR',
            'brand': 'VARCHAR', 'vehicle_type': 'VARCHAR'}}))
        where vehicle_license_number is not null and expiration_date is not null and brand is not null
          and vehicle_type is not null and active in (0, 1)""",
    "clean_users": """
        select user_id, trim(lower(first_name)) first_name, trim(lower(last_name)) last_name, email, phone_number,
          driver_license_number, driver_license_expiry, creation_date, is_active
        from read_csv('{data}/users.csv', header = true, columns = {{
            'user_id': 'VARCHAR', 'first_name': 'VARCHAR', 'last_name': 'VARCHAR', 'email': 'VARCHAR',
            'phone_number': 'VARCHAR', 'driver_license_number': 'VARCHAR', 'driver_license_expiry': 'DATE',
            'creation_date': 'DATE', 'is_active': 'INTEGER'}})
        where email is not null and phone_number is not null and creation_date is not null and is_active in (0, 1)""",
    "clean_locations": """
        select location_id, trim(location_name) location_name, trim(address) address, trim(city) city,
          upper(trim(state)) state, zip_code, latitude, longitude
        from read_csv('{data}/locations.csv', header = true, columns = {{
            'location_id': 'BIGINT', 'location_name': 'VARCHAR', 'address': 'VARCHAR', 'city': 'VARCHAR',
            'state': 'VARCHAR', 'zip_code': 'VARCHAR', 'latitude': 'DOUBLE', 'longitude': 'DOUBLE'}})
        where location_name is not null and address is not null and city is not null and state is not null
          and latitude between -90 and 90 and longitude between -180 and 180 and length(zip_code) = 5""",
    "rentals": """
        select rental_id, user_id, vehicle_id, rental_start_time, rental_end_time, pickup_location, dropoff_location,
          total_amount, date_diff('second', rental_start_time, rental_end_time) rental_duration_seconds,
          round(date_diff('second', rental_start_time, rental_end_time)::decimal(19, 6) / 3600, 2)::decimal(18, 2)
            rental_duration_hours,
          rental_start_time::date rental_date
        from (select *, row_number() over (partition by rental_id order by rental_end_time desc) rn
          from read_csv('{data}/rental_transactions.csv', header = true, columns = {{
            'rental_id': 'VARCHAR', 'user_id': 'VARCHAR', 'vehicle_id': 'VARCHAR', 'rental_start_time': 'TIMESTAMP',
            'rental_end_time': 'TIMESTAMP', 'pickup_location': 'BIGINT', 'dropoff_location': 'BIGINT',
            'total_amount': 'DECIMAL(10, 2)'}})
          where user_id is not null and vehicle_id is not null and total_amount >= 0
            and rental_start_time < rental_end_time)
        where rn = 1""",
    "location_metrics": """
        select location_id, location_name, city, state, sum(total_amount) total_revenue,
          count(rental_id) total_transactions, round(avg(total_amount), 2) average_transaction,
          max(total_amount) max_transaction, min(total_amount) min_transaction,
          count(distinct vehicle_id) unique_vehicles
        from rentals join clean_locations on pickup_location = location_id group by all""",
    "vehicle_metrics": """
        select vehicle_type, brand, sum(total_amount) total_revenue, count(rental_id) total_rentals,
          round(avg(rental_duration_hours), 2) avg_rental_duration, max(rental_duration_hours) max_rental_duration,
          min(rental_duration_hours) min_rental_duration
        from rentals join clean_vehicles using (vehicle_id) group by all""",
    "daily_metrics": """
        select rental_date, count(rental_id) total_transactions, sum(total_amount) total_revenue,
          round(avg(total_amount), 2) average_transaction, max(total_amount) max_transaction,
          min(total_amount) min_transaction
        from rentals group by all""",
    "overall_metrics": """
        select 'overall' metric_type, sum(total_amount) overall_total_revenue,
          count(rental_id) overall_total_transactions,
          round(avg(total_amount), 2) overall_average_transaction, max(total_amount) overall_max_transaction,
          min(total_amount) overall_min_transaction
        from rentals""",
    "user_metrics": """
        select user_id, first_name, last_name, email, count(rental_id) total_transactions,
          sum(total_amount) total_spending, max(total_amount) max_spending, min(total_amount) min_spending,
          sum(rental_duration_hours) total_rental_hours
        from rentals join clean_users using (user_id) group by all""",
}


def main() -> None:
    """Run every table, write each as Parquet."""
    data, out = sys.argv[1], Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    if len(sys.argv) > 3:
        connection.execute(f"set threads = {int(sys.argv[3])}")
    for name, sql in TABLES.items():
        connection.execute(f"create table {name} as {sql.format(data=data)}")
        connection.execute(f"copy {name} to '{out / name}.parquet' (format parquet)")


if __name__ == "__main__":
    main()
