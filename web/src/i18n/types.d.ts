// SPDX-License-Identifier: MIT
// Makes t() know the keys: a text that ru.json does not have does not compile.

import type ru from './ru.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof ru };
  }
}
