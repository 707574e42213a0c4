// SPDX-License-Identifier: MIT
// The way back after signing in must stay inside the panel, however the link is written.

import { describe, expect, it } from 'vitest';
import { isAuthPath, nextPath, signInPath } from './paths';

const ORIGIN = 'https://panel.test';
const next = (wish: string) => nextPath(`?next=${encodeURIComponent(wish)}`, ORIGIN);

describe('nextPath', () => {
  it('leads back to where somebody was', () => {
    const place = { pathname: '/users', search: '?role=admin&q=a b', hash: '#x' };
    const search = signInPath(place).slice('/login'.length);
    expect(nextPath(search, ORIGIN)).toBe('/users?role=admin&q=a%20b#x');
    expect(signInPath({ pathname: '/', search: '', hash: '' })).toBe('/login');
  });

  it.each([
    'https://evil.test/',
    '//evil.test/',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '\t//evil.test',
    '/.//evil.test',
    '/%2e//evil.test',
    'javascript:alert(1)',
    'data:text/html,x',
    ' https://evil.test',
    'users',
    '',
    'http://[',
    '/login?next=/login',
    '/register/',
    '/reset-password#token=x',
  ])('leads home instead of to %j', (wish) => {
    expect(next(wish)).toBe('/');
  });

  it('leads home where nothing is asked for', () => {
    expect(nextPath('', ORIGIN)).toBe('/');
  });
});

describe('isAuthPath', () => {
  it('knows the pages before sign-in, with and without a slash', () => {
    expect(['/login', '/login/', '/accept-invite'].every(isAuthPath)).toBe(true);
    expect(['/', '/logins', '/users/login'].some(isAuthPath)).toBe(false);
  });
});
