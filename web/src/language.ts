// SPDX-License-Identifier: MIT
// The language of the person: the account's, on whatever device it signs in. A choice made before signing in
// is the newer word and goes into the account; where nobody signs in it stays in this browser.

import { answerOf, api } from './api/client';
import { session } from './api/me';
import { currentLanguage, type Language, setLanguage } from './i18n';

let chosenOutside: Language | undefined;
let isSaving = false;

export async function chooseLanguage(language: Language): Promise<void> {
  await setLanguage(language);
  const { kind } = session.getState();
  if (kind === 'active') await save(language);
  else if (kind === 'anonymous') chosenOutside = language;
}

async function save(language: Language): Promise<void> {
  isSaving = true;
  try {
    session.setMe((await answerOf(api.PATCH('/auth/me', { body: { language } }))).data);
  } finally {
    isSaving = false;
  }
}

/** Speaks the account's language from now on; called once at start. */
export function followAccount(): void {
  const follow = () => {
    const state = session.getState();
    if (state.kind !== 'active' || isSaving) return;
    const { language } = state.me.user;
    const chosen = chosenOutside;
    chosenOutside = undefined;
    if (chosen !== undefined && chosen !== language) {
      save(chosen).catch(() => undefined); // it is shown all the same
    } else if (language !== currentLanguage()) {
      setLanguage(language).catch(() => undefined); // the one that is loaded stays
    }
  };
  session.watch(follow);
  follow();
}
