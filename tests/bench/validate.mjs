// Asks asl-validator about definitions: file names as arguments, one JSON line per file: {file, errors}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const validate = createRequire(`${process.env.BENCH_MODULES}/`)("asl-validator");
for (const file of process.argv.slice(2)) {
  const { isValid, errors } = validate(JSON.parse(readFileSync(file, "utf8")));
  console.log(JSON.stringify({ file, errors: isValid ? [] : errors }));
}
