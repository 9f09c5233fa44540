// node tools/holidays.mjs <out.inc>: the national holidays as C++ initialisers, in day order.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import holidayJp from "@holiday-jp/holiday_jp";

const days = Object.values(holidayJp.holidays)
    .map(({ date, name }) => ({ date: String(date).slice(0, 10), name }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));

const rows = days.map(({ date, name }) => {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
    if (!match || /["\\\n]/.test(name)) throw new Error(`unexpected holiday: ${date} ${name}`);
    const [year, month, day] = match.slice(1).map(Number);
    return `{${year}, ${month}, ${day}, "${name}"},`;
});

const out = process.argv[2];
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, rows.join("\n") + "\n");
