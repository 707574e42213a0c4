// SPDX-License-Identifier: MIT
// Devices by the User-Agents that real browsers and programs send.

import { describe, expect, it } from 'vitest';
import { deviceOf } from './device';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0';

describe('deviceOf', () => {
  it.each([
    [`${WINDOWS} ${WEBKIT} Safari/537.36`, 'Chrome', 'Windows', 'computer'],
    [`${WINDOWS} ${WEBKIT} Safari/537.36 Edg/130.0.0.0`, 'Edge', 'Windows', 'computer'],
    [`${WINDOWS} ${WEBKIT} YaBrowser/24.10 Safari/537.36`, 'Yandex Browser', 'Windows', 'computer'],
    [`${WINDOWS} ${WEBKIT} Safari/537.36 OPR/115.0.0.0`, 'Opera', 'Windows', 'computer'],
    [
      `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15`,
      'Safari',
      'macOS',
      'computer',
    ],
    [
      `${IPHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`,
      'Safari',
      'iPhone',
      'phone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36',
      'Samsung Internet',
      'Android',
      'phone',
    ],
    [
      `Mozilla/5.0 (Linux; Android 13; SM-X710) ${WEBKIT} Safari/537.36`,
      'Chrome',
      'Android',
      'tablet',
    ],
    [
      'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0',
      'Firefox',
      'Linux',
      'computer',
    ],
    [`Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/150.0.0.0`, 'Chrome', 'Linux', 'computer'],
    ['curl/8.14.1', 'curl', undefined, 'program'],
    ['python-requests/2.32.3', 'python-requests', undefined, 'program'],
    ['Mozilla/5.0', undefined, undefined, 'program'],
    ['', undefined, undefined, 'program'],
  ] as const)('%s', (userAgent, program, system, kind) => {
    expect(deviceOf(userAgent)).toEqual({ program, system, kind });
  });
});
