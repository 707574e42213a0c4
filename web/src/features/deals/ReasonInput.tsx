// SPDX-License-Identifier: MIT
// Why a deal was lost: one of the common reasons, or any words.

import { Autocomplete } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { REASON_MAX } from './limits';
import { LOST_REASONS } from './lostReasons';

interface ReasonInputProps {
  value: string;
  error?: string | undefined;
  /** Its name stands inside. */
  isShort?: boolean;
  onChange: (reason: string) => void;
}

export function ReasonInput({ value, error, isShort = false, onChange }: ReasonInputProps) {
  const { t } = useTranslation();
  const label = t('lostDeal.reason');
  return (
    <Autocomplete
      name="lost_reason"
      {...(isShort ? { 'aria-label': label, placeholder: label } : { label })}
      data={LOST_REASONS.map((reason) => t(`lostDeal.reasons.${reason}`))}
      value={value}
      error={error}
      maxLength={REASON_MAX}
      autoComplete="off"
      required={!isShort}
      onChange={onChange}
    />
  );
}
