// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { passwordRules } from './passwordRules';

describe('passwordRules', () => {
  it('counts characters as people do', () => {
    expect(passwordRules('1234567').hasLength).toBe(false);
    expect(passwordRules('12345678').hasLength).toBe(true);
    expect(passwordRules('\u{1F511}'.repeat(8)).hasLength).toBe(true);
    expect(passwordRules('\u{1F511}'.repeat(7)).hasLength).toBe(false);
    expect(passwordRules('a'.repeat(128)).hasLength).toBe(true);
    expect(passwordRules('a'.repeat(129)).hasLength).toBe(false);
  });

  it.each([
    ['ann@shop.kz', false],
    ['Ann@Shop.kz', false],
    ['ann', false],
    ['ann@shop.k', true],
  ])('%s beside the e-mail ann@shop.kz: %s', (password, isFine) => {
    expect(passwordRules(password, ' ann@shop.kz ').isNotEmail).toBe(isFine);
  });

  it('has nothing to compare with where no e-mail is known', () => {
    expect(passwordRules('ann').isNotEmail).toBe(true);
  });
});
