// A real LDAP server (Debian's slapd) on private ports of this machine, with a certificate of an
// authority of its own; gone with the test. Its certificate is for 127.0.0.1 (libldap takes its own
// machine's name for localhost), and it answers at 127.0.0.2 too.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { free_port, sleep } from './office.mjs';

const base = 'dc=hospital,dc=example';
export const people_base = `ou=people,${base}`;
export const group = (name) => `cn=${name},ou=groups,${base}`;
export const reader = { dn: `cn=kakehashi,${base}`, password: 'reads, and nothing else' };

const entry = (dn, fields) => [`dn: ${dn}`, ...fields.map(([name, value]) => `${name}:: ${Buffer.from(value).toString('base64')}`), ''].join('\n');

export class Slapd {
  /** people: { saeki: { password, name } }, groups: { nurses: ['saeki'] } */
  static async open({ people, groups }) {
    const slapd = new Slapd();
    slapd.room = mkdtempSync(join(tmpdir(), 'kakehashi-slapd-'));
    slapd.people = people;
    slapd.groups = groups;
    slapd.#make_certificate();
    slapd.secure_port = await free_port();
    slapd.plain_port = await free_port();
    await slapd.start();
    return slapd;
  }
  get trusted() {
    return join(this.room, 'authority.pem');
  }

  #make_certificate() {
    const openssl = (...words) => execFileSync('openssl', words, { cwd: this.room, stdio: 'ignore' });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    for (const name of ['authority', 'stranger'])
      openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-days', '2', '-keyout', `${name}.key`, '-out', `${name}.pem`);
    writeFileSync(join(this.room, 'names'), 'subjectAltName=IP:127.0.0.1\n');
    openssl('req', ...key, '-subj', '/CN=ldap.hospital.example', '-keyout', 'server.key', '-out', 'server.csr');
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial',
            '-days', '2', '-extfile', 'names', '-out', 'server.pem');
  }

  #configuration() {
    return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile ${this.room}/slapd.pid
TLSCACertificateFile ${this.room}/authority.pem
TLSCertificateFile ${this.room}/server.pem
TLSCertificateKeyFile ${this.room}/server.key
security simple_bind=128
database mdb
suffix "${base}"
rootdn "cn=root,${base}"
directory ${this.room}/data
index uid eq
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${reader.dn}" read by anonymous auth by * none
`;
  }

  #entries() {
    const out = [entry(base, [['objectClass', 'dcObject'], ['objectClass', 'organization'], ['dc', 'hospital'], ['o', 'みなと市立総合病院']]),
                 entry(people_base, [['objectClass', 'organizationalUnit'], ['ou', 'people']]),
                 entry(`ou=groups,${base}`, [['objectClass', 'organizationalUnit'], ['ou', 'groups']]),
                 entry(reader.dn, [['objectClass', 'organizationalRole'], ['objectClass', 'simpleSecurityObject'], ['cn', 'kakehashi'], ['userPassword', reader.password]])];
    const groups_of = (uid) => Object.keys(this.groups).filter((name) => this.groups[name].includes(uid));
    for (const [uid, { password, name }] of Object.entries(this.people))
      out.push(entry(`uid=${uid},${people_base}`, [['objectClass', 'inetOrgPerson'], ['uid', uid], ['cn', name], ['sn', name], ['displayName', name], ['userPassword', password],
                                                   ...groups_of(uid).map((one) => ['memberOf', group(one)])]));
    for (const [name, members] of Object.entries(this.groups))
      out.push(entry(group(name), [['objectClass', 'groupOfNames'], ['cn', name], ...members.map((uid) => ['member', `uid=${uid},${people_base}`])]));
    return out.join('\n');
  }

  /** With the people and groups as they are now. */
  async start() {
    rmSync(join(this.room, 'data'), { recursive: true, force: true });
    mkdirSync(join(this.room, 'data'));
    const file = (name, text) => { writeFileSync(join(this.room, name), text, { mode: 0o600 }); return join(this.room, name); };
    const configuration = file('slapd.conf', this.#configuration());
    execFileSync('/usr/sbin/slapadd', ['-f', configuration, '-l', file('entries.ldif', this.#entries())], { stdio: ['ignore', 'ignore', 'inherit'] });
    this.child = spawn('/usr/sbin/slapd', ['-f', configuration, '-d', '0', '-h', `ldaps://127.0.0.1:${this.secure_port} ldaps://127.0.0.2:${this.secure_port} ldap://127.0.0.1:${this.plain_port}`], { stdio: 'ignore' });
    for (let tries = 0; tries < 200; ++tries, await sleep(25)) {
      if (this.child.exitCode !== null) throw new Error('slapd does not start');
      if (await this.#answers()) return;
    }
    throw new Error('slapd does not answer');
  }
  #answers() {
    return new Promise((done) => {
      const socket = net.connect(this.plain_port, '127.0.0.1', () => { socket.destroy(); done(true); });
      socket.on('error', () => done(false));
    });
  }
  async stop() {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode) return;
    const ended = new Promise((done) => this.child.on('exit', done));
    this.child.kill('SIGTERM');
    await ended;
  }
  async close() {
    await this.stop();
    rmSync(this.room, { recursive: true, force: true });
  }
}
