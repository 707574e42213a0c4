// SPDX-License-Identifier: MIT
// The result of the last check in few words: how long it took, or what went wrong.

import { useTranslation } from 'react-i18next';
import type { Module } from '../../api/types';
import { useFormat } from '../../ui/format';

export function useOutcome(module: Module): string {
  const { t } = useTranslation();
  const format = useFormat();
  if (module.is_healthy === null) return '';
  if (module.is_healthy) {
    return module.last_latency_ms === null ? '' : format.milliseconds(module.last_latency_ms);
  }
  const status = module.last_status_code;
  if (status !== null && (status < 200 || status > 299)) return `HTTP ${status}`;
  return status === null ? t('card.noAnswer') : t('card.badAnswer');
}
