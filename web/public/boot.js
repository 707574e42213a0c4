// SPDX-License-Identifier: MIT
// Runs before the first paint, so that neither the colour scheme nor the language flashes. A file of its
// own, because the Content-Security-Policy permits no inline script. The keys are those of src/theme.ts
// and src/i18n/index.ts.
(() => {
  const read = (key) => {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const root = document.documentElement;
  const scheme = read('sauda.color-scheme');
  const isDark =
    scheme === 'dark' ||
    (scheme !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
  root.style.colorScheme = isDark ? 'dark' : 'light';
  root.style.backgroundColor = isDark ? '#101114' : '#fbfbfc';
  const bar = document.querySelector('meta[name="theme-color"]');
  if (bar && isDark) bar.setAttribute('content', '#101114');
  const language = read('sauda.language');
  if (language === 'kk' || language === 'en') root.lang = language;
})();
