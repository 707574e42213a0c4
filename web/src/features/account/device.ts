// SPDX-License-Identifier: MIT
// What a User-Agent says of a device, as far as people need it to know their own: program and system. The
// order matters: most browsers claim to be others as well.

export interface Device {
  program: string | undefined;
  system: string | undefined;
  kind: 'computer' | 'phone' | 'tablet' | 'program';
}

const PROGRAMS: [RegExp, string][] = [
  [/\bYaBrowser\//, 'Yandex Browser'],
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\b(OPR|OPT|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Headless)?Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*Safari\//, 'Safari'],
];

const SYSTEMS: [RegExp, string, Device['kind']][] = [
  [/\biPad\b/, 'iPad', 'tablet'],
  [/\biPhone\b/, 'iPhone', 'phone'],
  [/\bAndroid\b.*\bMobile\b/, 'Android', 'phone'],
  [/\bAndroid\b/, 'Android', 'tablet'],
  [/\bWindows\b/, 'Windows', 'computer'],
  [/\bMac OS X\b/, 'macOS', 'computer'],
  [/\bCrOS\b/, 'ChromeOS', 'computer'],
  [/\bLinux\b/, 'Linux', 'computer'],
];

export function deviceOf(userAgent: string): Device {
  const program = PROGRAMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent));
  if (program === undefined && system === undefined) {
    return { program: productOf(userAgent), system: undefined, kind: 'program' };
  }
  return { program, system: system?.[1], kind: system?.[2] ?? 'computer' };
}

/** Of "curl/8.5.0" its name: programs that are no browsers say so first. */
function productOf(userAgent: string): string | undefined {
  const product = userAgent.trim().split(/[\s/(]/)[0];
  return product === '' || product === 'Mozilla' ? undefined : product;
}
