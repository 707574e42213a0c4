// SPDX-License-Identifier: MIT
// What a new password has to be, as far as it can be told while typing: the server refuses the commonest too.

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;

export interface PasswordRules {
  hasLength: boolean;
  isNotEmail: boolean;
}

/** `email`: of the account, where it is known. Its part before @ counts too, in any case. */
export function passwordRules(password: string, email = ''): PasswordRules {
  const length = [...password].length;
  const typed = password.toLowerCase();
  const address = email.trim().toLowerCase();
  return {
    hasLength: length >= PASSWORD_MIN && length <= PASSWORD_MAX,
    isNotEmail: address === '' || (typed !== address && typed !== address.split('@')[0]),
  };
}
