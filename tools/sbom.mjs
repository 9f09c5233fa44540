#!/usr/bin/env node
// tools/sbom.mjs [PROGRAM]: what the program as it is built is made of, as CycloneDX 1.5 JSON on
// standard output: Debian packages of the libraries it is linked with (ldd, dpkg) and of what its own
// package asks for, the Debian and npm packages whose files it carries (package-lock.json); versions and licences.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';

const program = process.argv[2] ?? 'build/release/kakehashi';
const run = (command, ...words) => execFileSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] });
const hash_of = (file) => [{ alg: 'SHA-256', content: createHash('sha256').update(readFileSync(file)).digest('hex') }];

/** The packages that own these files; /lib and /usr/lib are one place to Debian 12 and two to dpkg. */
function owners(files) {
  const found = new Map();
  for (const file of files) {
    const places = [...new Set([file, realpathSync(file), file.replace(/^\/usr/, ''), realpathSync(file).replace(/^\/usr/, '')])];
    const owner = places.map((place) => { try { return run('dpkg', '-S', place).split(': ')[0]; } catch { return undefined; } }).find(Boolean);
    if (!owner) throw new Error(`no Debian package owns ${file}`);
    found.set(owner, [...(found.get(owner) ?? []), file]);
  }
  return found;
}

/** The short names in the package's copyright file, where it is written for machines. */
function debian_licences(name) {
  const file = `/usr/share/doc/${name}/copyright`;
  if (!existsSync(file)) return [];
  const names = [...readFileSync(file, 'utf8').matchAll(/^License:[ \t]*(\S.*)$/gm)].map((one) => one[1].trim());
  const licences = [...new Set(names)];
  return licences.length > 0 ? licences.map((one) => ({ license: { name: one } })) : [{ license: { name: `see ${file}` } }];
}

/** What the package asks for beside libraries: programs and fonts (cmake/package.cmake). */
function asked_for() {
  const [, words] = /set\(CPACK_DEBIAN_PACKAGE_DEPENDS([^)]*)\)/.exec(readFileSync('cmake/package.cmake', 'utf8'));
  return words.replaceAll('"', '').split(',').map((one) => one.trim().split(/[\s|(]/)[0]).filter(Boolean);
}

function debian_components() {
  const libraries = [...run('ldd', program).matchAll(/(\/\S+\.so\S*) \(0x/g)].map((one) => one[1]);
  const packages = owners(libraries);
  for (const name of asked_for()) packages.set(name, []);
  packages.set('python3-zxcvbn', []); // the leaked passwords the program carries
  const { VERSION_ID } = Object.fromEntries(readFileSync('/etc/os-release', 'utf8').split('\n').map((line) => line.split('=').map((one) => one.replaceAll('"', ''))));
  return [...packages].map(([owner, files]) => {
    const [name, architecture = ''] = owner.split(':');
    const [version, source] = run('dpkg-query', '-W', '-f', '${Version}\t${source:Package} ${source:Version}', owner).split('\t');
    const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}&distro=debian-${VERSION_ID}`;
    return { type: 'library', 'bom-ref': purl, name, version, purl, licenses: debian_licences(name),
      properties: [{ name: 'debian:source', value: source }, ...files.map((file) => ({ name: 'debian:file', value: file }))] };
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Those that are needed to run, not to test. */
function npm_components() {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.entries(packages).filter(([path, one]) => path !== '' && !one.dev).map(([path, { version, integrity, license }]) => {
    const name = path.replace(/^.*node_modules\//, '');
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    const hashes = integrity?.startsWith('sha512-') ? [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }] : [];
    return { type: 'library', 'bom-ref': purl, name, version, purl, hashes, licenses: [{ license: /^[\w.-]+$/.test(license ?? '') ? { id: license } : { name: license ?? 'not said' } }] };
  });
}

const version = run('git', 'rev-parse', '--short=12', 'HEAD').trim();
const components = [...debian_components(), ...npm_components()];
const root = `kakehashi@${version}`;
console.log(JSON.stringify({
  bomFormat: 'CycloneDX', specVersion: '1.5', version: 1,
  metadata: { timestamp: new Date().toISOString(), component: { type: 'application', 'bom-ref': root, name: 'kakehashi', version, licenses: [{ license: { id: 'Apache-2.0' } }], hashes: hash_of(program) } },
  components,
  dependencies: [{ ref: root, dependsOn: components.map((one) => one['bom-ref']) }],
}, null, 2));
