// SPDX-License-Identifier: MIT
// Certificates for servers of the tests, made by openssl: one that nobody vouches for, and an authority that does.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const HERE = 'DNS:localhost,IP:127.0.0.1,IP:0.0.0.0';

const openssl = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });

function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'sauda-tls-'));
  try {
    return work((name) => join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const pairIn = (path) => ({ key: readFileSync(path('key')), cert: readFileSync(path('cert')) });

/** { key, cert } of a server of this machine, signed by itself. */
export const selfSigned = () =>
  inFolder((path) => {
    const names = ['-subj', '/CN=localhost', '-addext', `subjectAltName=${HERE}`];
    openssl('req', '-x509', '-days', '2', ...NEW_KEY, ...names, '-keyout', path('key'), '-out', path('cert'));
    return pairIn(path);
  });

/** An authority: { key, cert }; whoever trusts `cert` trusts what issue() makes. */
export const makeAuthority = () =>
  inFolder((path) => {
    openssl('req', '-x509', '-days', '2', ...NEW_KEY, '-subj', '/CN=Authority', '-keyout', path('key'), '-out', path('cert'));
    return pairIn(path);
  });

/** { key, cert } of a server with these names, this machine's if none are given, signed by the authority. */
export const issue = (authority, names = HERE) =>
  inFolder((path) => {
    writeFileSync(path('ca'), Buffer.concat([authority.key, authority.cert]));
    writeFileSync(path('names'), `subjectAltName=${names}\n`);
    openssl('req', ...NEW_KEY, '-subj', '/CN=server', '-keyout', path('key'), '-out', path('request'));
    const by = ['-CA', path('ca'), '-CAkey', path('ca'), '-CAserial', path('serial'), '-CAcreateserial'];
    openssl('x509', '-req', '-in', path('request'), '-days', '2', ...by, '-extfile', path('names'), '-out', path('cert'));
    return pairIn(path);
  });
