#!/usr/bin/env node
// What an attacker tries on the program as it is built: markup and formulas in every field, forged
// and overfull forms, planted sessions, ways out to other hosts and folders, requests with two ends,
// crowds that say nothing. What bad_input.mjs, bad_files.mjs, sign_in_storm.mjs and passkey.mjs prove
// is not repeated here (docs/security/asvs.md).
import { Office, on_postgres } from './lib/office.mjs';
import { idle_crowd, slow_senders } from './lib/attacks/crowd.mjs';
import { guessed_names, locked_names, planted_sessions, ways_out } from './lib/attacks/doors.mjs';
import { fields_too_many, forged_forms } from './lib/attacks/forgery.mjs';
import { formulas } from './lib/attacks/formulas.mjs';
import { headers } from './lib/attacks/headers.mjs';
import { scripts, scripts_of_partner } from './lib/attacks/scripts.mjs';
import { packed_forms, two_ends, ways_out_of_folders } from './lib/attacks/wire.mjs';

const wanted = process.argv.slice(2);  // names of attacks; all when none is named

/** Each has an office of its own, so that none finds what another left. */
const attacks = {
  headers: async (office) => headers(office, await office.sign_in('hasegawa', 'kakehashi')),
  scripts: async (office) => scripts(office, await office.sign_in('hasegawa', 'kakehashi'), await office.sign_in('omura', 'kakehashi')),
  formulas: async (office) => formulas(await office.sign_in('omura', 'kakehashi')),
  forged: async (office) => forged_forms(office, await office.sign_in('hasegawa', 'kakehashi'), await office.sign_in('omura', 'kakehashi')),
  fields: async (office) => fields_too_many(office, await office.sign_in('hasegawa', 'kakehashi')),
  portal: async (office) => {
    const partner = await office.sign_in('hamada', 'kakehashi');
    await scripts_of_partner(office, partner, await office.sign_in('omura', 'kakehashi'));
    await forged_forms(office, partner, await office.sign_in('omura', 'kakehashi'), 4);
  },
  doors: async (office) => {
    await planted_sessions(office);
    await ways_out(office);
    await guessed_names(office);
    await locked_names(office);
  },
  wire: async (office) => {
    const person = await office.sign_in('hasegawa', 'kakehashi');
    await two_ends(office);
    await ways_out_of_folders(office, person);
    await packed_forms(office, person);
  },
  crowd: async (office) => {
    const person = await office.sign_in('hasegawa', 'kakehashi');
    await slow_senders(office, person);
    await idle_crowd(office, person);
  },
};

if (on_postgres) throw new Error('attacks look into the SQLite file; they are the same on PostgreSQL');
for (const [name, attack] of Object.entries(attacks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const office = await Office.open({ demo: true });
  try {
    await office.serve();
    await attack(office);
  } finally {
    await office.close();
  }
}
