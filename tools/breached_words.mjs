// node tools/breached_words.mjs <frequency_lists.py> <out.inc>: the words of leaked passwords that
// Debian's python3-zxcvbn carries (MIT), as sorted C++ string literals. Letters alone, as
// new_password.cpp compares them; fewer than four say nothing.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const [, , source, out] = process.argv;
const list = /"passwords": "([^"]*)"/.exec(readFileSync(source, "utf8"))?.[1].split(",") ?? [];
const least = 10000; // another layout of the file must not pass for a short list
if (list.length < least) throw new Error(`${source} holds ${list.length} passwords`);

const words = list.map((one) => one.toLowerCase().replace(/[^a-z]/g, "")).filter((one) => one.length >= 4);
const rows = [...new Set(words)].sort().map((word) => `"${word}",`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, rows.join("\n") + "\n");
